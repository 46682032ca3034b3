"""Facilities: in each town a centre of primary care and a hospital, with divisions and employees.

https://hl7.org/fhir/R4/administration-module.html
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hie.demo.data import CLINIC
from hie.demo.numbers import edrpou
from hie.demo.people import address, phone, practitioner
from hie.demo.resources import Package, Resource, World

EMPLOYEES = 3
_ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"


@dataclass(frozen=True, slots=True)
class Facility:
    """A legal entity of ``town``: its resources, and how to take them into a package."""

    number: int
    primary: bool
    organization: Resource
    location: Resource
    practitioners: tuple[Resource, ...]
    roles: tuple[Resource, ...]

    def add_base(self, package: Package) -> tuple[Resource, Resource]:
        """Takes the organization and its division into ``package``; answers References to the two."""
        organization = package.add(self.organization)
        return organization, package.add({**self.location, "managingOrganization": organization})

    def add_employee(self, package: Package, number: int) -> Resource:
        """Takes employee ``number`` into ``package``; answers a Reference to the PractitionerRole."""
        organization, location = self.add_base(package)
        return package.add(
            {
                **self.roles[number],
                "practitioner": package.add(self.practitioners[number]),
                "organization": organization,
                "location": [location],
            }
        )


def facility(world: World, town: dict[str, Any], number: int, primary: bool) -> Facility:
    """The facility ``number`` of the demo, in ``town``."""
    return Facility(
        number=number,
        primary=primary,
        organization=_organization(world, town, number, primary),
        location=_location(world, town, number, primary),
        practitioners=tuple(practitioner(world, f"{number}/{employee}") for employee in range(EMPLOYEES)),
        roles=tuple(_role(world, number, employee, primary) for employee in range(EMPLOYEES)),
    )


def _organization(world: World, town: dict[str, Any], number: int, primary: bool) -> Resource:
    random = world.random("organization", number)
    kind, title = (
        ("PRIMARY_CARE", f"Центр первинної медичної допомоги {town['genitive']}")
        if primary
        else ("OUTPATIENT", f"Міська клінічна лікарня {town['genitive']}")
    )
    return world.new(
        "Organization",
        str(number),
        identifier=[{"system": world.system("edrpou"), "value": edrpou(number)}],
        active=True,
        type=[world.concept("legal-entity-types", kind)],
        name=f"Демо: {title}",
        telecom=[
            phone(random, "work"),
            {"system": "email", "value": f"demo{number}@hospital.example", "use": "work"},
        ],
        address=[address(world, town, random, "work")],
    )


def _location(world: World, town: dict[str, Any], number: int, primary: bool) -> Resource:
    random = world.random("location", number)
    kind, role, title = (
        ("AMBULANT_CLINIC", "OF", "Амбулаторія № 1")
        if primary
        else ("LICENSED_UNIT", "HOSP", "Головний корпус")
    )
    codings = world.concept("division-types", kind)["coding"] + [{"system": _ROLES, "code": role}]
    return world.new(
        "Location",
        str(number),
        status="active",
        name=title,
        mode="instance",
        type=[{"coding": codings}],
        telecom=[
            phone(random, "work"),
            {"system": "email", "value": f"division{number}@hospital.example", "use": "work"},
        ],
        address=address(world, town, random, "work"),
        position={"longitude": Decimal(town["longitude"]), "latitude": Decimal(town["latitude"])},
    )


def _role(world: World, number: int, employee: int, primary: bool) -> Resource:
    work = CLINIC["specialities"][0 if primary else 1 + employee % 2]
    officio = world.extension("speciality-officio", valueBoolean=True)
    specialty = {"extension": [officio], **world.concept("specialities", work["speciality"], work["text"])}
    return world.new(
        "PractitionerRole",
        f"{number}/{employee}",
        active=True,
        period={"start": f"{world.today.year - 5 - employee}-02-01"},
        code=[
            world.concept("employee-types", work["employee"]),
            world.concept("positions", work["position"]),
        ],
        specialty=[specialty],
    )
