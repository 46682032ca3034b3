"""What a query is answered with: nodes, and the values that are put into them.

https://hl7.org/fhir/R4/graphql.html#directives
"""

from dataclasses import dataclass, field
from typing import Any

from hie.operations.graphql.document import Field
from hie.outcome import Unprocessable


@dataclass(slots=True)
class Node:
    """A value of a FHIR ``type`` that is asked for more, and ``out``, which the answer goes into.

    Under ``@flatten`` that is what the node above it goes into: then ``is_many`` says that there may be
    several such nodes, and ``suffix`` is what ``@slice`` puts behind the names.  ``root`` is the resource
    that it is in.
    """

    value: Any
    type: str
    root: dict[str, Any]
    out: dict[str, Any] = field(default_factory=dict)
    is_flat: bool = False
    is_many: bool = False
    suffix: str = ""

    def open(self, asked: Field) -> None:
        """Make room for the answer to ``asked``: null, until there is one; nothing in what is flattened."""
        if not (self.is_flat or asked.is_flat or asked.slice is not None):
            self.out.setdefault(asked.key, None)

    def put(self, asked: Field, value: Any, *, is_list: bool, ending: str = "") -> None:
        """Put one ``value`` where ``asked`` wants it.

        Raises Unprocessable for a second one where only one may be.
        """
        key = f"{asked.key}{self.suffix}{ending}"
        if self._many(asked, is_list):
            if self.out.get(key) is None:
                self.out[key] = []
            self.out[key].append(value)
        elif self.out.get(key) is not None:
            raise Unprocessable.because("graphql-singleton", name=key)
        else:
            self.out[key] = value

    def child(self, asked: Field, value: Any, type: str, *, is_list: bool, ending: str = "") -> "Node":
        """The node for a ``value`` of ``type``, put where ``asked`` wants it."""
        if asked.is_flat:
            is_many = self.is_many or (is_list and not asked.is_first and not asked.is_single)
            return Node(value, type, self.root, self.out, True, is_many, self.suffix + ending)
        node = Node(value, type, self.root)
        self.put(asked, node.out, is_list=is_list, ending=ending)
        return node

    def _many(self, asked: Field, is_list: bool) -> bool:
        return (self.is_many or (is_list and not asked.is_first)) and not asked.is_single
