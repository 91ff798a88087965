"""Games that differ in one secret alone look and sound the same to all who do not know it.

Pages with headers, answers to commands, and pushes with their times, until after the end; a run
of ``tests/bench/security`` with all secrets compares whole reports too.
"""

from dataclasses import replace
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


@pytest.mark.parametrize("secret", ["words in a private talk", "a secret move", "an invitation"])
def test_who_knows_the_secret_is_shown_the_difference(
    tmp_path: Path, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The comparison finds what there is to find: here those who know are compared too."""
    folders = numbered(tmp_path)
    monkeypatch.setitem(SECRETS, secret, replace(SECRETS[secret], owners=frozenset()))
    faults = run(lambda: next(folders), (secret,), ("quick",), reports=False).faults
    assert any("pushes differ" in fault for fault in faults)
    assert any("/play/" in fault for fault in faults)
