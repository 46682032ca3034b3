"""$validate?as-of= takes the versions of packages that are in force on a day."""

import json
from datetime import date

import pytest
from dated_rules import RULE, basic, install_versions

from hie.app import define, packages
from hie.config import Settings
from hie.conformance import PackageCache, Period, enable_package


@pytest.fixture(scope="module")
def dated_api(make_api, tmp_path_factory):
    """A server that has two versions of a package."""
    root = tmp_path_factory.mktemp("dated")
    cache = install_versions(root, Settings().package_cache)
    options = {"package_cache": cache.root, "cache": root / "compiled", "profiles": "none"}
    return make_api(define(Settings(**options)), **options)


def is_valid(response):
    assert 200 == response.status_code
    return all(issue["severity"] != "error" for issue in response.json["issue"])


def test_another_day_has_other_rules(dated_api):
    """By the query and by a parameter; today's are those without it, and of writes."""
    wrapped = {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "as-of", "valueDate": "2025-12-31"},
            {"name": "resource", "resource": basic()},
        ],
    }

    assert not is_valid(dated_api.post("Basic/$validate", basic()))
    assert not is_valid(dated_api.post("Basic/$validate?as-of=2026-01-01", basic()))
    assert is_valid(dated_api.post("Basic/$validate?as-of=2025-12-31", basic()))
    assert is_valid(dated_api.post("Basic/$validate", wrapped))
    assert 422 == dated_api.post("Basic", basic()).status_code


def test_a_version_can_be_named(dated_api):
    """Whatever the day."""
    for day in ("2025-12-31", "2026-01-01"):
        for version, expected in (("1.0.0", True), ("2.0.0", False)):
            response = dated_api.post(f"Basic/$validate?as-of={day}", basic(f"{RULE}|{version}"))
            assert expected == is_valid(response)


def test_the_national_package_has_versions_too(tmp_path):
    """An older one, installed with its last day, comes first until then."""
    settings = Settings(package_cache=install_versions(tmp_path, Settings().package_cache).root)
    today = packages(settings)[0]
    older = tmp_path / "older"
    older.mkdir()
    manifest = {"name": today.name, "version": "0.0.1"}
    (older / "package.json").write_text(json.dumps(manifest))
    (older / "Basic.json").write_text('{"resourceType": "Basic"}')
    cache = PackageCache(settings.package_cache)
    (cache.root / f"{today.name}#0.0.1").mkdir()
    older.rename(cache.root / f"{today.name}#0.0.1" / "package")
    enable_package(cache, cache.find(today.name, "0.0.1"), Period(ends=date(2025, 12, 31)))

    assert "0.0.1" == packages(settings, None, date(2025, 12, 31))[0].version
    assert today == packages(settings, None, date(2026, 1, 1))[0]
