"""What texts and clauses are worth to a delegation, in points as people read them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import product

from game.engine.results import Position, Result, appraise, position_of
from game.records.showing import gain as gain
from game.records.showing import points as points
from game.scenario.model import DelegationId, IssueId, OptionId, Structure
from game.web.present.stage import Stage

#: Within this many hundredths of a point of the reservation value a package counts as near it.
NEAR = 200


@dataclass(frozen=True)
class WorthBar:
    """A score beside the yardsticks of its seat (points of 100), and the red lines it crosses.

    ``clashes`` says which of its clauses do not go together, and why.
    """

    score: float
    reservation: float
    best: float | None
    verdict: str
    verdict_text: str
    crossed: tuple[str, ...]
    clashes: tuple[str, ...] = ()


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
    """An issue of the agenda with the worth of each option.

    ``beside`` says with which other clauses the options are weighed, empty where by themselves.
    """

    id: IssueId
    title: str
    question: str
    beside: str
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
    silent = stage.structure.silent_package(stage.view.setup.agenda)
    clashes = stage.structure.conflicts_in({**silent, **package})
    return replace(
        worth_to(stage, stage.own, package),
        clashes=tuple(stage.texts.conflicts[conflict.id] for conflict in clashes),
    )


def worth_to(
    stage: Stage, delegation: DelegationId, package: Mapping[IssueId, OptionId]
) -> WorthBar:
    """What that delegation gets by the package: for its own eyes and the instructor's."""
    if not stage.viewer.knows(delegation):
        raise ValueError("this viewer does not share that delegation's secrets")
    agenda, position = stage.view.setup.agenda, position_of(stage.view, delegation)
    appraisal = appraise(stage.structure, agenda, delegation, package, position)
    lines = stage.texts.red_lines.get(delegation, {})
    return result_bar(stage, appraisal.result, tuple(lines[line] for line in appraisal.crossed))


@dataclass(frozen=True)
class _Case:
    """What the worth of a clause by itself depends on. Cases are alike if they are told alike."""

    told: str
    structure: Structure = field(compare=False)
    agenda: tuple[IssueId, ...] = field(compare=False)
    delegation: DelegationId = field(compare=False)
    position: Position = field(compare=False)

    def total(self, package: Mapping[IssueId, OptionId]) -> int:
        """The score of that package, in hundredths of a point."""
        appraisal = appraise(self.structure, self.agenda, self.delegation, package, self.position)
        return appraisal.result.sheet.total


@lru_cache(maxsize=1024)
def _added(case: _Case) -> Mapping[tuple[IssueId, OptionId], int]:
    """What each option of the agenda adds to an otherwise silent text, in hundredths.

    Where its worth depends on another clause, it is beside the one of the scenario's choice that
    serves best: aid is weighed with its cost shared, not with all of it on the neighbours.

    Kept, because every page shows all of it and it rarely changes: by a directive, a cable or a
    side accord.
    """
    return {
        (issue, option): max(_gains(case, issue, option))
        for issue in case.agenda
        for option in case.structure.issue(issue).option_ids
    }


def _gains(case: _Case, issue: IssueId, option: OptionId) -> Iterator[int]:
    """What the option adds beside each choice of the clauses on which its worth depends."""
    found = case.structure.issue(issue)
    partners = {other: few for other, few in found.beside.items() if other in case.agenda}
    for choice in product(*partners.values()):
        others = dict(zip(partners, choice, strict=True))
        without = case.total({**others, issue: found.silent})
        yield case.total({**others, issue: option}) - without


def _alone(stage: Stage) -> Mapping[tuple[IssueId, OptionId], int]:
    """What each option of the agenda alone adds for the viewing delegation."""
    structure, agenda, own = stage.structure, stage.view.setup.agenda, stage.own
    position = position_of(stage.view, own)
    # A case holds its structure, so that no other can have the same identity meanwhile.
    told = repr((id(structure), agenda, own, position))
    return _added(_Case(told, structure, agenda, own, position))


def own_points(stage: Stage, issue: IssueId, option: OptionId) -> str:
    """What that clause alone adds to an otherwise silent text, for the viewing delegation."""
    return gain(_alone(stage)[issue, option])


def option_worths(stage: Stage) -> tuple[IssueWorth, ...]:
    """Every option of the agenda with what it alone would add to an otherwise silent text."""
    alone = _alone(stage)
    held = stage.in_force()

    def shown(issue: IssueId, option: OptionId) -> OptionWorth:
        text = stage.texts.issues[issue].options[option]
        added = alone[issue, option]
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
            beside=_beside(stage, issue),
            options=tuple(shown(issue, o) for o in stage.structure.issue(issue).option_ids),
        )
        for issue in stage.view.setup.agenda
    )


def _beside(stage: Stage, issue: IssueId) -> str:
    """With which clauses an issue's options are weighed, in words."""
    partners = [
        (other, few)
        for other, few in stage.structure.issue(issue).beside.items()
        if other in stage.view.setup.agenda
    ]
    return " ".join(
        stage.word("worths", "beside").format(
            issue=stage.issue(other),
            options=stage.word("worths", "or").join(f"“{stage.option(other, o)}”" for o in few),
        )
        for other, few in partners
    )
