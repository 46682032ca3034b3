"""Which version of a package is in force on a day."""

import json
from datetime import date

import pytest

from hie.conformance import (
    Package,
    PackageCache,
    Period,
    Registry,
    Version,
    choose,
    enable_package,
    enabled_packages,
    enabled_versions,
    periods,
)


def version(number, begins=None, ends=None, published=None):
    """A version of a package with the period that somebody has set."""
    manifest = {} if published is None else {"date": published}
    package = Package("p", number, None, manifest)
    days = (date.fromisoformat(day) if day else None for day in (begins, ends))
    return Version(package, Period(*days))


@pytest.mark.parametrize(
    ("versions", "day", "expected"),
    [
        ([version("1.0.0")], "1990-01-01", "1.0.0"),
        ([version("1.0.0", published="20240101")], "1990-01-01", "1.0.0"),
        ([version("1.9.0"), version("1.10.0")], "2026-01-01", "1.10.0"),
        ([version("1.0.0"), version("2.0.0", "2026-01-01")], "2025-12-31", "1.0.0"),
        ([version("1.0.0"), version("2.0.0", "2026-01-01")], "2026-01-01", "2.0.0"),
        ([version("2.0.0", "2026-01-01"), version("1.0.0")], "2026-01-01", "2.0.0"),
        ([version("1.0.0", None, "2025-12-31"), version("2.0.0")], "2025-12-31", "1.0.0"),
        ([version("1.0.0", None, "2025-12-31"), version("2.0.0")], "2026-01-01", "2.0.0"),
        ([version("1.0.0"), version("2.0.0", published="20250301120000")], "2025-02-28", "1.0.0"),
        ([version("1.0.0"), version("2.0.0", published="2025-03-01")], "2025-03-01", "2.0.0"),
        ([version("1.0.0"), version("2.0.0", published="soon")], "1990-01-01", "2.0.0"),
        ([version("1.0.0", None, "9999-12-31"), version("2.0.0")], "2026-01-01", "2.0.0"),
        ([version("1.0.0", "2025-01-01", "2025-12-31")], "2026-01-01", None),
        ([version("1.0.0", "2025-01-01")], "2024-12-31", None),
        ([version("1.0.0"), version("2.0.0", "2025-01-01", "2025-01-31")], "2025-02-01", "1.0.0"),
    ],
)
def test_the_newest_that_is_in_force_counts(versions, day, expected):
    """From the day that is set, or follows from the older version or the manifest, to the day that is set."""
    chosen, others = choose([versions], date.fromisoformat(day))

    assert ([] if expected is None else [expected]) == [package.version for package in chosen]
    assert len(others) == (0 if expected is None else len(versions) - 1)


def test_periods_are_told():
    """As they follow from all versions."""
    told = periods([version("2.0.0"), version("1.0.0", None, "2025-12-31")])

    assert [(None, date(2025, 12, 31)), (date(2026, 1, 1), None)] == [
        (period.begins, period.ends) for period in told.values()
    ]


@pytest.fixture
def cache(tmp_path, write_package):
    """A cache with two versions of a package that define the same value set."""
    found = PackageCache(tmp_path / "cache")
    for number in ("1.0.0", "2.0.0"):
        value_set = {"resourceType": "ValueSet", "url": "http://example.org/vs", "version": number}
        write_package(tmp_path / number, value_set, name="p", version=number)
        found.install(str(tmp_path / number))
    return found


def test_versions_with_periods_stand_beside_each_other(cache, index_cache):
    """The unversioned canonical is that of the version in force; the other can be named."""
    first, second = cache.installed()
    enable_package(cache, first, Period(ends=date(2025, 12, 31)))
    enable_package(cache, second, Period(date(2026, 1, 1)))

    for day, expected in ((date(2025, 6, 1), "1.0.0"), (date(2026, 6, 1), "2.0.0")):
        registry = Registry.load(enabled_packages(cache, day), index_cache)
        assert expected == registry.resolve("http://example.org/vs")["version"]
        assert expected == registry.package_of("http://example.org/vs").version
        for number in ("1.0.0", "2.0.0"):
            assert number == registry.resolve(f"http://example.org/vs|{number}")["version"]


def test_a_version_without_a_period_replaces_all_others(cache):
    first, second = cache.installed()
    enable_package(cache, first, Period(ends=date(2025, 12, 31)))
    enable_package(cache, second)

    assert [second] == enabled_packages(cache)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"p": "1.0.0"}', ["1.0.0"]),
        ('{"p": {"1.0.0": {}, "2.0.0": null}}', ["1.0.0", "2.0.0"]),
        ('{"p": {"1.0.0": {"from": "yesterday", "to": 3}}}', ["1.0.0"]),
        ('{"p": "9.9.9"}', []),
        ('{"p": 3, "q": [1]}', []),
        ("[]", []),
        ("{", []),
    ],
)
def test_whatever_the_file_says(cache, text, expected):
    """An older form of it, and any other content, is read as far as it makes sense."""
    (cache.root / "hie.json").write_text(text)

    assert expected == [each.package.version for each in enabled_versions(cache).get("p", [])]


def test_what_is_written_can_be_read(cache):
    """Names, versions and days, as people write them."""
    first, _ = cache.installed()
    enable_package(cache, first, Period(date(2025, 1, 1), date(2025, 12, 31)))

    written = json.loads((cache.root / "hie.json").read_text())
    assert {"p": {"1.0.0": {"from": "2025-01-01", "to": "2025-12-31"}}} == written
