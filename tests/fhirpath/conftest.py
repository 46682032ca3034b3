"""What the tests of FHIRPath need: a compiler and a way to run what it writes."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hie.conformance import PackageCache, Registry
from hie.fhirpath import Environment, SourceCompiler


@pytest.fixture(scope="session")
def core(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """The definitions of R4 alone."""
    package = PackageCache(Path.home() / ".fhir" / "packages").find("hl7.fhir.r4.core", "4.0.1")
    if package is None:
        pytest.skip("hl7.fhir.r4.core 4.0.1 is not installed: hie packages install hl7.fhir.r4.core@4.0.1")
    return Registry.load([package], tmp_path_factory.mktemp("definitions"))


@pytest.fixture
def environment() -> Environment:
    """An environment whose clock stands."""
    return Environment(datetime.fromisoformat("2024-05-01T10:30:00.000+03:00"))


Run = Callable[..., Any]


@pytest.fixture
def run(environment: Environment) -> Run:
    """Runs source of a compiler on a focus."""

    def evaluate(compiler: SourceCompiler, source: str, focus: Any, resource: Any = None) -> Any:
        names: dict[str, Any] = {}
        exec(compiler.prelude(), names)  # noqa: S102 - The prelude is what is tested.
        function = eval(f"lambda o, r, rr, env: {source}", names)  # noqa: S307 - As above.
        container = focus if resource is None else resource
        return function(focus, container, container, environment)

    return evaluate
