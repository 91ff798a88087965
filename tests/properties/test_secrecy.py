"""Changing a secret changes nothing that anybody else sees, is told, or is counted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.engine.acts.channels import MessageSent
from game.engine.acts.trades import TradeAnswered, TradeOffered
from game.engine.due import next_due
from game.engine.event import Event
from game.engine.possible import possible_for
from game.engine.views import Viewer, ViewerKind, seen_by
from game.refusals import Reason
from tests.builders import Game, SeededDraws
from tests.properties.play import Stroke, attempt, play, tries, viewers
from tests.properties.secrets import SECRETS, Secret
from tests.properties.strategies import courses, plays

scenarios = pytest.mark.parametrize("scenario", ["harbour", "six_party_talks"])


def privy(viewer: Viewer, event: Event) -> bool:
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
                    earlier, later = seen_by(before, viewer), seen_by(game.state, viewer)
                    assert later.seq == earlier.seq + heard
                    assert heard or repr(later) == repr(earlier)
                    if viewer.delegation is not None and not heard:
                        could = possible_for(game.structure, earlier, viewer.delegation)
                        can = possible_for(game.structure, later, viewer.delegation)
                        assert repr(can) == repr(could)


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
        for event in game.told(MessageSent):
            assert (event.text in seen) is privy(viewer, event)
        noted: list[TradeOffered | TradeAnswered] = [*game.told(TradeOffered)]
        noted += game.told(TradeAnswered)
        # An answer's words are kept until another of the members answers.
        assert all(privy(viewer, event) for event in noted if event.note and event.note in seen)


# --- the same game but for one secret ----------------------------------------------------------


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS.keys())
@settings(max_examples=20)
@given(
    strokes=courses("harbour", longest=12),
    preset=st.sampled_from(["quick", "full"]),
    seed=st.integers(0, 40),
)
def test_nobody_else_sees_any_difference(
    secret: Secret, strokes: list[Stroke], preset: str, seed: int
) -> None:
    one = Game(preset=preset, consensus="minus_one", draws=SeededDraws(seed))
    secret.arrange(one)
    other = one.fork()
    secret.one(one)
    secret.other(other)
    look_the_same(secret, one, other)
    for stroke in strokes:
        for attempted in tries(one, stroke):
            if attempted.actor.delegation not in secret.owners:
                answers = [told(attempt(game, attempted)) for game in (one, other)]
                # The clock and the instructor know more than any delegation.
                assert attempted.actor.delegation is None or answers[0] == answers[1]
                if secret.out(one) or secret.out(other):
                    return
                look_the_same(secret, one, other)


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS.keys())
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("preset", ["quick", "full"])
def test_nor_does_anybody_while_the_game_runs_out(secret: Secret, seed: int, preset: str) -> None:
    one = Game(preset=preset, consensus="minus_one", draws=SeededDraws(seed))
    secret.arrange(one)
    other = one.fork()
    secret.one(one)
    secret.other(other)
    while not (secret.out(one) or secret.out(other)):
        look_the_same(secret, one, other)
        assert one.state.over is other.state.over
        if one.state.over:
            break
        run_on(one, other)


def run_on(*games: Game) -> None:
    """Go to what is due next at any of the tables, at all of them."""
    for game in games:
        if game.state.paused:
            game.instructor.resumes()
    moment = min(due[0] for game in games if (due := next_due(game.state)) is not None)
    for game in games:
        game.now = max(game.now, moment)
        while (due := next_due(game.state)) is not None and due[0] <= game.now:
            game.clock.sends(due[1])


def look_the_same(secret: Secret, one: Game, other: Game) -> None:
    """Whoever shares nothing with the secret's owners sees and has heard the same in both."""
    for viewer in viewers(one):
        if viewer.kind is not ViewerKind.INSTRUCTOR and viewer.delegation not in secret.owners:
            assert repr(one.view(viewer)) == repr(other.view(viewer))
            assert one.view(viewer) == other.view(viewer)
            assert heard(one, viewer) == heard(other, viewer)


def told(answer: tuple[Event, ...] | Reason) -> Reason | None:
    """What the sender is told: why it was refused, or nothing."""
    return answer if isinstance(answer, Reason) else None


def heard(game: Game, viewer: Viewer) -> list[Event]:
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
