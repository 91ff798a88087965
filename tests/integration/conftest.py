"""What several integration tests stand on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.practising import Home


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A house with nobody in it, where one may practise; shut when the test is over."""
    home = Home(tmp_path)
    yield home
    home.house.reports.finish()
    home.house.close()
