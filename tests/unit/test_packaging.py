"""What is handed out: the wheel, the browser libraries inside it, and how both are checked."""

import importlib.util
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"

TEST_COMMAND = 'pip install -e ".[test]" && python -m pytest'


@pytest.fixture(scope="module")
def build_hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_hook", STATIC / "build_hook.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def static_copy(tmp_path: Path) -> Path:
    """The folder as an installation left it, to be spoilt at will."""
    return Path(shutil.copytree(STATIC, tmp_path / "static"))


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in a wheel made from this checkout."""
    builder = WheelBuilder(str(ROOT))
    wheel = next(builder.build(directory=str(tmp_path_factory.mktemp("wheel"))))
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_lock_pins_every_library_by_its_hash_and_names_no_host() -> None:
    text = (STATIC / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert all("integrity" in entry for path, entry in packages.items() if path)
    assert '"resolved"' not in text
    assert "://" not in text


def test_lock_follows_from_package_json() -> None:
    wanted = json.loads((STATIC / "package.json").read_text(encoding="utf-8"))["dependencies"]
    locked = json.loads((STATIC / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert locked[""]["dependencies"] == wanted
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_readme_and_continuous_integration_run_the_same_command() -> None:
    for name in ("README.md", ".ci/run"):
        assert TEST_COMMAND in (ROOT / name).read_text(encoding="utf-8"), name


def test_installation_left_the_libraries_with_their_licences(build_hook: ModuleType) -> None:
    assert build_hook.is_current(STATIC)
    libraries = [path for path in (STATIC / "vendor").iterdir() if path.is_dir()]
    assert {path.name for path in libraries} == {"flag-icons", "idiomorph", "socket.io-client"}
    for library in libraries:
        licence = (library / "LICENSE").read_text(encoding="utf-8")
        assert re.search("permission", licence, re.IGNORECASE), library.name


def test_modules_export_the_names_that_the_pages_import() -> None:
    for path, name in (
        ("socket.io-client/socket.io.esm.min.js", "io"),
        ("idiomorph/idiomorph.esm.js", "Idiomorph"),
    ):
        source = (STATIC / "vendor" / path).read_text(encoding="utf-8")
        exports = re.findall(r"export\s*\{([^}]*)\}", source)
        assert re.search(rf"\b{name}\b", " ".join(exports)), path


def test_libraries_are_fetched_again_when_the_lock_changes(
    build_hook: ModuleType, static_copy: Path
) -> None:
    lock = static_copy / "package-lock.json"
    lock.write_text(lock.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert not build_hook.is_current(static_copy)


def test_libraries_are_fetched_again_when_a_file_is_lost(
    build_hook: ModuleType, static_copy: Path
) -> None:
    (static_copy / "vendor" / "flag-icons" / "kp.svg").unlink()
    assert not build_hook.is_current(static_copy)


def test_failing_npm_is_reported_and_leaves_the_old_libraries(
    build_hook: ModuleType, static_copy: Path
) -> None:
    npm = ["sh", "-c", "echo no route to host >&2; exit 7"]
    with pytest.raises(build_hook.BrowserLibrariesError, match=r"(?s)no route to host.*code 7"):
        build_hook.install(static_copy, npm)
    assert build_hook.is_current(static_copy)


def test_machine_without_any_npm_is_told_what_to_do(
    build_hook: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_hook.shutil, "which", lambda name: None)
    monkeypatch.setattr(build_hook.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(build_hook.BrowserLibrariesError, match=r"Install Node\.js with npm"):
        build_hook.find_npm()


@pytest.mark.parametrize(
    ("version", "usable"), [("11.19.1", True), ("7.0.0", True), ("6.14.18", False), ("?", False)]
)
def test_npm_that_cannot_read_the_lock_is_passed_over(
    build_hook: ModuleType, monkeypatch: pytest.MonkeyPatch, version: str, usable: bool
) -> None:
    answer = subprocess.CompletedProcess(["npm"], 0, stdout=f"{version}\n")
    monkeypatch.setattr(build_hook.shutil, "which", lambda name: "/usr/bin/npm")
    monkeypatch.setattr(build_hook.subprocess, "run", lambda *args, **options: answer)
    assert (build_hook.machine_npm() is not None) is usable


def test_wheel_holds_everything_that_the_game_reads(wheel_names: set[str]) -> None:
    expected = {
        f"{prefix}{path.relative_to(ROOT).as_posix()}"
        for folder, prefix in (("game", ""), ("templates", "game/"), ("docs/teaching", "game/"))
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert expected <= wheel_names


def test_wheel_holds_the_browser_libraries_and_no_tools(wheel_names: set[str]) -> None:
    vendor = {path for path in (STATIC / "vendor").rglob("*") if path.is_file()}
    assert {f"game/{path.relative_to(ROOT).as_posix()}" for path in vendor} <= wheel_names
    for name in ("build_hook.py", "package.json", "package-lock.json"):
        assert f"game/static/{name}" not in wheel_names
    top = {name.partition("/")[0] for name in wheel_names}
    assert top == {"game", next(name for name in top if name.endswith(".dist-info"))}
