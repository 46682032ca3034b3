"""What a Bundle of an answer holds."""

from typing import Any


def entries(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    """The resources of ``bundle``, without outcomes."""
    found = [entry for entry in bundle.get("entry", ()) if entry["search"]["mode"] != "outcome"]
    return [entry["resource"] for entry in found]


def outcomes(bundle: dict[str, Any]) -> list[str]:
    """The codes of the issues in the outcomes of ``bundle``."""
    found = [entry["resource"] for entry in bundle.get("entry", ()) if entry["search"]["mode"] == "outcome"]
    return [issue["code"] for outcome in found for issue in outcome["issue"]]
