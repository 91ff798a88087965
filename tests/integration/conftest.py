"""What several integration tests stand on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.practising import Home
from tests.school import School, open_school


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A house with nobody in it, where one may practise; shut when the test is over."""
    home = Home(tmp_path)
    yield home
    home.house.reports.finish()
    home.house.close()


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    """A house with a class, served by a real server on a free port of this machine."""
    with open_school(tmp_path) as school:
        yield school
