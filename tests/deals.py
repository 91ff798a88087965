"""Tables that have signed something and begin to carry it out."""

from collections.abc import Mapping

from game.engine.phases import PhaseName
from game.scenario.model import Conduct, Structure
from tests.builders import FixedDraws, Game

WHOLE_TEXT = {"quay": "short", "fishing": "lanes", "payers": "shared"}
#: Inspectors come upon what is done with these draws, and do not with those.
SEEN, UNSEEN = 0.0, 0.99


def carrying_out(
    structure: Structure | None = None,
    draws: FixedDraws | None = None,
    text: Mapping[str, str] = WHOLE_TEXT,
) -> Game:
    """A table that has signed a text and begins to carry it out."""
    game = Game(structure, preset="full", draws=draws)
    return game.ratify(**text).sign()


def in_confidence(draws: FixedDraws | None = None) -> Game:
    """A table that carries out a text about the quay and a confidential accord on the lanes."""
    game = Game(preset="full", draws=draws).advance_to(PhaseName.CONSULTATIONS)
    game.head("village").agrees_to(
        game.head("port").offers("pilotage", confidential=True, fishing="lanes")
    )
    return game.ratify(quay="short").sign()


def reports(game: Game) -> dict[str, tuple[Conduct, ...]]:
    """What was seen of every duty, step by step."""
    return {duty.id: duty.reports for duty in game.state.duties.values()}


def done(game: Game) -> dict[str, tuple[Conduct, ...]]:
    """What was really done about every duty, step by step."""
    return {duty.id: duty.conduct for duty in game.state.duties.values()}
