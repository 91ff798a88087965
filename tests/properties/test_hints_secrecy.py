"""Hints depend on nothing but the asker's view: not on secrets, and not on the others' files."""

from functools import cache

import pytest

from game.bots.hints import Hints
from game.engine.acts.table import replay
from game.engine.views import ViewerKind, of, seen_by
from game.scenario.loader import load_pack, load_packaged
from game.scenario.model import Delegation, DelegationId, Structure
from game.scenario.texts import Scenario
from game.simulation.table import Setting, play
from tests.builders import HARBOUR, Game, SeededDraws, changed
from tests.properties.play import viewers
from tests.properties.secrets import SECRETS, Secret


@cache
def talks() -> Scenario:
    return load_packaged("six_party_talks")


@cache
def harbour_pack() -> Scenario:
    return load_pack(HARBOUR)


def answers(hints: Hints) -> str:
    """Everything that can be asked, answered."""
    others = [d for d in hints.view.setup.delegations if d != hints.delegation]
    return repr(([hints.wants(d) for d in others], hints.bridge(), hints.advice()))


def asked(game: Game, delegation: DelegationId) -> str:
    return answers(Hints(harbour_pack(), "en", game.view(of(delegation)), delegation, game.now))


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS.keys())
@pytest.mark.parametrize("preset", ["quick", "full"])
def test_a_secret_of_others_changes_no_hint(secret: Secret, preset: str) -> None:
    one = Game(preset=preset, consensus="minus_one", draws=SeededDraws(3))
    secret.arrange(one)
    other = one.fork()
    secret.one(one)
    secret.other(other)
    if secret.out(one) or secret.out(other):
        return
    for viewer in viewers(one):
        if viewer.kind is ViewerKind.DELEGATION and viewer.delegation not in secret.owners:
            assert viewer.delegation is not None
            assert asked(one, viewer.delegation) == asked(other, viewer.delegation)


def turned(structure: Structure, keep: DelegationId) -> Structure:
    """The same scenario, but that all delegations except one weigh their objectives otherwise.

    Their red lines and their machine's characters are gone too.
    """

    def other(delegation: Delegation) -> Delegation:
        if delegation.id == keep:
            return delegation
        weights = [objective.weight for objective in delegation.objectives]
        objectives = tuple(
            objective.model_copy(update={"weight": weight})
            for objective, weight in zip(delegation.objectives, reversed(weights), strict=True)
        )
        return delegation.model_copy(update={"objectives": objectives, "red_lines": ()})

    return changed(
        structure,
        delegations=tuple(map(other, structure.delegations)),
        personalities=(),
    )


@pytest.mark.parametrize("delegation", ["us", "dprk", "rok", "china", "japan", "russia"])
def test_the_others_files_change_no_hint(delegation: DelegationId) -> None:
    scenario = talks()
    # Another hash, lest anything be looked up that was worked out for the first.
    twin = scenario.model_copy(
        update={"structure": turned(scenario.structure, delegation), "hash": f"{delegation:0<64}"}
    )
    assert twin.structure != scenario.structure
    log = play(scenario, Setting("demo"), "files").log
    for length in (len(log) // 3, len(log) // 2, len(log) - 5):
        view = seen_by(replay(log[:length]), of(delegation))
        now = log[length - 1].at
        one, other = (Hints(s, "en", view, delegation, now) for s in (scenario, twin))
        assert answers(one) == answers(other)
