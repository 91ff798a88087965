"""What is true of every table, whatever was played at it."""

from game.engine.acts.cables import CableAnswered
from game.engine.acts.duties import ConductSettled
from game.engine.acts.endings import GameEnded, TalksConcluded
from game.engine.acts.table import replay
from game.engine.due import next_due
from game.engine.phases import IMPLEMENTATION_STEPS, PhaseName
from game.engine.results import result_of
from tests.builders import Game


def assert_sound(game: Game) -> None:
    """Everything that must hold at any time."""
    assert_replayed(game)
    assert_in_bounds(game)
    assert_weighed(game)
    assert_granted(game)
    assert_carried_out(game)


def assert_replayed(game: Game) -> None:
    """The log alone tells all that is true."""
    assert replay(game.log) == game.state
    assert game.state.seq == len(game.log)


def assert_in_bounds(game: Game) -> None:
    """Numbers about the world move, and stay within their bounds."""
    state = game.state
    for delegation in game.structure.delegation_ids:
        before = game.structure.delegation(delegation).standing
        for step in (s for s in state.standing_course if s.delegation == delegation):
            assert step.before == before != step.after
            assert 0 <= step.after <= 100
            before = step.after
        assert state.standing[delegation] == before
    for indicator in game.structure.indicators:
        before = indicator.initial
        for change in (one for one in state.course if one.indicator == indicator.id):
            assert change.before == before != change.after
            assert indicator.minimum <= change.after <= indicator.maximum
            before = change.after
        assert state.indicators[indicator.id] == before


def assert_weighed(game: Game) -> None:
    """Whatever a capital orders, the weights make a hundred and each objective counts."""
    for shift in game.state.weights_course:
        own = {one.id for one in game.structure.delegation(shift.delegation).objectives}
        assert set(shift.weights) == own
        assert sum(shift.weights.values()) == 100
        assert min(shift.weights.values()) >= 1
    latest = {shift.delegation: shift.weights for shift in game.state.weights_course}
    assert game.state.weights == latest


def assert_granted(game: Game) -> None:
    """Mandates only grow: what was granted is held."""
    granted: dict[str, set[str]] = {}
    for answer in game.told(CableAnswered):
        held = granted.setdefault(answer.delegation, set())
        assert answer.red_line not in held
        if answer.granted:
            held.add(answer.red_line)
    assert game.state.mandates == granted


def assert_carried_out(game: Game) -> None:
    """Of every duty something was done and reported in each step that was played."""
    steps = {settled.step for settled in game.told(ConductSettled)}
    assert steps == set(range(1, len(steps) + 1))
    for duty in game.state.duties.values():
        assert len(duty.conduct) == len(duty.reports) == len(steps)
        for done, seen in zip(duty.conduct, duty.reports, strict=True):
            assert seen in (done, "honour")
            assert seen == done or done in ("delay", "break")


def assert_ended(game: Game) -> None:
    """Everything that must hold when a game is over."""
    state = game.state
    assert next_due(state) is None
    assert state.name is PhaseName.DEBRIEF
    assert len(game.told(GameEnded)) == 1
    assert (state.open_crises(), state.open_proposals(), state.open_cables()) == ((), (), ())
    assert (state.schedule, state.paused) == ({}, False)
    assert not state.chosen or state.ending == "breakdown"
    assert not any(offer.status == "offered" for offer in state.offers.values())
    talks = [channel for channel in state.channels.values() if len(channel.members) > 1]
    assert all(channel.status == "closed" for channel in talks)
    assert_ended_rightly(game)
    for delegation in game.structure.delegation_ids:
        assert 0 <= result_of(game.structure, state, delegation).sheet.total <= 10_000 + 10


def assert_ended_rightly(game: Game) -> None:
    """The ending is what the signatures, the empty chairs and the indicators make of it."""
    state, essential = game.state, frozenset(game.structure.rules.essential)
    signed = state.signatories
    tops = {(one.id, one.breakdown_at) for one in game.structure.indicators}
    # The crises that a breakdown settles may bring the indicator down again.
    if tops & set(state.indicators.items()):
        assert state.ending == "breakdown"
    if state.ending == "breakdown":
        assert tops & {(change.indicator, change.after) for change in state.course}
    early = game.told(GameEnded)[-1].early
    if state.ending != "breakdown" and state.duties and not early:
        assert all(len(duty.conduct) == IMPLEMENTATION_STEPS for duty in state.duties.values())
    match state.ending:
        case "full_accord":
            assert signed == set(game.structure.delegation_ids)
        case "partial_accord":
            assert state.setup.rules.consensus == "minus_one"
            assert len(signed) == len(game.structure.delegation_ids) - 1
            assert signed >= essential
        case "walk_out":
            assert not signed
            assert state.away & essential
        case "no_agreement":
            assert not signed
            assert not state.away & essential
        case _:
            # An accord that was signed can still break down while it is carried out.
            assert not signed or game.told(TalksConcluded)
