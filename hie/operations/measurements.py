"""The values that observations hold, by their codes, for $stats.

https://hl7.org/fhir/R4/observation-operation-stats.html
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hie.fhirpath import unit
from hie.operations.statistics import Value
from hie.search import code_group

UCUM = "http://unitsofmeasure.org"
#: Units whose zero lies elsewhere: a factor does not convert them.
_OFFSETS = frozenset(("Cel", "[degF]", "[degRe]"))

Resource = dict[str, Any]


@dataclass(slots=True)
class Measured:
    """What there is of one code: the ``values``, in the unit of the first, of ``total`` measurements."""

    coding: Resource
    unit: Resource = field(default_factory=dict)
    values: list[Value] = field(default_factory=list)
    total: int = 0

    def add(self, holder: Resource, moment: int) -> None:
        """Add the value of ``holder``, an observation or a component; only ``total`` where it is none."""
        self.total += 1
        quantity = holder.get("valueQuantity", {})
        is_meant = quantity.get("system") == UCUM and "code" in quantity and "value" in quantity
        if not is_meant or "comparator" in quantity or "modifierExtension" in holder:
            return
        if not self.unit:
            self.unit = {name: quantity[name] for name in ("unit", "system", "code") if name in quantity}
        factor = _factor(quantity["code"], self.unit["code"])
        if factor is not None:
            self.values.append(Value(moment, Decimal(quantity["value"]) * factor))


def _factor(code: str, wanted: str) -> Decimal | None:
    """How many ``wanted`` one ``code`` is; None when they do not measure the same."""
    if code == wanted:
        return Decimal(1)
    one, other = unit(code), unit(wanted)
    if one is None or other is None or one.dimensions != other.dimensions or {code, wanted} & _OFFSETS:
        return None
    return one.factor / other.factor


class Measurements:
    """Collects what there is of the codes with the token ``forms`` (``code`` or ``system|code``)."""

    def __init__(self, forms: Collection[str]) -> None:
        self._forms = set(forms)
        self.by_code: dict[tuple[str, str], Measured] = {}
        self._known: set[tuple[str, int]] = set()

    def add(self, observation: Resource, moment: int, members: Mapping[str, tuple[Resource, int]]) -> bool:
        """Add ``observation``; of a panel its components and ``members``, by their references.

        Whether something of it was meant.
        """
        own = self._meant(observation)
        components = list(enumerate(observation.get("component", ())))
        before = len(self._known)
        if own is not None:
            self._put(own, observation, observation["id"], -1, moment)
        for number, component in components:
            coding = self._meant(component) or (_first(component) if own is not None else None)
            if coding is not None:
                self._put(coding, component, observation["id"], number, moment)
        for reference in observation.get("hasMember", ()) if own is not None else ():
            found = members.get(reference.get("reference", ""))
            coding = _first(found[0]) if found is not None else None
            if found is not None and coding is not None:
                self._put(coding, found[0], found[0]["id"], -1, found[1])
        return len(self._known) > before

    def _put(self, coding: Resource, holder: Resource, id: str, component: int, moment: int) -> None:
        if (id, component) in self._known:
            return
        self._known.add((id, component))
        is_panel = "component" in holder or "hasMember" in holder
        if is_panel and "valueQuantity" not in holder:
            return  # It stands for what it holds.
        key = (coding.get("system", ""), coding["code"])
        self.by_code.setdefault(key, Measured(coding)).add(holder, moment)

    def _meant(self, holder: Resource) -> Resource | None:
        """The coding of ``holder`` that is asked for."""
        for coding in _codings(holder):
            text = f"{coding.get('system', '')}|{coding['code']}"
            if code_group.tokens_of(text) & self._forms:
                return coding
        return None


def _first(holder: Resource) -> Resource | None:
    return next(_codings(holder), None)


def _codings(holder: Resource) -> Iterator[Resource]:
    for coding in holder.get("code", {}).get("coding", ()):
        if "code" in coding:
            yield {name: coding[name] for name in ("system", "code", "display") if name in coding}
