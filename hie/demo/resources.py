"""Resources of the demo as plain JSON, and the transaction Bundles that carry them.

https://hl7.org/fhir/R4/http.html#transaction
"""

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from hie.demo.data import CLINIC

Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class World:
    """What every resource of one run depends on."""

    canonical: str
    seed: int
    today: date

    def system(self, name: str) -> str:
        """The URL of identifier system ``name``, such as ``rnokpp``."""
        return f"{self.canonical}/sid/{name}"

    def dictionary(self, name: str) -> str:
        """The URL of code system ``name``."""
        return f"{self.canonical}/CodeSystem/{name}"

    def extension(self, name: str, **value: Any) -> Resource:
        """The extension ``name`` with ``value``, such as ``valueCode="X"``."""
        return {"url": f"{self.canonical}/StructureDefinition/{name}", **value}

    def concept(self, dictionary: str, code: str, text: str | None = None) -> Resource:
        """A CodeableConcept with one coding of a national dictionary."""
        coding = {"coding": [{"system": self.dictionary(dictionary), "code": code}]}
        return coding if text is None else {**coding, "text": text}

    def random(self, *scope: object) -> Random:
        """A generator of its own for ``scope``, so that no part of the population depends on another."""
        # A demo that can be repeated is wanted here, not numbers that nobody can guess.
        return Random("/".join(map(str, (self.seed, *scope))))  # noqa: S311

    def new(self, resource_type: str, key: str, **content: Any) -> Resource:
        """A resource whose ЕСОЗ id is made of ``key``; the profile of its type is claimed."""
        profile = f"{self.canonical}/StructureDefinition/{CLINIC['profiles'][resource_type]}"
        own = {"system": self.system("esoz"), "value": uuid(self.random(resource_type, key))}
        others = content.pop("identifier", [])
        return {
            "resourceType": resource_type,
            "meta": {"profile": [profile]},
            "identifier": [own, *others],
            **content,
        }


@dataclass(slots=True)
class Package:
    """The resources of one transaction, each once."""

    entries: dict[str, Resource] = field(default_factory=dict)

    def add(self, resource: Resource) -> Resource:
        """Takes ``resource`` into the package; answers a Reference to it."""
        own = resource["identifier"][0]
        url = f"urn:uuid:{own['value']}"
        self.entries.setdefault(url, resource)
        return {"reference": url}

    def bundle(self) -> Resource:
        """The transaction; a repeat of it creates nothing, since every create is conditional."""
        return {
            "resourceType": "Bundle",
            "type": "transaction",
            "entry": [_entry(url, resource) for url, resource in self.entries.items()],
        }


def uuid(random: Random) -> str:
    """A version 4 UUID from ``random``."""
    return str(UUID(int=random.getrandbits(128), version=4))


def _entry(url: str, resource: Resource) -> Resource:
    """A conditional create of ``resource``: by its ЕСОЗ id."""
    own = resource["identifier"][0]
    return {
        "fullUrl": url,
        "resource": resource,
        "request": {
            "method": "POST",
            "url": resource["resourceType"],
            "ifNoneExist": f"identifier={own['system']}|{own['value']}",
        },
    }
