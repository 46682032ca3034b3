"""Persons: names in both genders' forms, addresses, telephones and documents.

https://hl7.org/fhir/R4/patient.html
"""

from datetime import date, timedelta
from random import Random
from typing import Any

from hie.demo.data import NAMES, PLACES
from hie.demo.numbers import Birth, birth, rnokpp, unzr
from hie.demo.resources import Resource, World

_ADULT = 14
_UKRAINIAN = {"coding": [{"system": "urn:ietf:bcp:47", "code": "uk"}]}
_SERIES = ("АН", "ВА", "ЕА", "ЄК", "КС", "МЕ", "НК", "СН", "ТТ", "ЇЄ")


def human_name(random: Random, male: bool) -> Resource:
    """An official name; the patronymic is the second given name."""
    family = random.choice(NAMES["surnames"])[0 if male else 1]
    father = random.choice(NAMES["male"])
    first = random.choice(NAMES["male"])[0] if male else random.choice(NAMES["female"])
    return {"use": "official", "family": family, "given": [first, father[1 if male else 2]]}


def phone(random: Random, use: str = "mobile") -> Resource:
    """A telephone of a network code that no operator has."""
    return {"system": "phone", "value": f"+38000{random.randrange(10**7):07}", "use": use}


def address(world: World, town: dict[str, Any], random: Random, use: str) -> Resource:
    """An address in ``town``, with its КАТОТТГ code."""
    street, house = random.choice(PLACES["streets"]), str(random.randint(1, 180))
    place = {"system": world.dictionary("katottg"), "code": town["katottg"], "display": town["name"]}
    found: Resource = {
        "extension": [world.extension("katottg", valueCoding=place)],
        "use": use,
        "type": "both",
        "line": [f"{street}, {house}" + (f", кв. {random.randint(1, 120)}" if use == "home" else "")],
        "city": town["name"],
        "postalCode": f"{town['postal'] + random.randrange(30):05}",
        "country": "UA",
    }
    if town["oblast"]:
        found["state"] = town["oblast"]
    return found


def patient(world: World, index: int, town: dict[str, Any]) -> Resource:
    """Patient ``index`` of the population, who lives in ``town``."""
    random = world.random("patient", index)
    male, born = random.random() < 0.47, birth(index, world.seed, world.today)
    identifiers, extensions = _papers(world, random, born, male)
    person = world.new(
        "Patient",
        str(index),
        identifier=identifiers,
        active=True,
        name=[human_name(random, male)],
        telecom=[phone(random)],
        gender="male" if male else "female",
        birthDate=born.day.isoformat(),
        address=[address(world, town, random, "home")],
        communication=[{"language": _UKRAINIAN, "preferred": True}],
    )
    return {**person, "extension": extensions} if extensions else person


def practitioner(world: World, key: str) -> Resource:
    """The person behind an employee, aged 28 to 64."""
    random = world.random("practitioner", key)
    male = random.random() < 0.4
    days = random.randrange(28 * 366, 64 * 365)
    born = Birth(world.today - timedelta(days=days), random.randint(1, 4999))
    return world.new(
        "Practitioner",
        key,
        identifier=[{"system": world.system("rnokpp"), "value": rnokpp(born, male)}],
        active=True,
        name=[human_name(random, male)],
        telecom=[phone(random, "work")],
        gender="male" if male else "female",
        birthDate=born.day.isoformat(),
    )


def years_after(day: date, years: int) -> date:
    """The same day ``years`` later; 1 March for a 29 February that does not exist."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _papers(world: World, random: Random, born: Birth, male: bool) -> tuple[list[Resource], list[Resource]]:
    """The identifiers that a person of that age has, and the extensions that go with them."""
    if world.today < years_after(born.day, _ADULT):
        method = world.extension("authentication-method", valueCode="THIRD_PERSON")
        return [_birth_certificate(world, random, born)], [method]
    tax = {"system": world.system("rnokpp"), "value": rnokpp(born, male)}
    if born.day.year < 1998 and random.random() < 0.5:
        return [tax, _passport(world, random)], []
    register = {"system": world.system("unzr"), "value": unzr(born, male)}
    return [tax, register, _id_card(world, random, born)], []


def _birth_certificate(world: World, random: Random, born: Birth) -> Resource:
    number = f"1-{random.choice(_SERIES)}{random.randrange(10**6):06}"
    issued = min(born.day + timedelta(days=random.randrange(3, 30)), world.today)
    return {
        "system": world.system("birth-certificate"),
        "value": number,
        "period": {"start": issued.isoformat()},
    }


def _passport(world: World, random: Random) -> Resource:
    number = f"{random.choice(_SERIES)}{random.randrange(10**6):06}"
    return {"system": world.system("passport"), "value": number}


def _id_card(world: World, random: Random, born: Birth) -> Resource:
    """An ID card in force: given for 4 years before the age of 18, for 10 years later."""
    age_limit = years_after(born.day, 18)
    years = 4 if world.today < age_limit else 10
    earliest = max(years_after(born.day, _ADULT if years == 4 else 18), years_after(world.today, -years))
    days = (world.today - earliest).days
    issued = earliest + timedelta(days=random.randint(min(1, days), days))
    return {
        "system": world.system("national-id"),
        "value": f"{random.randrange(10**9):09}",
        "period": {"start": issued.isoformat(), "end": years_after(issued, years).isoformat()},
    }
