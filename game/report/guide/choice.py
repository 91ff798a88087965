"""From the facts of a game to the questions of its debrief: rules as a table of data.

``rules.toml`` holds a row a question: the step of the debrief it belongs to, the facts that must
hold (or, after "not ", must not), and how much it is worth asking. Its words stand in the
catalogue under the same id.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict

from game.engine.choices import Chapter
from game.report.guide.evidence import Details, Ref
from game.report.guide.kinds import KINDS

StepId: TypeAlias = Literal[
    "arrive",
    "reactions",
    "description",
    "scores",
    "objectives",
    "moves",
    "accords",
    "cables",
    "talks",
    "summary",
    "leave",
]
Phase: TypeAlias = Literal["reactions", "description", "analysis", "summary"]
CHAPTERS: tuple[Chapter, ...] = get_args(Chapter)
NOT = "not "


class Rule(BaseModel):
    """When a question is worth asking."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    step: StepId
    when: tuple[str, ...] = ()
    weight: int


class StepRule(BaseModel):
    """A step of the debrief: its phase, and its share of the time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: StepId
    phase: Phase
    share: int

    @property
    def chapter(self) -> Chapter | None:
        """The chapter that is opened on this step."""
        return next((chapter for chapter in CHAPTERS if chapter == self.id), None)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    steps: tuple[StepRule, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Question:
    """A question that the game calls for, and what fills its blanks.

    ``needs`` are the chapters that must be open before it may be shown.
    """

    id: str
    step: StepId
    weight: int
    details: Details
    needs: frozenset[Chapter]


@cache
def _table() -> _Table:
    text = Path(__file__).with_name("rules.toml").read_text(encoding="utf-8")
    return _Table.model_validate(tomllib.loads(text))


def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the file."""
    return _table().rules


def steps() -> tuple[StepRule, ...]:
    """The steps of a debrief in their order."""
    return _table().steps


def choose(facts: Mapping[str, Details]) -> tuple[Question, ...]:
    """The questions that these facts call for: by step, the most telling first."""
    order = [step.id for step in steps()]
    chosen = [_question(rule, facts) for rule in rules() if _applies(rule, facts)]
    return tuple(sorted(chosen, key=lambda q: (order.index(q.step), -q.weight)))


def _applies(rule: Rule, facts: Mapping[str, Details]) -> bool:
    return all(
        condition.removeprefix(NOT) not in facts
        if condition.startswith(NOT)
        else condition in facts
        for condition in rule.when
    )


def _question(rule: Rule, facts: Mapping[str, Details]) -> Question:
    details: dict[str, int | tuple[Ref, ...]] = {}
    for condition in rule.when:
        details |= facts.get(condition, {})
    return Question(
        id=rule.id,
        step=rule.step,
        weight=rule.weight,
        details=details,
        needs=needs(rule.when),
    )


def needs(conditions: Iterable[str]) -> frozenset[Chapter]:
    """The chapters that open these facts: that one does not hold is as telling as that it does."""
    kinds = (KINDS[condition.removeprefix(NOT)] for condition in conditions)
    return frozenset(kind.chapter for kind in kinds if kind.chapter is not None)


def minutes(total: int) -> dict[StepId, int]:
    """Suggested minutes for each step, at least one, that add up to ``total`` where that can be.

    Shares are rounded down; what is left goes to the steps that lost most by it.
    """
    shares = {step.id: step.share for step in steps()}
    exact = {id_: total * share / sum(shares.values()) for id_, share in shares.items()}
    given = {id_: max(1, int(value)) for id_, value in exact.items()}
    by_loss = sorted(exact, key=lambda id_: given[id_] - exact[id_])
    for id_ in by_loss[: max(0, total - sum(given.values()))]:
        given[id_] += 1
    for id_ in sorted(exact, key=lambda id_: exact[id_] - given[id_]):
        if sum(given.values()) <= total:
            break
        given[id_] = max(1, given[id_] - 1)
    return given
