"""Whether the par that a pack has frozen still holds.

Par is what this machine, by these rules, gets out of these numbers. Under any other it says nothing
of how hard a seat is, and no score is set beside it.
"""

import hashlib
from collections.abc import Collection
from dataclasses import replace
from typing import Literal, TypeAlias

from game.bots.policy import STRATEGY_VERSION
from game.engine.results import Result, result_of
from game.engine.state import RULES_VERSION, TableState
from game.scenario.hashes import numbers_hash
from game.scenario.model import DelegationId, IssueId, PresetId, Structure

#: ``missing``: the pack has none for the preset; ``stale``: it was found under other numbers,
#: rules or play.
ParState: TypeAlias = Literal["holds", "stale", "missing"]


def depends_on(structure: Structure) -> str:
    """A hash of all that pars depend on: the pack's numbers, the rules, the machine's play."""
    numbers = numbers_hash(structure)
    digest = hashlib.sha256(f"{RULES_VERSION} {STRATEGY_VERSION} {numbers}".encode())
    return digest.hexdigest()[:16]


def stale(structure: Structure) -> tuple[PresetId, ...]:
    """The presets whose par was found under other numbers, rules or play."""
    now = depends_on(structure)
    return tuple(par.preset for par in structure.pars if par.depends != now)


def par_state(structure: Structure, preset: PresetId, agenda: Collection[IssueId]) -> ParState:
    """Whether the preset has a par, and whether it still holds for a table with that agenda.

    A table that was laid by another edition of the scenario may have another than the preset has.
    """
    par = structure.par(preset)
    if par is None:
        return "missing"
    same = set(structure.preset(preset).agenda) == set(agenda)
    return "holds" if same and par.depends == depends_on(structure) else "stale"


def results(structure: Structure, state: TableState) -> dict[DelegationId, Result]:
    """Every delegation's result of the game, without par where the pack's does not hold."""
    found = {d: result_of(structure, state, d) for d in state.setup.delegations}
    if par_state(structure, state.setup.preset, state.setup.agenda) == "holds":
        return found
    return {d: replace(result, par=None) for d, result in found.items()}
