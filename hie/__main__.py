"""``python -m hie`` is ``hie``."""

from hie.cli import main

if __name__ == "__main__":
    main()
