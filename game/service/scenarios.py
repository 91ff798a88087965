"""The scenarios that come with the game."""

from game.scenario.loader import load_packaged
from game.scenario.texts import Scenario

DEFAULT = "six_party_talks"


def scenario(name: str) -> Scenario:
    """The packaged scenario of that name, read once."""
    return load_packaged(name)
