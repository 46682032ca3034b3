"""HL7's validator suite against our validator: each case's verdict, and the places of its errors.

https://github.com/FHIR/fhir-test-cases

Run it to see the score, or what is found in single cases:

    .venv/bin/python tests/validation/validator_suite.py [--case ID] [--failing] [--tier A]
"""

import argparse
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from click import echo

from hie.config import Settings
from hie.conformance import CORE_NAME, CORE_VERSION, CodeCache, Members, Package, PackageCache, Registry
from hie.fhir import XmlFormat, decode, encode
from hie.outcome import FhirError, Issue
from hie.validation import Validator

ROOT = Path(__file__).resolve().parents[2]
DIFFERENCES = ROOT / "tests" / "cases" / "validation" / "validator_differences.json"
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
#: The base definitions compile alike whatever a case brings with it.
_SHARED = ("accept", "predicates")


@dataclass(frozen=True, slots=True)
class Result:
    """What we say of a case; ``agrees`` tells whether the quick check says the same as the walk."""

    case: dict[str, Any]
    issues: list[Issue]
    agrees: bool

    @property
    def id(self) -> str:
        """The name of the case."""
        return str(self.case["id"])

    @property
    def verdict(self) -> str:
        """What we say: valid or invalid."""
        return "invalid" if any(issue.is_error for issue in self.issues) else "valid"

    @property
    def is_right(self) -> bool:
        """Whether HL7's validator says the same."""
        return bool(self.verdict == self.case["verdict"])

    @property
    def expected(self) -> set[str]:
        """The expressions of the errors that HL7's validator finds."""
        found = (self.case["expect"].get("java") or {}).get("issues", ())
        errors = [issue for issue in found if issue["severity"] in ("error", "fatal")]
        return {_plain(text) for issue in errors for text in issue["expression"] or ()}

    @property
    def places_match(self) -> bool:
        """Whether our errors are at the same places as those of HL7's validator."""
        ours = {_plain(issue.expression) for issue in self.issues if issue.is_error and issue.expression}
        return ours == self.expected


def _plain(expression: str) -> str:
    """An expression without what HL7's validator adds: comments about types, ``ofType``, a first ``[0]``."""
    text = expression
    while "/*" in text and "*/" in text:
        start = text.index("/*")
        text = text[:start] + text[text.index("*/", start) + 2 :]
    text = re.sub(r"\.ofType\(\w+\)", "", text)
    return text.replace(".resource[0]", ".resource")


class SharedBase(CodeCache):
    """A cache in which the base definitions are compiled and loaded once for all validators.

    Their functions look up who checks profiles when they run, so only the validator that was made last
    may be used.
    """

    def __init__(self, folder: Path, key: str) -> None:
        super().__init__(folder)
        self._key = key
        self._loaded: dict[str, dict[str, Any]] = {}

    def namespace(self, name: str, key: str, build: Callable[[], str]) -> dict[str, Any]:
        """As in the class above, with the base definitions loaded once."""
        if name not in _SHARED:
            return super().namespace(name, key, build)
        if name not in self._loaded:
            self._loaded[name] = super().namespace(name, self._key, build)
        return self._loaded[name]


class Suite:
    """The cases in the folder ``suites``; packages that they name are looked for in ``packages``."""

    def __init__(self, suites: Path, packages: Path) -> None:
        self._files = suites / "files"
        self._packages = packages
        settings = Settings()
        core = PackageCache(settings.package_cache).find(CORE_NAME, CORE_VERSION)
        assert core is not None
        self._core = core
        self._cache = settings.cache
        self._base = Registry.load([core], settings.cache)
        self._xml = XmlFormat(Members(self._base))
        self._code = SharedBase(settings.cache, self._base.fingerprint)
        self.cases = [json.loads(line) for line in (suites / "validator.jsonl").open()]

    def run(self, cases: Iterable[dict[str, Any]] | None = None) -> Iterator[Result]:
        """The results of ``cases`` (else all), by what they bring with them."""
        chosen = sorted(self.cases if cases is None else cases, key=_definitions_of)
        for files, group in groupby(chosen, _definitions_of):
            validator = self._validator(files)
            for case in group:
                yield self._case(validator, case)

    def _case(self, validator: Validator, case: dict[str, Any]) -> Result:
        urls = [self.read(case["profile"])["url"]] if case["profile"] else []
        try:
            resource = self.read(case["file"])
        except (FhirError, ValueError) as error:
            found = list(getattr(error, "issues", ())) or [Issue("not-readable", "structure")]
            return Result(case, found, agrees=True)
        issues = validator.validate(resource, now=NOW, profiles=urls)
        is_refused = any(issue.is_error for issue in issues)
        agrees = validator.accepts(resource, now=NOW, profiles=urls) is not is_refused
        return Result(case, issues, agrees)

    def read(self, file: str) -> Any:
        """The resource in ``file``, in JSON form."""
        data = (self._files / file).read_bytes().removeprefix(b"\xef\xbb\xbf")
        return self._xml.decode(data) if file.endswith(".xml") else decode(data)

    def _validator(self, files: tuple[str, ...]) -> Validator:
        packages = [self._core, *self._named(files)]
        return Validator(Registry.load(packages, self._cache), self._code)

    def _named(self, files: tuple[str, ...]) -> Iterator[Package]:
        """The packages of ``files``: installed ones by name, and one made of the definitions."""
        definitions = []
        for name in files:
            archive = self._packages / f"{name.replace('#', '-')}.tgz"
            if archive.is_file():
                yield PackageCache(self._cache / "suite").install(str(archive), None, None)
            elif (self._files / name).is_file():
                definitions.append(encode(self.read(name)))
        if definitions:
            yield Package.at(self._folder(definitions))

    def _folder(self, definitions: list[bytes]) -> Path:
        """A folder that holds ``definitions``; kept, for the index of a folder is kept too."""
        digest = hashlib.sha256(b"\0".join(definitions)).hexdigest()[:24]
        folder = self._cache / "suite" / f"supporting-{digest}"
        for number, definition in enumerate(definitions):
            file = folder / f"{number}.json"
            if not file.is_file():
                folder.mkdir(parents=True, exist_ok=True)
                file.write_bytes(definition)
        return folder


def _definitions_of(case: dict[str, Any]) -> tuple[str, ...]:
    profile = [case["profile"]] if case["profile"] else []
    return tuple(dict.fromkeys([*case["packages"], *profile, *case["supporting"]]))


def score(results: Iterable[Result]) -> str:
    """The score as text: verdicts by tier, and how often the places of the errors are the same."""
    lines = []
    found = list(results)
    for tier in ("A", "B"):
        of_tier = [result for result in found if result.case["tier"] == tier]
        right = sum(result.is_right for result in of_tier)
        places = sum(result.is_right and result.places_match for result in of_tier)
        lines.append(
            f"tier {tier}: {right} of {len(of_tier)} verdicts, {places} with errors at the same places"
        )
    return "\n".join(lines)


def _show(result: Result) -> None:
    mark = "ok   " if result.is_right else "WRONG"
    verdict = result.verdict if result.is_right else f"{result.verdict}, not {result.case['verdict']}"
    agreement = "" if result.agrees else "  CHECK AND WALK DISAGREE"
    echo(f"{mark} {result.case['tier']} {result.id}: {verdict}{agreement}")


def _details(result: Result) -> None:
    case = result.case
    _line("", case["file"], case["profile"], case["supporting"], case["options"] or "")
    for issue in (case["expect"].get("java") or {}).get("issues", ()):
        _line("hl7", issue["severity"], issue["expression"], issue["text"])
    for line in (case["expect"].get("firely") or {}).get("lines", ()):
        _line("firely", line)
    for issue in result.issues:
        _line("ours", issue.severity, issue.expression, issue.key, issue.text("en"))


def _line(*parts: object) -> None:
    echo("      " + " ".join(map(str, parts)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--case", action="append", help="run cases whose id contains this")
    parser.add_argument("--module", help="run the cases of one of the suite's modules")
    parser.add_argument("--tier", choices=["A", "B"])
    parser.add_argument("--update", action="store_true", help="drop known differences that are gone")
    parser.add_argument("--failing", action="store_true", help="show what was found where we differ")
    return parser.parse_args()


def main() -> None:
    """Run the suite from the command line."""
    options = _arguments()
    suite = Suite(
        Path(os.environ.get("HIE_SUITES") or ROOT.parent / "shared" / "suites"),
        Path(os.environ.get("HIE_PACKAGES") or ROOT.parent / "shared" / "packages"),
    )
    chosen = [
        case
        for case in suite.cases
        if (not options.case or any(part in case["id"] for part in options.case))
        and options.module in (None, case["module"])
        and options.tier in (None, case["tier"])
    ]
    results = []
    for result in suite.run(chosen):
        results.append(result)
        if not result.is_right or not result.agrees or options.case:
            _show(result)
            if options.failing or options.case:
                _details(result)
    echo(score(results))
    if options.update:
        _update({result.id for result in results if result.is_right})


def _update(right: set[str]) -> None:
    """Drop the cases ``right`` from the known differences."""
    known = json.loads(DIFFERENCES.read_text())
    left = {id: reason for id, reason in sorted(known.items()) if id not in right}
    DIFFERENCES.write_text(json.dumps(left, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
