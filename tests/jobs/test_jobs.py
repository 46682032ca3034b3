"""Jobs outlive their workers, and leases have one holder."""

import multiprocessing
import os
import signal
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from hie.jobs import Jobs, Leading
from hie.outcome import NotFound
from hie.storage import Store, StoreOptions

SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def database():
    return f"jobs_{uuid.uuid4().hex[:10]}"


@pytest.fixture
def store(mongod, database):
    store = Store(mongod, database, StoreOptions(strict_api=True))
    yield store
    store.close()


@pytest.fixture
def jobs(store):
    jobs = Jobs(store, lease=1.0, idle=0.1)
    yield jobs
    jobs.stop()


def ended(jobs, id, seconds=15):
    deadline = time.monotonic() + seconds
    while not jobs.find(id).is_over:
        assert time.monotonic() < deadline, jobs.find(id)
        time.sleep(0.02)
    return jobs.find(id)


def test_a_job_is_done_and_tells_its_result(jobs):
    """The work gets the input; its result and its progress are kept."""

    def double(running):
        running.tell({"half": running.job.input["n"]})
        return running.job.input["n"] * 2

    jobs.register("double", double)
    jobs.start()
    job = ended(jobs, jobs.submit("double", {"n": 21}))

    assert ("done", 42, {"half": 21}, 1) == (job.state, job.result, job.progress, job.attempts)


def test_a_job_that_fails_tells_why(jobs):
    """A FhirError becomes an OperationOutcome; any other error says no more than that it is ours."""

    def fail(running):
        if running.job.input == "known":
            raise NotFound.because("resource-not-found", type="Patient", id="1")
        raise ZeroDivisionError

    jobs.register("fail", fail)
    jobs.start()
    known, other = (ended(jobs, jobs.submit("fail", text)) for text in ("known", "other"))

    assert ("failed", {"status": 404}) == (known.state, known.result)
    assert "not-found" == known.outcome["issue"][0]["code"]
    assert ("failed", "exception") == (other.state, other.outcome["issue"][0]["code"])


def test_a_cancelled_job_stops(jobs):
    """The work is told where it next says how far it is."""
    seen = threading.Event()
    stopped = threading.Event()

    def endless(running):
        try:
            while True:
                running.tell(1)
                seen.set()
                time.sleep(0.01)
        finally:
            stopped.set()

    jobs.register("endless", endless)
    jobs.start()
    id = jobs.submit("endless", None)
    assert seen.wait(10)

    assert jobs.cancel(id)
    assert stopped.wait(10)
    assert "cancelled" == jobs.find(id).state
    assert not jobs.cancel(id)


def test_a_long_job_stays_with_its_worker(jobs, store):
    """While the work goes on its hold is renewed, and nobody else begins it."""
    jobs.register("slow", lambda _: time.sleep(2.5))
    jobs.start()
    other = Jobs(store, lease=1.0, idle=0.1)
    other.register("slow", lambda _: time.sleep(2.5))
    other.start()

    assert 1 == ended(jobs, jobs.submit("slow", None)).attempts
    other.stop()


def test_the_same_id_is_one_job(jobs):
    """Who asks twice gets what was begun the first time."""
    jobs.register("once", lambda running: running.job.input)
    jobs.start()
    jobs.submit("once", 1, "the-id")
    ended(jobs, "the-id")
    jobs.submit("once", 2, "the-id")

    assert ("done", 1) == (jobs.find("the-id").state, jobs.find("the-id").result)


def _worker(uri, database):
    def count(running):
        for number in range((running.progress or 0) + 1, 101):
            running.tell(number)
            time.sleep(0.02)
        return os.getpid()

    jobs = Jobs(Store(uri, database), lease=1.0, idle=0.1)
    jobs.register("count", count)
    jobs.start()
    time.sleep(60)


def test_another_worker_goes_on_where_a_killed_one_was(mongod, database, jobs):
    """After kill -9 the job is taken up from its last progress, not from its start."""
    first = SPAWN.Process(target=_worker, args=(mongod, database), daemon=True)
    first.start()
    id = jobs.submit("count", None)
    deadline = time.monotonic() + 30
    while (jobs.find(id).progress or 0) < 10:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(first.pid, signal.SIGKILL)
    first.join()
    reached = jobs.find(id).progress
    begun = []
    jobs.register("count", lambda running: begun.append(running.progress) or "taken up")
    jobs.start()
    job = ended(jobs, id)

    assert ("done", "taken up", 2) == (job.state, job.result, job.attempts)
    assert reached <= begun[0] < 100


def test_a_lease_has_one_holder(store):
    """Of many who take it at once one gets it, and another only when it is over."""
    with ThreadPoolExecutor(16) as pool:
        taken = list(pool.map(lambda owner: store.leases.take("x", str(owner), 1.0), range(32)))

    assert 1 == sum(taken)
    owner = str(taken.index(True))
    assert store.leases.take("x", owner, 0.5)
    assert not store.leases.take("x", "late", 1.0)
    time.sleep(0.7)
    assert store.leases.take("x", "late", 1.0)
    assert not store.leases.take("x", owner, 1.0)
    assert ("late", 2) == (store.leases.holder("x")["owner"], store.leases.holder("x")["term"])


def test_one_leads_and_another_takes_over(store):
    """The work is done by one at a time; when it stops the next one leads."""
    leading = []
    both = []

    def work(name):
        def lead(may_go_on):
            leading.append(name)
            both.append(len(leading))
            while may_go_on():
                time.sleep(0.05)
            leading.remove(name)

        return lead

    pair = [Leading(store, "y", work(name), lease=1.0) for name in ("a", "b")]
    for one in pair:
        one.start()
    time.sleep(2)
    (first,) = leading
    pair[first == "b"].stop()
    time.sleep(2)

    assert [{"a": "b", "b": "a"}[first]] == leading
    assert {1} == set(both)
    for one in pair:
        one.stop()
