"""Changing a secret changes nothing that anybody else sees, is told, or is counted."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.engine import events as e
from game.engine.errors import Reason
from game.engine.phases import PhaseName
from game.engine.views import Viewer, ViewerKind, view_for
from game.scenario.model import DelegationId
from tests.builders import Game
from tests.properties.play import Stroke, attempt, play, tries, viewers
from tests.properties.strategies import courses, plays

scenarios = pytest.mark.parametrize("scenario", ["harbour", "six_party_talks"])


def privy(viewer: Viewer, event: e.Event) -> bool:
    """Whether the viewer may know of the event."""
    if viewer.kind is ViewerKind.INSTRUCTOR or event.audience.public:
        return True
    return viewer.delegation is not None and event.audience.includes(viewer.delegation)


# --- in any game -------------------------------------------------------------------------------


@scenarios
@settings(max_examples=50)
@given(st.data())
def test_what_is_private_changes_nobody_elses_view(scenario: str, data: st.DataObject) -> None:
    game, strokes = data.draw(plays(scenario))
    for stroke in strokes:
        for one in tries(game, stroke):
            before = game.state
            answer = attempt(game, one)
            if not isinstance(answer, Reason):
                for viewer in viewers(game):
                    heard = sum(privy(viewer, event) for event in answer)
                    earlier, later = view_for(before, viewer), view_for(game.state, viewer)
                    assert later.seq == earlier.seq + heard
                    assert heard or repr(later) == repr(earlier)


@scenarios
@settings(max_examples=50)
@given(st.data())
def test_no_view_holds_a_word_of_a_private_talk_among_others(
    scenario: str, data: st.DataObject
) -> None:
    game, strokes = data.draw(plays(scenario))
    for stroke in strokes:
        play(game, stroke)
    for viewer in viewers(game):
        seen = repr(game.view(viewer))
        for event in game.told(e.MessageSent):
            assert (event.text in seen) is privy(viewer, event)


# --- the same game but for one secret ----------------------------------------------------------


@dataclass(frozen=True)
class Secret:
    """Two things that delegations may do in secret, and when the secret is out."""

    arrange: Callable[[Game], object]
    one: Callable[[Game], object]
    other: Callable[[Game], object]
    owners: frozenset[DelegationId]
    out: Callable[[Game], bool] = lambda game: False


def drafting(game: Game) -> Game:
    """A table with the village's proposal on it."""
    game.advance_to(PhaseName.DRAFTING)
    game.head("village").tables({"fishing": "lanes"})
    return game


def signing(game: Game) -> Game:
    """A table at which a text waits to be signed."""
    return game.ratify(quay="short")


def talking(game: Game) -> Game:
    """A table at which port and village talk in private."""
    game.advance_to(PhaseName.CONSULTATIONS)
    game.meet("port", "village")
    return game


def storm(game: Game) -> None:
    """A table in a crisis that asks port and village."""
    game.advance_to(PhaseName.CONSULTATIONS).instructor.drops("storm")


def port_asks_first(game: Game) -> None:
    """The port's invitation is older than a talk that opens before it is accepted."""
    channel = game.head("port").invites("village")
    game.meet("village", "ministry")
    game.head("village").accepts(channel)


def port_asks_last(game: Game) -> None:
    """The port's invitation is younger than that talk."""
    game.meet("village", "ministry")
    game.meet("port", "village")


def roll_call_closed(game: Game) -> bool:
    """Whether the votes on the first proposal were opened."""
    return game.state.proposals["p1"].status in ("carried", "failed")


def nothing(game: Game) -> None:
    """Leave it at that."""


PORT = frozenset({"port"})
BOTH = frozenset({"port", "village"})

SECRETS = {
    "a ballot before the roll-call closes": Secret(
        drafting,
        lambda game: game.head("port").votes("p1", "accept"),
        lambda game: game.head("port").votes("p1", "reject"),
        PORT,
        roll_call_closed,
    ),
    "a change of mind in a roll-call": Secret(
        lambda game: drafting(game).head("port").votes("p1", "accept"),
        lambda game: game.head("port").votes("p1", "abstain"),
        nothing,
        PORT,
        roll_call_closed,
    ),
    "words in a private talk": Secret(
        talking,
        lambda game: game.head("port").writes("port+village", "Yes."),
        lambda game: game.head("port").writes("port+village", "Never, while I live!"),
        BOTH,
    ),
    "whether anything was said in a private talk": Secret(
        talking,
        lambda game: game.adviser("village").writes("port+village", "Hm."),
        nothing,
        BOTH,
    ),
    "an invitation": Secret(
        lambda game: game.advance_to(PhaseName.CONSULTATIONS),
        lambda game: game.head("port").invites("village"),
        nothing,
        BOTH,
    ),
    "an invitation that was declined": Secret(
        lambda game: game.advance_to(PhaseName.CONSULTATIONS),
        lambda game: game.head("village").declines(game.head("port").invites("village")),
        nothing,
        BOTH,
    ),
    "which of two accepted invitations was sent first": Secret(
        lambda game: game.advance_to(PhaseName.CONSULTATIONS),
        port_asks_first,
        port_asks_last,
        BOTH,
    ),
    "an order of priorities": Secret(
        lambda game: game.advance_to(PhaseName.BRIEFING),
        lambda game: game.adviser("port").ranks("quay", "fishing"),
        lambda game: game.adviser("port").ranks("fishing", "quay"),
        PORT,
    ),
    "a decision before all are opened": Secret(
        signing,
        lambda game: game.head("port").signs(),
        lambda game: game.head("port").refuses_to_sign(),
        PORT,
        lambda game: game.state.decisions_opened,
    ),
    "a change of mind about signing": Secret(
        lambda game: signing(game).head("port").signs(),
        lambda game: game.head("port").refuses_to_sign(),
        nothing,
        PORT,
        lambda game: game.state.decisions_opened,
    ),
    "an answer before the crisis is settled": Secret(
        storm,
        lambda game: game.head("port").answers("storm", "shelter"),
        lambda game: game.head("port").answers("storm", "turn_away"),
        PORT,
        lambda game: game.state.crises["storm"].settled,
    ),
    "whether a crisis was answered at all": Secret(
        storm,
        lambda game: game.head("port").answers("storm", "turn_away"),
        nothing,
        PORT,
        lambda game: game.state.crises["storm"].settled,
    ),
}


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS.keys())
@settings(max_examples=20)
@given(strokes=courses("harbour", longest=12), preset=st.sampled_from(["quick", "full"]))
def test_nobody_else_sees_any_difference(
    secret: Secret, strokes: list[Stroke], preset: str
) -> None:
    one = Game(preset=preset, consensus="minus_one")
    secret.arrange(one)
    other = one.fork()
    secret.one(one)
    secret.other(other)
    look_the_same(secret, one, other)
    for stroke in strokes:
        for attempted in tries(one, stroke):
            if attempted.actor.delegation not in secret.owners:
                answers = [told(attempt(game, attempted)) for game in (one, other)]
                assert answers[0] == answers[1]
                if secret.out(one) or secret.out(other):
                    return
                look_the_same(secret, one, other)


def look_the_same(secret: Secret, one: Game, other: Game) -> None:
    """Whoever shares nothing with the secret's owners sees and has heard the same in both."""
    for viewer in viewers(one):
        if viewer.kind is not ViewerKind.INSTRUCTOR and viewer.delegation not in secret.owners:
            assert repr(one.view(viewer)) == repr(other.view(viewer))
            assert one.view(viewer) == other.view(viewer)
            assert heard(one, viewer) == heard(other, viewer)


def told(answer: tuple[e.Event, ...] | Reason) -> Reason | None:
    """What the sender is told: why it was refused, or nothing."""
    return answer if isinstance(answer, Reason) else None


def heard(game: Game, viewer: Viewer) -> list[e.Event]:
    """The part of the log that the viewer may read."""
    return [event for event in game.log if privy(viewer, event)]


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS.keys())
def test_the_two_games_of_a_secret_do_differ(secret: Secret) -> None:
    one = Game()
    secret.arrange(one)
    other = one.fork()
    secret.one(one)
    secret.other(other)
    assert one.log != other.log
