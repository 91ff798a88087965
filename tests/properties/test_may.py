"""What may be done is what the rules let through, and what the page offers, at every moment."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import get_args

import pytest

from game.engine.actors import INSTRUCTOR, Actor, Role
from game.engine.acts import COMMANDS, GATES, PUBLIC_KINDS, kind_of
from game.engine.choices import Chapter
from game.engine.command import Command
from game.engine.event import Event
from game.engine.may import may
from game.engine.state import TableState
from game.engine.views import of, seen_by
from game.resources import folder
from game.scenario.model import Structure
from game.web.instructor.table import table_panels
from game.web.play import play_panels
from tests.everyone import Everyone
from tests.pages import Form, forms_in
from tests.properties.play import structure_of
from tests.properties.stroll import Stroll

#: What the instructor sends from the page of the whole class.
OF_THE_CLASS = {"start_table", "set_bell"}
#: By these hidden fields forms of one kind differ.
TARGETS = (
    "accord",
    "channel",
    "delegation",
    "inject",
    "index",
    "move",
    "offer",
    "proposal",
    "red_line",
    "trade",
    "cable",
)


def refusal(structure: Structure, state: TableState, actor: Actor, kind: type[Command]) -> bool:
    """Whether the actor is told beforehand that no such command can pass."""
    known = state if actor.delegation is None else seen_by(state, of(actor.delegation))
    return may(structure, known, actor, kind) is not None


class Told(Stroll):
    """A game in which everybody is told first what they may do.

    ``first`` says after how many events each kind of command first passed.
    """

    def __init__(self, structure: Structure, seed: int) -> None:
        super().__init__(structure, seed)
        self.first: dict[str, int] = {}

    def _send(self, actor: Actor, command: Command) -> bool:
        state, before = self.game.state, len(self.game.log)
        passed = super()._send(actor, command)
        if passed:
            assert not refusal(self.game.structure, state, actor, type(command)), command
            self.first.setdefault(command.kind, before)
        return passed


@pytest.mark.parametrize(("scenario", "games"), [("harbour", 60), ("six_party_talks", 6)])
def test_what_passes_was_allowed_before(scenario: str, games: int) -> None:
    passed = Counter[str]()
    for seed in range(games):
        told = Told(structure_of(scenario), seed)
        told.play()
        passed += told.passed
    assert len(passed) >= 30


def test_no_template_asks_for_a_phase_by_its_name() -> None:
    asked = re.compile(r"stage\.phase\s*(?:==|!=|(?:not )?in\b)")
    found = [
        file.name
        for file in folder("templates").rglob("*.html")
        if asked.search(file.read_text(encoding="utf-8"))
    ]
    assert found == []


# --- on the page -------------------------------------------------------------------------------


def told_game() -> Told:
    """Of a few random games of the six parties the one in which most kinds of things are done."""
    games = [Told(structure_of("six_party_talks"), seed) for seed in range(4)]
    for told in games:
        told.play()
    return max(games, key=lambda told: len(told.first))


@pytest.fixture(scope="module")
def everyone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyone]:
    found = Everyone(tmp_path_factory.mktemp("may"), 1)
    yield found
    found.close()


def sendable(panels: dict[str, str]) -> dict[str, list[Form]]:
    """The forms with which a command can be sent, by its kind."""
    found: dict[str, list[Form]] = {}
    for form in forms_in("".join(panels.values())):
        if form.sends and "kind" in form.fields:
            found.setdefault(form.fields["kind"], []).append(form)
    return found


def done_otherwise(state: TableState, actor: Actor, kind: str) -> bool:
    """What the rules let through, and the page offers by another form, or not because it is done.

    Whoever is asked to a talk declines; a chapter is opened once; the chair's own words stand.
    """
    if kind == "hide_message":
        said = (line.delegation for line in state.statements)
        return not any(said) and not any(channel.messages for channel in state.channels.values())
    if kind == "open_chapter":
        return state.opened >= set(get_args(Chapter))
    return kind == "leave_channel" and not any(
        actor.delegation in channel.accepted
        for channel in state.channels.values()
        if channel.status != "closed" and len(channel.members) > 1
    )


def check(shown: dict[str, list[Form]], state: TableState, actor: Actor) -> set[str]:
    """The page has one form for what may be done, and none for anything else; the kinds it has."""
    structure = structure_of("six_party_talks")
    for kind in PUBLIC_KINDS:
        name = kind_of(kind)
        if actor.role not in GATES[kind].who or name in OF_THE_CLASS:
            assert name not in shown
        elif refusal(structure, state, actor, kind):
            assert name not in shown, (actor, name, state.phase.step.tag)
        elif not done_otherwise(state, actor, name):
            assert name in shown, (actor, name, state.phase.step.tag)
        targets = Counter(
            tuple(form.fields.get(field, "") for field in TARGETS) for form in shown.get(name, ())
        )
        # A delegation's hand and the debrief's chapters have a button each in forms alike.
        assert name == "open_chapter" or all(count == 1 for count in targets.values()), name
    assert shown.keys() <= COMMANDS.keys()
    return set(shown)


def test_every_seat_has_a_form_for_what_it_may_do_and_for_nothing_else(everyone: Everyone) -> None:
    told = told_game()
    log: list[Event] = told.game.log
    (record,) = everyone.records
    everyone.clear(1)
    start, seen = 0, set[str]()
    for moment in sorted({*told.first.values(), len(log)}):
        everyone.tell(1, log[start:moment])
        start = moment
        state = everyone.hall.tables.state(record.id)
        with everyone.house.app.test_request_context():
            seen |= check(sendable(table_panels(record.id)), state, INSTRUCTOR)
            for delegation in state.setup.delegations:
                head = Actor(Role.HEAD, delegation)
                seen |= check(sendable(play_panels(record.id, delegation)), state, head)
    assert seen >= told.first.keys() - OF_THE_CLASS
