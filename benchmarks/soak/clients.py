"""The clients of the soak test: each keeps account of what it was told.

A client writes resources of its own only, so that what must be stored afterwards is known exactly.  When an
answer does not come, or is 503, it is not known whether the write happened; the client then reads what is
stored and goes on from there, as a real one must.
"""

import random
import threading
import uuid
from collections import Counter
from typing import Any

import requests

JSON = {"Content-Type": "application/fhir+json"}
Version = tuple[str, int]


class Client(threading.Thread):
    """Creates, updates, deletes, sends transactions, searches, until it is stopped.

    ``acknowledged`` are the versions that it was told are stored, with what each says; ``statuses`` counts
    what it was answered.
    """

    def __init__(self, number: int, base: str) -> None:
        super().__init__(name=f"client-{number}", daemon=True)
        self._base = base
        self._random = random.Random(number)  # noqa: S311 - wanted: the same choices each time.
        self._session = requests.Session()
        self._stopped = threading.Event()
        self._live: dict[str, int] = {}
        self.acknowledged: dict[Version, str | None] = {}
        self.statuses: Counter[int] = Counter()
        self.unexpected: list[str] = []

    def stop(self) -> None:
        """End after the request that is on its way."""
        self._stopped.set()

    def run(self) -> None:
        """One request after the other."""
        steps = (self._create, self._create, self._update, self._update, self._delete, self._transaction)
        while not self._stopped.is_set():
            self._random.choice((*steps, self._search, self._search))()

    def _send(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response | None:
        """The answer; None when it is not known what happened."""
        try:
            answer = self._session.request(
                method, f"{self._base}/{path}".rstrip("/"), json=body, headers={**JSON, **headers}, timeout=60
            )
        except requests.RequestException:
            self.statuses[0] += 1
            self._stopped.wait(0.2)
            return None
        self.statuses[answer.status_code] += 1
        if answer.status_code in (429, 503):
            self._stopped.wait(min(int(answer.headers["Retry-After"]), 2))
            return None
        if answer.status_code >= 400:
            self.unexpected.append(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer

    def _create(self) -> None:
        id, marker = str(uuid.uuid4()), uuid.uuid4().hex
        answer = self._send("PUT", f"Basic/{id}", _basic(id, marker))
        self._written(id, marker, answer)

    def _update(self) -> None:
        id = self._one()
        if id is None:
            return
        marker = uuid.uuid4().hex
        answer = self._send("PUT", f"Basic/{id}", _basic(id, marker), **{"If-Match": f'W/"{self._live[id]}"'})
        self._written(id, marker, answer)

    def _delete(self) -> None:
        id = self._one()
        if id is None or len(self._live) < 20:
            return
        answer = self._send("DELETE", f"Basic/{id}", **{"If-Match": f'W/"{self._live[id]}"'})
        version = self._live.pop(id)
        if answer is not None and answer.status_code == 204:
            self.acknowledged[id, version + 1] = None
        elif answer is None:
            self._look(id)

    def _transaction(self) -> None:
        made = {str(uuid.uuid4()): uuid.uuid4().hex for _ in range(10)}
        entries = [
            {"resource": _basic(id, marker), "request": {"method": "PUT", "url": f"Basic/{id}"}}
            for id, marker in made.items()
        ]
        answer = self._send("POST", "", {"resourceType": "Bundle", "type": "transaction", "entry": entries})
        if answer is None:
            for id in made:
                self._look(id)
        elif answer.status_code == 200:
            for id, marker in made.items():
                self.acknowledged[id, 1] = marker
                self._live[id] = 1

    def _search(self) -> None:
        marker = self._random.choice(list(self.acknowledged.values()) or ["none"])
        self._send("GET", f"Basic?identifier=urn:soak|{marker or 'none'}")

    def _one(self) -> str | None:
        return self._random.choice(list(self._live)) if self._live else None

    def _written(self, id: str, marker: str, answer: requests.Response | None) -> None:
        if answer is None:
            self._live.pop(id, None)
            self._look(id)
        elif answer.status_code in (200, 201):
            version = int(answer.headers["ETag"].strip('W/"'))
            self.acknowledged[id, version] = marker
            self._live[id] = version

    def _look(self, id: str) -> None:
        """Go on from what is stored, if that can be read now; else leave the resource alone."""
        try:
            answer = self._session.get(f"{self._base}/Basic/{id}", timeout=60)
        except requests.RequestException:
            return
        if answer.status_code == 200:
            found = answer.json()
            version = int(found["meta"]["versionId"])
            self.acknowledged[id, version] = found["identifier"][0]["value"]
            self._live[id] = version


def _basic(id: str, marker: str) -> dict[str, Any]:
    return {
        "resourceType": "Basic",
        "id": id,
        "code": {"text": "soak"},
        "identifier": [{"system": "urn:soak", "value": marker}],
    }
