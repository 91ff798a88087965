"""Whether a scenario knows everything that a table's record speaks of.

A table may have been laid under another edition of the scenario. As long as all ids are still
there it can be shown and played on; otherwise no page could say what they mean.
"""

from collections.abc import Iterable, Iterator

from game.engine.state import TableState
from game.scenario.model import Package, Structure


def misfits(structure: Structure, state: TableState) -> tuple[str, ...]:
    """What the table's record speaks of and the scenario does not know, each once, sorted."""
    return tuple(sorted(set(_misfits(structure, state))))


def _misfits(structure: Structure, state: TableState) -> Iterator[str]:
    setup = state.setup
    if set(setup.delegations) != set(structure.delegation_ids):
        yield "delegations"
        # Everything else is asked of them.
        return
    objectives = {objective.id for party in structure.delegations for objective in party.objectives}
    lines = {line.id for party in structure.delegations for line in party.red_lines}
    injects = (
        *state.crises,
        *state.follow_ups,
        *state.held,
        *setup.rules.left_out,
        *(slot.inject for slot in state.schedule.values() if slot.inject is not None),
        *(change.inject for change in state.weights_course),
    )
    for kind, named, known in (
        ("preset", (setup.preset,), (preset.id for preset in structure.presets)),
        ("issue", setup.agenda, (issue.id for issue in structure.issues)),
        ("indicator", state.indicators, (one.id for one in structure.indicators)),
        ("inject", injects, (inject.id for inject in structure.injects)),
        ("move", (made.move for made in state.moves), (move.id for move in structure.moves)),
        ("red line", (cable.red_line for cable in state.cables.values()), lines),
        ("red line", (line for all_ in state.crossed.values() for line in all_), lines),
        (
            "accord",
            (offer.accord for offer in state.offers.values()),
            (accord.id for accord in structure.accords),
        ),
        (
            "obligation",
            (duty.obligation for duty in state.duties.values()),
            (obligation.id for obligation in structure.obligations),
        ),
        ("objective", (id_ for weights in state.weights.values() for id_ in weights), objectives),
    ):
        yield from _unknown(kind, named, known)
    for package in _packages(state):
        yield from _unknown_options(structure, package)


def _unknown(kind: str, named: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    for id_ in sorted(set(named) - set(known)):
        yield f"{kind} {id_}"


def _packages(state: TableState) -> Iterator[Package]:
    yield state.text_package()
    for proposal in state.proposals.values():
        yield proposal.package
    for offer in state.offers.values():
        yield offer.package


def _unknown_options(structure: Structure, package: Package) -> Iterator[str]:
    options = {issue.id: set(issue.option_ids) for issue in structure.issues}
    for issue, option in package.items():
        if option not in options.get(issue, ()):
            yield f"option {issue}.{option}"
