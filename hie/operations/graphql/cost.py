"""What a query may cost: looks into the database, and values in its answer.

https://hl7.org/fhir/R4/graphql.html
"""

from hie.operations.graphql.document import too_costly

#: What one query may take.
MOST_LOOKS, MOST_VALUES = 300, 50_000


class Cost:
    """Counts, and raises BadRequest when it is too much."""

    def __init__(self) -> None:
        self._looks = 0
        self._values = 0

    def look(self) -> None:
        """One look into the database."""
        self._looks += 1
        if self._looks > MOST_LOOKS:
            raise too_costly("looks", MOST_LOOKS)

    def value(self) -> None:
        """One value in the answer."""
        self._values += 1
        if self._values > MOST_VALUES:
            raise too_costly("values", MOST_VALUES)
