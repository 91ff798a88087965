"""The words of the debrief guide, the questionnaires and what is exported: one file a language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any


@cache
def catalogue(language: str) -> Mapping[str, Any]:
    """The whole catalogue of that language, or the English one."""
    folder = Path(__file__).parent
    file = folder / f"{language}.toml"
    chosen = file if file.exists() else folder / "en.toml"
    return tomllib.loads(chosen.read_text(encoding="utf-8"))


def group(path: str, language: str = "en") -> Mapping[str, Any]:
    """The group at that dotted path. KeyError if there is none."""
    found: Any = catalogue(language)
    for step in path.split("."):
        found = found[step]
    return found  # type: ignore[no-any-return]


def phrase(path: str, language: str = "en", **details: str | int) -> str:
    """The phrase at that dotted path with its details filled in. KeyError if there is none."""
    place, _, key = path.rpartition(".")
    text: str = group(place, language)[key]
    return text.format(**details)
