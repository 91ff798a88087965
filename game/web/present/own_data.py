"""What is stored of a participant, in words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from game.messages import words
from game.messages.durations import write_moment
from game.records.names import Names
from game.report import asking
from game.service.own_data import Deed, OwnData


@dataclass(frozen=True)
class Line:
    """A row of the page: when, at which table, what, in full."""

    time: str
    table: int
    what: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class Answered:
    """A question of a questionnaire and what was answered: a number or words."""

    question: str
    answer: str


def answers(stored: OwnData, language: str) -> tuple[Answered, ...]:
    """The answers to the questionnaires, each after its question."""
    texts: dict[tuple[str, str], str] = {
        (item.form, item.id): asking.text(item, language) for item in asking.ITEMS
    }
    return tuple(
        Answered(
            texts.get((answer.form, answer.item), answer.item),
            str(answer.rating) if answer.rating is not None else answer.words or "",
        )
        for answer in stored.answers
    )


def deeds(stored: OwnData, names: Names) -> tuple[Line, ...]:
    """Everything that the participant sent, in order."""
    return tuple(
        Line(
            time=write_moment(deed.at),
            table=deed.table,
            what=names.word("events", deed.kind),
            details=tuple(_details(deed, names)),
        )
        for deed in stored.deeds
    )


def _details(deed: Deed, names: Names) -> Iterator[str]:
    """What was chosen or written, part by part."""
    for part, value in deed.chosen.items():
        told = _TOLD[part](value, deed, names) if part in _TOLD else ""
        if told:
            yield told


def _yes_or_no(key: str) -> Callable[[Any, Deed, Names], str]:
    return lambda value, _deed, names: names.word("own_data", f"{key}_{'yes' if value else 'no'}")


def _conduct(value: Mapping[str, str], _deed: Deed, names: Names) -> str:
    return names.listed(names.word("conducts", conduct) for conduct in value.values())


def _answer(value: str, deed: Deed, names: Names) -> str:
    return names.answer(str(deed.chosen["inject"]), deed.delegation or "", value)


#: How each part of what somebody sent is put into words. An id that only links it is left out.
_TOLD: Mapping[str, Callable[[Any, Deed, Names], str]] = {
    "headline": lambda value, _deed, names: names.quoted(value),
    "text": lambda value, _deed, names: names.quoted(value),
    "note": lambda value, _deed, names: names.quoted(value),
    "package": lambda value, _deed, names: names.package(value),
    "ballot": lambda value, _deed, _names: words("own_data_votes")[value],
    "decision": lambda value, _deed, _names: words("own_data_votes")[value],
    "inject": lambda value, _deed, names: names.headline(value),
    "answer": _answer,
    "move": lambda value, _deed, names: names.move(value),
    "red_line": lambda value, deed, names: names.red_line(deed.delegation or "", value),
    "accord": lambda value, _deed, names: names.accord(value),
    "accepted": _yes_or_no("accepted"),
    "confidential": _yes_or_no("confidential"),
    "conduct": _conduct,
    "issues": lambda value, _deed, names: names.issues(value),
    "ready": _yes_or_no("ready"),
    "raised": _yes_or_no("raised"),
    "members": lambda value, _deed, names: names.delegations(value),
    "parties": lambda value, _deed, names: names.delegations(value),
}
