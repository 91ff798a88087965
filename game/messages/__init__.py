"""What the house says when it refuses something, and its words for what the rules name by ids.

A catalogue is one TOML file a language: sentences by code, and ``words.<group>`` by id.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any


@cache
def _catalogue(language: str) -> Mapping[str, Any]:
    folder = Path(__file__).parent
    file = folder / f"{language}.toml"
    chosen = file if file.exists() else folder / "en.toml"
    return tomllib.loads(chosen.read_text(encoding="utf-8"))


def sentence(
    code: str, details: Mapping[str, str | int] | None = None, language: str = "en"
) -> str:
    """The sentence for that code with its details filled in. KeyError for an unknown code."""
    text: str = _catalogue(language)[code]
    return text.format(**(details or {}))


def sentence_to_chair(
    code: str, details: Mapping[str, str | int] | None = None, language: str = "en"
) -> str:
    """The same for the instructor, to whom some refusals have to be put in another way."""
    told: Mapping[str, str] = _catalogue(language)["to_chair"]
    return told[code].format(**(details or {})) if code in told else sentence(code, details)


@cache
def rule_words(rule: str, language: str = "en") -> Mapping[str, Any]:
    """The words of a house rule: for its field in a form, and what is told of it by value."""
    found: Mapping[str, Any] = _catalogue(language)["house_rules"][rule]
    return MappingProxyType(found)


@cache
def words(group: str, language: str = "en") -> Mapping[str, str]:
    """The words of that group by id. KeyError for an unknown group."""
    return MappingProxyType(_catalogue(language)["words"][group])
