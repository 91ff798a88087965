"""A conference's house rules in words, made from their declaration (``engine/house_rules.py``)."""

from dataclasses import dataclass
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from game.engine.house_rules import FOR_INSTRUCTORS, HouseRules
from game.messages import rule_words

_FIELDS = HouseRules.model_fields
#: The rules that are one of several choices, with the choices' ids.
CHOICES: dict[str, tuple[str, ...]] = {
    name: get_args(field.annotation)
    for name, field in _FIELDS.items()
    if get_origin(field.annotation) is Literal
}
#: The rules that hold or do not.
SWITCHES = tuple(name for name, field in _FIELDS.items() if field.annotation is bool)
USUAL = HouseRules()


@dataclass(frozen=True)
class Choice:
    """A rule to be chosen in the form: its choices with their words, the chosen one's id."""

    name: str
    label: str
    hint: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class Switch:
    """A rule to be switched on or off in the form."""

    name: str
    label: str
    hint: str
    on: bool


def choices(rules: HouseRules, language: str = "en") -> tuple[Choice, ...]:
    """The rules to be chosen, as they are now."""
    return tuple(
        Choice(
            name,
            words["label"],
            words["hint"],
            tuple(words["choices"].items()),
            getattr(rules, name),
        )
        for name in CHOICES
        for words in (rule_words(name, language),)
    )


def switches(rules: HouseRules, language: str = "en") -> tuple[Switch, ...]:
    """The rules to be switched on or off, as they are now."""
    return tuple(
        Switch(name, words["label"], words["hint"], getattr(rules, name))
        for name in SWITCHES
        for words in (rule_words(name, language),)
    )


def told(rules: HouseRules, *, everything: bool, language: str = "en") -> tuple[str, ...]:
    """What is settled, a sentence for each rule; else without what only instructors need to know.

    Of a rule that is not set, or that is only told where it holds, nothing is told.
    """
    sentences = (
        _told(name, getattr(rules, name), language)
        for name, field in _FIELDS.items()
        if everything or not _for_instructors(field)
    )
    return tuple(filter(None, sentences))


def _for_instructors(field: FieldInfo) -> bool:
    return FOR_INSTRUCTORS in field.metadata


def _told(name: str, value: object, language: str) -> str:
    if value in (None, "", ()):
        return ""
    words: dict[str, str] = rule_words(name, language)["told"]
    match value:
        case bool():
            return words.get("yes" if value else "no", "")
        case str() if name in CHOICES:
            return words[value]
        case int() | tuple():
            count = value if isinstance(value, int) else len(value)
            return words["one" if count == 1 else "other"].format(count=count)
        case _:
            return words["set"].format(value=value)
