"""The population: bundles of the facilities first, then one bundle for each patient.

A bundle needs nothing that is not in it, so bundles may be loaded in any order, in parallel and again.
"""

from collections.abc import Iterator
from datetime import date

from hie.demo.data import PLACES
from hie.demo.facilities import EMPLOYEES, Facility, facility
from hie.demo.people import patient
from hie.demo.resources import Package, Resource, World
from hie.demo.visits import Care, add_episode

#: Patients for whom one more town is added.
_PER_TOWN = 25


def bundles(patients: int, seed: int, today: date, canonical: str) -> Iterator[Resource]:
    """Transaction Bundles with ``patients`` patients and the facilities that treat them.

    The same arguments give the same bundles.  ``today`` is the day that the population is seen from:
    nothing in it is later.  ``canonical`` is the base of the national package, from which the URLs of
    profiles, dictionaries and identifier systems are made.  Fractions are Decimals.  One bundle is in
    memory at a time.
    """
    world = World(canonical, seed, today)
    towns = min(len(PLACES["towns"]), 1 + patients // _PER_TOWN)
    facilities = [
        facility(world, PLACES["towns"][number // 2], number, number % 2 == 0) for number in range(2 * towns)
    ]
    for each in facilities:
        yield _staff(each).bundle()
    for index in range(patients):
        yield _patient(world, index, facilities).bundle()


def _staff(each: Facility) -> Package:
    package = Package()
    for number in range(EMPLOYEES):
        each.add_employee(package, number)
    return package


def _patient(world: World, index: int, facilities: list[Facility]) -> Package:
    """Everything about patient ``index``: the person, and episodes in both facilities of the town."""
    package, random = Package(), world.random("care", index)
    number = index % (len(facilities) // 2)
    clinic, hospital = facilities[2 * number : 2 * number + 2]
    person = patient(world, index, PLACES["towns"][number])
    person["managingOrganization"] = clinic.add_base(package)[0]
    subject, born = package.add(person), date.fromisoformat(person["birthDate"])
    add_episode(Care(world, package, f"{index}/clinic", clinic, subject, born), random.randint(2, 4))
    if random.random() < 0.7:
        add_episode(Care(world, package, f"{index}/hospital", hospital, subject, born), random.randint(2, 4))
    return package
