"""numpy's linear algebra uses one thread, whoever starts the game."""

import os
import subprocess
import sys

import pytest

from game.threads import VARIABLES, one_thread_for_matrices

ASK = """
import sys
import game
assert "numpy" not in sys.modules
import numpy
from os import listdir
numpy.linalg.solve(numpy.eye(300), numpy.ones(300))
print(len(listdir("/proc/self/task")))
"""


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="counts threads as Linux tells")
def test_a_process_of_the_game_has_no_threads_for_matrices() -> None:
    clean = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    ran = subprocess.run(
        [sys.executable, "-c", ASK], env=clean, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "1"


def test_who_sets_another_number_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.setenv(variable, "2")
    one_thread_for_matrices()
    assert {os.environ[variable] for variable in VARIABLES} == {"2"}
