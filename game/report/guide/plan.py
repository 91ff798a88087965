"""The guide of one table's debrief: steps with their questions in words."""

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass

from game.engine.choices import Chapter
from game.engine.event import Event
from game.finding import first
from game.records.names import Names
from game.report.guide.choice import Phase, Question, StepId, choose, minutes, steps
from game.report.guide.evidence import Evidence, Ref
from game.report.guide.kinds import facts_of
from game.report.phrases import phrase
from game.scenario.model import IssueId
from game.scenario.texts import Texts

#: Minutes of talk that one question needs.
MINUTES_A_QUESTION = 2
#: Words shorter than this are too common to show that an issue is meant.
_TELLING = 7


@dataclass(frozen=True)
class Asked:
    """A question in words. ``sealed`` ones rest on what is not open to the table yet."""

    id: str
    text: str
    sealed: bool


@dataclass(frozen=True)
class Step:
    """One step of the debrief. ``first`` are the questions that there is time for."""

    id: StepId
    number: int
    phase: Phase
    phase_name: str
    title: str
    aim: str
    minutes: int
    chapter: Chapter | None
    opened: bool
    first: tuple[Asked, ...]
    more: tuple[Asked, ...]


def plan(
    evidence: Evidence, texts: Texts, language: str, opened: Set[Chapter], total: int
) -> tuple[Step, ...]:
    """Every step with what to ask there, for ``total`` minutes of debrief."""
    names = Names(texts, language)
    chosen = choose(facts_of(evidence))
    time = minutes(total)
    return tuple(
        _step(number, rule.id, chosen, names, opened, time[rule.id])
        for number, rule in enumerate(steps(), start=1)
    )


def _step(
    number: int,
    id_: StepId,
    chosen: Iterable[Question],
    names: Names,
    opened: Set[Chapter],
    time: int,
) -> Step:
    rule = first((step for step in steps() if step.id == id_), id_)
    asked = [
        Asked(q.id, in_words(q, names), sealed=not q.needs <= opened)
        for q in chosen
        if q.step == id_
    ]
    room = max(1, time // MINUTES_A_QUESTION)
    # The two ends of a debrief are short and whole.
    if id_ in ("arrive", "leave"):
        room = len(asked)
    return Step(
        id=id_,
        number=number,
        phase=rule.phase,
        phase_name=phrase(f"guide.phases.{rule.phase}", names.language),
        title=phrase(f"guide.steps.{id_}.title", names.language),
        aim=phrase(f"guide.steps.{id_}.aim", names.language),
        minutes=time,
        chapter=rule.chapter,
        opened=rule.chapter in opened,
        first=tuple(asked[:room]),
        more=tuple(asked[room:]),
    )


def in_words(question: Question, names: Names) -> str:
    """The question with its blanks filled."""
    filled = {
        key: value if isinstance(value, int) else _names(value, names)
        for key, value in question.details.items()
    }
    return phrase(f"guide.questions.{question.id}", names.language, **filled)


def _names(refs: tuple[Ref, ...], names: Names) -> str:
    if all(ref.group == "delegation" for ref in refs):
        return names.delegations(ref.id for ref in refs)
    return names.listed(_name(ref, names) for ref in refs)


def _name(ref: Ref, names: Names) -> str:
    match ref.group:
        case "issue":
            return names.issue(ref.id)
        case "move":
            return names.move(ref.id)
        case "indicator":
            return names.indicator(ref.id)
        case "inject":
            return names.headline(ref.id)
        case "accord":
            return names.accord(ref.id)
        case "duty":
            return names.duty(ref.id).rstrip(".")
        case "red_line":
            return names.red_line(ref.owner, ref.id).rstrip(".")
        case "history":
            found = names.texts.history.get(ref.id)
            return found.name if found else ref.id
        case "objective":
            return names.objective(ref.owner, ref.id)
        case _:
            return names.delegation(ref.id)


def uttered(events: Iterable[Event], texts: Texts) -> frozenset[IssueId]:
    """The issues that somebody named in writing: by a long word of their titles."""
    said = " ".join(
        text for event in events if isinstance(text := getattr(event, "text", None), str)
    ).casefold()
    return frozenset(
        issue
        for issue, text in texts.issues.items()
        if any(
            word[:_TELLING] in said
            for word in re.findall(r"\w+", text.title.casefold())
            if len(word) >= _TELLING
        )
    )
