"""What the table's text is beside every other, as the table's report found it."""

from game.report.figures.table import TableFigures
from game.report.guide.evidence import Better
from game.scenario.model import Structure


def better_of(structure: Structure, figures: TableFigures) -> Better | None:
    """What would have been better for all; without a text, what all would have preferred to that.

    ``created`` counts what the text promises; nought where nothing was signed. None where the
    report has not looked at the value.
    """
    value = figures.value
    if value is None:
        return None
    if value.placed is None:
        silent = structure.silent_package(figures.facts.agenda)
        wanted = next((s.package for s in value.solutions if s.id == "utilitarian"), {})
        changed = tuple(
            issue
            for issue in figures.facts.agenda
            if wanted.get(issue, silent[issue]) != silent[issue]
        )
        return Better(value.acceptable, changed, 0)
    placed = value.placed
    share = placed.joint_share
    return Better(
        packages=placed.better,
        changed=tuple(placed.nearest[0].changes) if placed.nearest else (),
        created=None if share is None else max(0, min(100, round(100 * share))),
    )
