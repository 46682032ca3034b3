"""Nothing that was acknowledged is lost, whatever happens to mongod."""

import os
import signal

import pytest
from follower import Follower
from load import Load

from hie.storage import EmbeddedMongod, Store, StoreOptions


@pytest.mark.parametrize(("find_primary", "kills"), [(0.3, 10), (5.0, 2)])
def test_kill_nine_under_load(tmp_path, small, find_primary, kills):
    """Mongod is killed under load and comes back; all that was answered for is there, and was followed.

    With a short patience requests in flight are answered 503, with a longer one they wait for the
    restart; nothing else happens to them.
    """
    with EmbeddedMongod(tmp_path, small) as mongod:
        store = Store(mongod.uri, options=StoreOptions(find_primary=find_primary))
        load = Load(store)
        load.start()
        follower = Follower(store)
        follower.start()
        for _ in range(kills):
            load.wait_for_more(200)
            os.kill(mongod.pid, signal.SIGKILL)
        load.wait_for_more(200)
        load.stop()
        assert mongod.restarts == kills
        assert set(load.faults) <= {"unavailable"}
        if find_primary < 1:
            assert load.faults["unavailable"] > 0
        load.verify(store)
        follower.stop()
        follower.verify(store)
        store.close()
    # What the files hold counts, not what a running mongod remembers.
    with EmbeddedMongod(tmp_path, small) as mongod:
        store = Store(mongod.uri)
        load.verify(store)
        store.close()
