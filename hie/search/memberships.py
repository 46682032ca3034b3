"""``_list`` and ``_in``: resources that a List, a Group or a CareTeam names.

https://hl7.org/fhir/R4/search.html#list

``_list=42`` finds what the entries of List/42 refer to.  ``_in`` is R5's; it takes the members of groups and
care teams too.  Neither looks at whether an entry is deleted or a member is inactive: the index does not say.
"""

from collections.abc import Callable

from hie.fhir import is_id
from hie.outcome import BadRequest
from hie.search.escapes import split, unescape
from hie.search.parameters import Parameter, TypeParameters
from hie.search.request import Clause, Condition, Group, Has

#: The types that each parameter may name, the first one where a value has none, and what holds the members.
_HOLDERS = {
    "_list": {"List": "item"},
    "_in": {"Group": "member", "List": "item", "CareTeam": "participant"},
}
NAMES = tuple(_HOLDERS)

_ID = Parameter("_id", "document_field")


def parse(parameters_of: Callable[[str], TypeParameters], type: str, name: str, text: str) -> Clause:
    """The clause on resources of ``type`` for being in any of what ``text`` names.

    Raises BadRequest when a value is not ``Type/id``, or an id where the type is clear.
    """
    holders = _HOLDERS[name]
    ids: dict[str, list[str]] = {}
    for value in split(text, ","):
        holder, slash, id = unescape(value).rpartition("/")
        if not slash and len(holders) == 1:
            holder = next(iter(holders))
        if holder not in holders or not is_id(id):
            raise BadRequest.because("search-list-invalid", name=name, value=value, known=", ".join(holders))
        ids.setdefault(holder, []).append(id)
    found: list[Clause] = []
    for holder, named in ids.items():
        parameter = parameters_of(holder).by_code[holders[holder]]
        found.append(Has(name, holder, parameter, type, Condition(_ID, None, tuple(named))))
    return found[0] if len(found) == 1 else Group("or", tuple(found))
