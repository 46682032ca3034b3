"""Pages in both directions, on a real MongoDB."""

import itertools
import threading
import time
from urllib.parse import urlsplit

import pytest

from hie.search import START, page_links, page_of


class Pages:
    """The pages of a query, followed by their links."""

    def __init__(self, library) -> None:
        self.library = library

    def open(self, query):
        """Ids and links of a page."""
        request, planned = self.library.request(query), self.library.plan(query)
        page, around = page_of(request, planned, self.library.find(planned))
        links = page_links(self.library.base, request, self.library.cursors, around)
        return [stored.id for stored in page], {name: self._query(url) for name, url in links}

    def follow(self, query, relation):
        """Ids of all pages that lead on by ``relation``."""
        found = []
        while query:
            ids, links = self.open(query)
            found.append(ids)
            query = links.get(relation)
        return found

    @staticmethod
    def _query(url):
        parts = urlsplit(url)
        return f"{parts.path.removeprefix('/fhir/')}?{parts.query}"


def _observation(number):
    resource = {
        "resourceType": "Observation",
        "id": f"o{number:02}",
        "status": "final",
        "code": {"text": "x"},
    }
    if number % 4:
        resource["effectiveDateTime"] = f"2024-01-{1 + number % 5:02}"
    if number % 3:
        resource["valueString"] = f"текст {number % 7}"
    return resource


@pytest.fixture(scope="module")
def pages(library):
    """Pages of forty observations, many without a date or a value."""
    library.put(*(_observation(number) for number in range(40)))
    return Pages(library)


QUERIES = [
    "Observation?_count=7",
    "Observation?status=final&_count=7",
    "Observation?_sort=date&_count=7",
    "Observation?_sort=value-string&_count=7",
    "Observation?_sort=-value-string,date&_count=7",
    "Observation?_sort=value-string,-_lastUpdated&_count=1",
    "Observation?_sort=_id&_count=13",
    "Observation?date=ge2024-01-02&_count=3",
    "Observation?value-string=т&_count=5",
]


@pytest.mark.parametrize("query", QUERIES)
def test_back_is_forward_reversed(pages, query):
    """The pages from the end to the beginning hold what those from the beginning to the end hold."""
    forward = [id_ for page in pages.follow(query, "next") for id_ in page]
    last = pages.open(query)[1]["last"]
    back = pages.follow(last, "prev")
    assert forward == [id_ for page in reversed(back) for id_ in page]


@pytest.mark.parametrize("query", QUERIES)
def test_next_and_prev_lead_back(pages, query):
    """From every page, prev of next is the same page."""
    while query:
        ids, links = pages.open(query)
        if "next" in links:
            after = pages.open(links["next"])[1]
            assert ids == pages.open(after["prev"])[0]
        query = links.get("next")


def test_links_are_there_where_they_are_true(pages):
    """A page names only pages that there are; the first and the last one beside others alone."""
    first, links = pages.open("Observation?_count=20")
    assert {"self", "next", "last"} == set(links)
    last, links = pages.open(links["next"])
    assert {"self", "first", "prev"} == set(links)
    assert first == pages.open(links["first"])[0] == pages.open(links["prev"])[0]
    assert 40 == len({*first, *last})
    assert {"self"} == set(pages.open("Observation?_count=40")[1])


def test_the_first_page_tells_its_query(pages):
    """The link to the first page is sealed, and that page says what was used."""
    following = pages.open("Observation?status=final&_count=7")[1]["next"]
    first = pages.open(following)[1]["first"]
    assert "status" not in first
    assert pages.library.request(first).place == START
    assert "Observation?status=final&_count=7" == pages.open(first)[1]["self"]


@pytest.mark.parametrize(("most", "sizes"), [(17, [7, 7, 3]), (7, [7]), (5, [5]), (99, [7] * 5 + [5])])
def test_max_results_bound_all_pages(pages, most, sizes):
    """With _maxresults the pages together hold so many, and can be gone through in both directions."""
    query = f"Observation?_count=7&_maxresults={most}"
    whole = pages.library.ids("Observation")
    found = pages.follow(query, "next")
    assert sizes == [len(page) for page in found]
    assert whole[:most] == [id_ for page in found for id_ in page]
    links = pages.open(query)[1]
    assert "last" not in links
    while "next" in links:
        links = pages.open(links["next"])[1]
    if len(sizes) > 1:
        assert found[:-1] == list(reversed(pages.follow(links["prev"], "prev")))
        second = pages.open(links["prev"])[1]
        assert found[-1] == pages.open(second["next"])[0]


def test_pages_bear_writers_and_deleters(libraries):
    """While others create and delete, nothing is repeated, and nothing that stays all the time is missed."""
    pages = Pages(libraries())
    library = pages.library
    library.put(*(_observation(number) for number in range(80)))
    doomed = [f"o{number}" for number in range(10, 80, 3)]
    staying = {f"o{number:02}" for number in range(80)} - set(doomed)
    stop = threading.Event()

    def write():
        for number in itertools.count(100):
            if stop.is_set():
                return
            library.put(_observation(number) | {"id": f"new{number}"})

    def delete():
        for id_ in doomed:
            library.delete("Observation", id_)
            time.sleep(0.01)

    threads = [threading.Thread(target=write), threading.Thread(target=delete)]
    for thread in threads:
        thread.start()
    try:
        for query, relation in itertools.product(
            ["Observation", "Observation?status=final", "Observation?_sort=-value-string"], ("next", "prev")
        ):
            start = query + ("&" if "?" in query else "?") + "_count=3"
            if relation == "prev":
                start = pages.open(start)[1]["last"]
            found = [id_ for page in _at_most(pages, start, relation, 400) for id_ in page]
            assert len(found) == len(set(found))
            assert staying <= set(found)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _at_most(pages, query, relation, most):
    """So many pages at most: forwards from the oldest the writer would lead on for ever."""
    for _ in range(most):
        ids, links = pages.open(query)
        yield ids
        query = links.get(relation)
        if query is None:
            return
