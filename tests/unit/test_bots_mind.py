"""What a mind keeps from one look to the next is what it would find again."""

from dataclasses import replace
from functools import cache
from math import inf

import numpy as np
import pytest

from game.bots.mind import GROUNDS, HAIR, Mind
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


#: Of so many looks that found nothing to do one is followed up, at so many moments.
WAITING_EVERY, MOMENTS = 11, 5


@cache
def waiting() -> tuple[Mind, ...]:
    """Minds of a whole game in which the machine found nothing to do."""
    met: list[Mind] = []

    def watched(mind: Mind) -> Command | None:
        # A mind of its own, so that what it notes is what it has asked itself.
        own = replace(mind)
        command = next_command(own)
        if command is None:
            met.append(own)
        return command

    seats = talks().structure.delegation_ids
    play(talks(), Setting("class50", strategies=dict.fromkeys(seats, watched)), "waiting")
    return tuple(met[::WAITING_EVERY])


def test_who_has_found_nothing_finds_nothing_until_the_moment_that_it_notes() -> None:
    ends = []
    for mind in waiting():
        deadline = mind.view.phase.deadline or mind.moment
        until = min(mind.settled_until, deadline)
        for step in range(1, MOMENTS + 1):
            moment = mind.moment + step / MOMENTS * (until - mind.moment) - HAIR
            assert next_command(mind.later(mind.view, max(moment, mind.moment))) is None
        ends.append(mind.settled_until)
    # Some wait for something to happen, some for an hour to come.
    assert inf in ends
    assert any(mind.moment < end < inf for mind, end in zip(waiting(), ends, strict=True))


def test_what_asks_for_the_time_is_noted_with_the_moment_at_which_the_answer_changes() -> None:
    mind = replace(next(m for m in waiting() if m.view.phase.deadline is not None))
    assert mind.settled_until == inf
    phase = mind.view.phase
    assert phase.deadline is not None
    length = phase.deadline - phase.opened_at
    assert not mind.past(1.0)
    assert mind.settled_until == pytest.approx(phase.deadline, abs=2 * HAIR)
    part = mind.later(mind.view, mind.moment).elapsed + 0.001
    assert not mind.past(part)
    assert mind.settled_until == pytest.approx(phase.opened_at + part * length, abs=2 * HAIR)
    then = mind.settled_until + 2 * HAIR
    assert mind.later(mind.view, then).past(part)
    assert not mind.waited(mind.moment, 0.01)
    assert mind.settled_until == pytest.approx(mind.moment + 0.01, abs=2 * HAIR)
    assert mind.waited(mind.moment - 1, 1)
    assert mind.now == mind.moment == mind.settled_until


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
    later = mind.later(mind.view, mind.now + 60)
    assert later.elapsed > before[0]
    assert not later.__dict__.keys() & {"progress", "target", "soon", "allowed", "offer"}
