"""What a server installs: one known version of each package, none with a known vulnerability."""

import importlib.metadata
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
#: The extras that a server may have.
EXTRAS = ("pdf", "postgresql")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS: tuple[Mapping[str, str], ...] = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
)


@dataclass(frozen=True)
class Pin:
    """A line of the constraints file."""

    name: str
    version: Version
    marker: Marker | None
    hashes: tuple[str, ...]

    def holds(self, environment: Mapping[str, str]) -> bool:
        return self.marker is None or self.marker.evaluate(dict(environment))


def toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def pins() -> tuple[Pin, ...]:
    text = (DEPLOY / "constraints.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    found = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            requirement, *hashes = re.split(r"\s--hash=", line)
            parsed = Requirement(requirement)
            (exact,) = parsed.specifier
            assert exact.operator == "=="
            name = canonicalize_name(parsed.name)
            found.append(Pin(name, Version(exact.version), parsed.marker, tuple(hashes)))
    return tuple(found)


@cache
def asked() -> tuple[Requirement, ...]:
    """What pyproject.toml asks for on a server."""
    project = toml(ROOT / "pyproject.toml")["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *(line for extra in EXTRAS for line in extras[extra])]
    return tuple(Requirement(line) for line in lines)


def environments() -> list[dict[str, str]]:
    return [
        {
            **system,
            "python_version": python,
            "python_full_version": f"{python}.5",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
        }
        for python in PYTHONS
        for system in SYSTEMS
    ]


def advisories() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = toml(DEPLOY / "advisories.toml")["advisory"]
    return found


def test_every_pin_has_hashes_and_no_address() -> None:
    text = (DEPLOY / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    assert len(pins()) > 40
    for pin in pins():
        assert pin.hashes, pin.name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", part) for part in pin.hashes), pin.name


@pytest.mark.parametrize(
    "environment", environments(), ids=lambda e: f"{e['python_version']} {e['sys_platform']}"
)
def test_the_pins_satisfy_every_range_once_on_every_python_and_system(
    environment: dict[str, str],
) -> None:
    here: dict[str, Version] = {}
    for pin in pins():
        if pin.holds(environment):
            assert pin.name not in here, pin.name
            here[pin.name] = pin.version
    for requirement in asked():
        version = here[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), (str(requirement), version)


def test_whatever_a_pinned_package_needs_is_pinned_too() -> None:
    """As far as it is installed here, by its own word."""
    here = {pin.name: pin.version for pin in pins() if pin.holds({})}
    extras = {canonicalize_name(r.name): r.extras for r in asked()}
    looked = 0
    for name, version in here.items():
        try:
            installed = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        looked += 1
        for line in installed.requires or ():
            needed = Requirement(line)
            wanted = [{"extra": extra} for extra in ("", *extras.get(canonicalize_name(name), ()))]
            if needed.marker and not any(needed.marker.evaluate(extra) for extra in wanted):
                continue
            found = here.get(canonicalize_name(needed.name))
            assert found is not None, (name, line)
            if Version(installed.version) == version:
                assert needed.specifier.contains(found), (name, line)
    assert looked > 40


@pytest.mark.parametrize(
    "advisory", advisories(), ids=lambda advisory: f"{advisory['package']} {advisory['ids'][0]}"
)
def test_no_range_no_pin_and_nothing_installed_is_below_the_mended_version(
    advisory: dict[str, Any],
) -> None:
    name, fixed = canonicalize_name(advisory["package"]), Version(advisory["fixed"])
    assert advisory["ids"]
    assert len(advisory["about"]) > 10
    for pin in pins():
        assert pin.name != name or pin.version >= fixed
    ours = [r for r in asked() if canonicalize_name(r.name) == name]
    for requirement in ours:
        (floor,) = (s for s in requirement.specifier if s.operator == ">=")
        assert Version(floor.version) >= fixed
    if ours:
        assert Version(importlib.metadata.version(name)) >= fixed


def test_a_package_with_an_advisory_has_a_floor_or_is_far_above_it() -> None:
    """One that only comes along has a floor in pyproject.toml too, unless the flaw is years old."""
    floors = {canonicalize_name(requirement.name) for requirement in asked()}
    newest = {pin.name: pin.version for pin in pins()}
    for advisory in advisories():
        name = canonicalize_name(advisory["package"])
        assert name in newest, name
        assert name in floors or newest[name].major > Version(advisory["fixed"]).major, name


def test_the_front_ends_lock_holds_a_hash_of_every_file() -> None:
    lock = json.loads((ROOT / "static" / "package-lock.json").read_text(encoding="utf-8"))
    files = {name: entry for name, entry in lock["packages"].items() if name}
    assert files
    for name, entry in files.items():
        assert entry["integrity"].startswith("sha512-"), name


def test_the_check_runs_the_audit_and_the_static_check_last() -> None:
    steps = re.findall(r'^ *step "([^"]+)"', (ROOT / ".ci" / "run").read_text("utf-8"), re.M)
    assert steps[0] == "README names the test command"
    assert steps[-2:] == ["bandit", "pip-audit"]
