"""Games of six machines for tests, played once for all of them."""

from functools import cache

from game.scenario.loader import load_pack, load_packaged
from game.scenario.texts import Scenario
from game.simulation.batch import records, seeds
from game.simulation.records import Record
from game.simulation.table import Setting
from tests.builders import HARBOUR


@cache
def talks() -> Scenario:
    """The packaged scenario."""
    return load_packaged("six_party_talks")


@cache
def saltmere() -> Scenario:
    """The tiny scenario of the tests."""
    return load_pack(HARBOUR)


@cache
def some(count: int = 12) -> tuple[Record, ...]:
    """A handful of short games."""
    return tuple(records(talks(), Setting("demo"), seeds("tests", count)))
