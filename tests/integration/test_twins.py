"""Games that differ in one secret alone look and sound the same to all who do not know it.

Pages with headers, answers to commands, and pushes with their times, until after the end; a run
of ``tests/bench/security`` with all secrets compares whole reports too.
"""

from pathlib import Path

import pytest

from tests.bench.security.twins import run
from tests.integration.test_odd_requests import numbered
from tests.properties.secrets import SECRETS


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_changes_nothing_for_those_who_do_not_know_it(tmp_path: Path, secret: str) -> None:
    folders = numbered(tmp_path)
    part = run(lambda: next(folders), (secret,), ("quick",), reports=False)
    assert part.faults == []
    (row,) = part.rows
    assert int(str(row[1])) > 50
    assert int(str(row[3])) > 0
