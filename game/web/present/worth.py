"""What texts and clauses are worth to a delegation, in points as people read them."""

from collections.abc import Mapping
from dataclasses import dataclass

from game.engine.results import Result, appraise, position_of
from game.records.showing import gain as gain
from game.records.showing import points as points
from game.scenario.model import DelegationId, IssueId, OptionId
from game.web.present.stage import Stage

#: Within this many hundredths of a point of the reservation value a package counts as near it.
NEAR = 200


@dataclass(frozen=True)
class WorthBar:
    """A score beside the yardsticks of its seat (points of 100), and the red lines it crosses."""

    score: float
    reservation: float
    best: float | None
    verdict: str
    verdict_text: str
    crossed: tuple[str, ...]


@dataclass(frozen=True)
class OptionWorth:
    """An option beside what it would add to an otherwise silent text, for its delegation."""

    id: OptionId
    label: str
    summary: str
    points: str
    in_force: bool
    gains: bool
    loses: bool


@dataclass(frozen=True)
class IssueWorth:
    """An issue of the agenda with the worth of each option."""

    id: IssueId
    title: str
    question: str
    options: tuple[OptionWorth, ...]


def result_bar(stage: Stage, result: Result, crossed: tuple[str, ...]) -> WorthBar:
    """A result as the worth bar shows it."""
    above = result.sheet.total - result.reservation
    verdict = "near" if abs(above) <= NEAR else "above" if above > 0 else "below"
    return WorthBar(
        score=result.sheet.total / 100,
        reservation=result.reservation / 100,
        best=None if result.best is None else result.best / 100,
        verdict=verdict,
        verdict_text=stage.word("verdicts", verdict),
        crossed=crossed,
    )


def worth_bar(stage: Stage, package: Mapping[IssueId, OptionId]) -> WorthBar:
    """What the viewing delegation gets if all sign exactly this package and carry it out."""
    return worth_to(stage, stage.own, package)


def worth_to(
    stage: Stage, delegation: DelegationId, package: Mapping[IssueId, OptionId]
) -> WorthBar:
    """What that delegation gets by the package: for its own eyes and the instructor's."""
    if not stage.view.viewer.knows(delegation):
        raise ValueError("this viewer does not share that delegation's secrets")
    agenda, position = stage.view.setup.agenda, position_of(stage.view, delegation)
    appraisal = appraise(stage.structure, agenda, delegation, package, position)
    lines = stage.texts.red_lines.get(delegation, {})
    return result_bar(stage, appraisal.result, tuple(lines[line] for line in appraisal.crossed))


def _total(stage: Stage, package: Mapping[IssueId, OptionId]) -> int:
    agenda = stage.view.setup.agenda
    position = position_of(stage.view, stage.own)
    return appraise(stage.structure, agenda, stage.own, package, position).result.sheet.total


def own_points(stage: Stage, issue: IssueId, option: OptionId) -> str:
    """What that clause alone adds to an otherwise silent text, for the viewing delegation."""
    return gain(_total(stage, {issue: option}) - _total(stage, {}))


def option_worths(stage: Stage) -> tuple[IssueWorth, ...]:
    """Every option of the agenda with what it alone would add to an otherwise silent text."""
    silent = _total(stage, {})
    held = stage.in_force()

    def shown(issue: IssueId, option: OptionId) -> OptionWorth:
        text = stage.texts.issues[issue].options[option]
        added = _total(stage, {issue: option}) - silent
        return OptionWorth(
            id=option,
            label=text.label,
            summary=text.summary,
            points=gain(added),
            in_force=held[issue] == option,
            gains=added > 0,
            loses=added < 0,
        )

    return tuple(
        IssueWorth(
            id=issue,
            title=stage.issue(issue),
            question=stage.texts.issues[issue].question,
            options=tuple(shown(issue, o) for o in stage.structure.issue(issue).option_ids),
        )
        for issue in stage.view.setup.agenda
    )
