"""The workers of ``hie serve`` that wait for each other for a shorter time: ``quick_workers.py HOST PORT``.

Before a stored search parameter is indexed, 15 seconds pass, by when every process knows of it: they look
every two seconds.  Here it is three, so that a test need not wait for the margin.
"""

import sys

from hie.cli.workers import run
from hie.operations import reindexing

reindexing.SETTLE_PARAMETERS_MS = 3000

if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]))
