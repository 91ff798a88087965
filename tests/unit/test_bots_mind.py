"""What a mind keeps from one look to the next is what it would find again."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from game.bots.mind import GROUNDS, Mind
from game.bots.opponents import Guesses
from game.bots.policy import next_command
from game.bots.search import Search
from game.engine.command import Command
from game.simulation.table import Setting, play
from tests.machines import talks
from tests.only import Only

#: Of so many looks one is looked into.
EVERY = 23


@cache
def looks() -> tuple[Mind, ...]:
    """Minds of a whole game, as they were when they had chosen what to do."""
    met: list[Mind] = []

    def watched(mind: Mind) -> Command | None:
        met.append(mind)
        return next_command(mind)

    seats = talks().structure.delegation_ids
    play(talks(), Setting("class50", strategies=dict.fromkeys(seats, watched)), "minds")
    return tuple(met[::EVERY])


def _comparable(found: object) -> object:
    """The same for two that are alike but not equal."""
    match found:
        case Guesses():
            return found.delegations, found.worth.tolist()
        case Search():
            return _comparable(found._own), _comparable(found._guesses)
        case np.ndarray():
            return found.tolist()
        case _ if hasattr(found, "hear"):
            return type(found)
        case _:
            return found


@pytest.mark.parametrize("name", GROUNDS)
def test_what_is_kept_is_what_would_be_found_anew(name: str) -> None:
    kept = [mind for mind in looks() if name in mind.__dict__]
    for mind in kept:
        anew = replace(mind)
        assert name not in anew.__dict__
        assert _comparable(getattr(mind, name)) == _comparable(getattr(anew, name))
    assert kept or name == "character"


@pytest.mark.parametrize("name", GROUNDS)
def test_what_is_kept_follows_from_no_other_part_of_the_view_than_it_says(name: str) -> None:
    for mind in looks():
        only = Only(mind.view, GROUNDS[name])
        getattr(replace(mind, view=only), name)


def test_what_changes_with_time_is_found_anew_at_every_look() -> None:
    mind = next(mind for mind in looks() if mind.view.phase.deadline is not None)
    before = (mind.elapsed, mind.progress, mind.target)
    later = mind.later(mind.view, mind.now + 60, idle=True)
    assert later.idle
    assert later.elapsed > before[0]
    assert not later.__dict__.keys() & {"progress", "target", "soon", "allowed", "offer"}
