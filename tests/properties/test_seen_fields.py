"""What is seen of a table holds, field by field, no more than the field's declaration allows."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, make_dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.engine.entries import (
    Cable,
    Channel,
    Crisis,
    Dispatch,
    Duty,
    MadeMove,
    Meeting,
    Offer,
    Proposal,
    StandingChange,
    WeightsChange,
)
from game.engine.state import TableState
from game.engine.viewers import PUBLIC_VIEW, Viewer, ViewerKind
from game.engine.views import Instructor, Own, Public, seen_by, sights
from tests.builders import Game
from tests.properties.play import play, viewers
from tests.properties.strategies import plays

PUBLIC, OWN, INSTRUCTOR = sights(
    make_dataclass("Kinds", [("one", Public[int]), ("two", Own[int]), ("three", Instructor[int])])
).values()


@pytest.mark.parametrize("scenario", ["harbour", "six_party_talks"])
@settings(max_examples=40)
@given(st.data())
def test_nobody_sees_of_a_field_what_its_declaration_forbids(
    scenario: str, data: st.DataObject
) -> None:
    game, strokes = data.draw(plays(scenario))
    for stroke in strokes:
        play(game, stroke)
    for viewer in viewers(game):
        allows_no_more(game.state, seen_by(game.state, viewer), viewer)


def allows_no_more(held: Any, seen: Any, viewer: Viewer) -> None:
    """Of a record is seen what the declarations of its fields allow, and of its entries as well."""
    for one, sight in zip(fields(held), sights(type(held)).values(), strict=True):
        secret, shown = getattr(held, one.name), getattr(seen, one.name)
        if sight is None or (sight == INSTRUCTOR and viewer.kind is not ViewerKind.INSTRUCTOR):
            assert shown == unused(one), one.name
        elif sight in (PUBLIC, INSTRUCTOR):
            assert shown is secret, one.name
        elif sight == OWN:
            assert shown == {d: kept for d, kept in secret.items() if viewer.knows(d)}, one.name
        elif isinstance(secret, Mapping):
            # Side accords of others stand under other names: their ids count what was offered.
            assert one.name == "offers" or shown.keys() <= secret.keys()
            for key, entry in shown.items():
                assert is_known(entry, viewer), one.name
                if key in secret and says_who_sees_what(entry):
                    allows_no_more(secret[key], entry, viewer)
        elif isinstance(secret, tuple):
            assert all(is_known(entry, viewer) for entry in shown), one.name


def says_who_sees_what(entry: object) -> bool:
    """Whether not all who know of the entry see the same of it."""
    return isinstance(entry, Channel | Crisis | Duty | Offer | Proposal)


def is_known(entry: object, viewer: Viewer) -> bool:
    """Whether the viewer may know that there is such an entry."""
    match entry:
        case StandingChange() | WeightsChange():
            return viewer.knows(entry.delegation)
        case (
            Cable() | Channel() | Crisis() | Dispatch() | Duty() | MadeMove() | Meeting() | Offer()
        ):
            return entry.is_known_to(viewer)
        case _:
            return True


def unused(one: Field[Any]) -> object:
    """What a field holds before it is used."""
    assert one.default is not MISSING or one.default_factory is not MISSING, one.name
    return one.default if one.default_factory is MISSING else one.default_factory()


def test_a_field_that_does_not_say_who_sees_it_is_seen_by_nobody() -> None:
    game = Game()

    @dataclass(frozen=True)
    class Later(TableState):
        plan: str = ""

    state = Later(**{**vars(game.state), "plan": "to walk out"})
    for viewer in viewers(game):
        assert state.plan == "to walk out"
        assert seen_by(state, viewer).plan == ""


def test_nor_is_such_a_field_of_an_entry_that_not_all_see_alike() -> None:
    @dataclass(frozen=True)
    class Table:
        letter: Public[int] = 0
        secret: int = 0

    assert seen_by(Table(3, 4), PUBLIC_VIEW) == Table(3, 0)


def test_a_hidden_field_needs_something_to_be_seen_in_its_place() -> None:
    @dataclass(frozen=True)
    class Table:
        secret: int
        letter: Public[int] = 0

    with pytest.raises(TypeError, match="secret"):
        seen_by(Table(3), PUBLIC_VIEW)
