"""Ask pip-audit about every package that a server installs.

Ends with 1 where a vulnerability is known. Where the service cannot be reached (it then "skips"
packages, or fails) that is said, and counts as a failure only with AUDIT_REQUIRED=1: what is known
without a network, docs/deploy/advisories.toml, is compared by a test.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

CONSTRAINTS = Path(__file__).parents[1] / "docs" / "deploy" / "constraints.txt"


def main() -> int:
    """Print what was found; the exit code."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes"]
    command += ["--progress-spinner=off", "--format=json", "-r", str(CONSTRAINTS)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    try:
        packages = json.loads(answer.stdout)["dependencies"]
    except ValueError:
        return _unanswered("pip-audit gave no answer")
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    bad = [package for package in packages if package.get("vulns")]
    for package in bad:
        for found in package["vulns"]:
            fixed = ", ".join(found["fix_versions"]) or "no version yet"
            print(f"{package['name']} {package['version']}: {found['id']}, mended in {fixed}")  # noqa: T201
    if bad:
        return 1
    if unknown:
        return _unanswered(f"nothing was learnt of {len(unknown)} of {len(packages)} packages")
    print(f"No known vulnerability in {len(packages)} packages.")  # noqa: T201
    return 0


def _unanswered(why: str) -> int:
    print(f"NOT AUDITED: {why}; is the service reachable?")  # noqa: T201
    return 1 if os.environ.get("AUDIT_REQUIRED") == "1" else 0


if __name__ == "__main__":
    sys.exit(main())
