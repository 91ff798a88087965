"""What the table's text is beside every other, for the questions that need it.

It is slow on long agendas. Both sides are measured on the scenario's reference path of the world,
so that a difference is the text's own.
"""

from game.analysis.agreement import Agreements
from game.analysis.placing import nearest_better, place
from game.analysis.points import score_table
from game.analysis.solutions import solve
from game.engine.results import outcome_of, result_of
from game.engine.state import TableState
from game.report.figures.card import joint_gain
from game.report.guide.evidence import Better
from game.scenario.model import Structure


def better_for(structure: Structure, state: TableState) -> Better:
    """What would have been better for all; without a text, what all would have preferred to that.

    ``created`` counts what all got in the end, nothing that was only promised.
    """
    agenda = state.setup.agenda
    found = Agreements.of(score_table(structure, agenda))
    solutions = solve(found)
    silent = structure.silent_package(agenda)
    results = [result_of(structure, state, d) for d in state.setup.delegations]
    created = joint_gain((r.sheet.total - r.reservation for r in results), solutions.most_gained)
    if not state.signatories:
        best = solutions.first("utilitarian")
        wanted = {} if best is None else found.space.package(best)
        changed = tuple(i for i in agenda if wanted.get(i, silent[i]) != silent[i])
        return Better(int(found.acceptable.size), changed, created)
    placing = place(found, solutions, found.space.number(outcome_of(structure, state).signed))
    nearest = nearest_better(found, placing, at_most=1)
    return Better(
        packages=int(placing.better.size),
        changed=tuple(nearest[0].changes) if nearest else (),
        created=created,
    )
