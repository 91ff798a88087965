"""What pages would show of a table of the tiny scenario, without a server."""

from functools import cache

from game.engine.possible import possible_for
from game.engine.views import PUBLIC_VIEW, of
from game.scenario.loader import load_pack
from game.scenario.texts import Texts
from game.web.present.stage import Stage
from tests.builders import HARBOUR, Game


@cache
def harbour_texts() -> Texts:
    """The tiny scenario's texts."""
    return load_pack(HARBOUR).text("en")


def stage(game: Game, delegation: str) -> Stage:
    """What that delegation's page is made of."""
    return Stage(
        viewer=of(delegation),
        view=game.view(of(delegation)),
        structure=game.structure,
        texts=harbour_texts(),
        names={},
        now=game.now,
        possible=possible_for(game.structure, game.view(of(delegation)), delegation),
    )


def public_stage(game: Game) -> Stage:
    """What a page for everybody is made of."""
    seen = game.view(PUBLIC_VIEW)
    return Stage(PUBLIC_VIEW, seen, game.structure, harbour_texts(), {}, game.now)
