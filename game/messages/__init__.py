"""The sentences that the house says when it refuses something, by code and language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    folder = Path(__file__).parent
    file = folder / f"{language}.toml"
    chosen = file if file.exists() else folder / "en.toml"
    return tomllib.loads(chosen.read_text(encoding="utf-8"))


def sentence(
    code: str, details: Mapping[str, str | int] | None = None, language: str = "en"
) -> str:
    """The sentence for that code with its details filled in. KeyError for an unknown code."""
    return _catalogue(language)[code].format(**(details or {}))
