"""The message table: every text that the server says in an OperationOutcome, in two languages."""

from collections.abc import Mapping
from typing import Any

from hie.outcome.messages import (
    bundles,
    conformance,
    definitions,
    fhirpath,
    graphql,
    history,
    instances,
    operations,
    patches,
    questionnaire,
    rest,
    search,
    storage,
    terminology,
    validation,
    xml,
)

#: Rule key to its templates, ``(Ukrainian, English)``; ``{names}`` are filled from ``Issue.params``.
MESSAGES: dict[str, tuple[str, str]] = {
    **rest.MESSAGES,
    **history.MESSAGES,
    **search.MESSAGES,
    **storage.MESSAGES,
    **terminology.MESSAGES,
    **validation.MESSAGES,
    **fhirpath.MESSAGES,
    **bundles.MESSAGES,
    **conformance.MESSAGES,
    **graphql.MESSAGES,
    **operations.MESSAGES,
    **patches.MESSAGES,
    **xml.MESSAGES,
    **questionnaire.MESSAGES,
    **definitions.MESSAGES,
    **instances.MESSAGES,
}


def message(key: str, language: str, params: Mapping[str, Any]) -> str:
    """The text of ``key`` in ``language`` ("uk" or "en"), filled with ``params``.

    Raises KeyError for an unknown key: a message that is not in the table is a fault of ours.
    """
    ukrainian, english = MESSAGES[key]
    return (ukrainian if language == "uk" else english).format_map(params)


__all__ = ["MESSAGES", "message"]
