"""The words of chronicles and checks: one TOML file a language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _catalogue(language: str) -> Mapping[str, Any]:
    folder = Path(__file__).parent
    file = folder / f"{language}.toml"
    chosen = file if file.exists() else folder / "en.toml"
    return tomllib.loads(chosen.read_text(encoding="utf-8"))


def phrase(group: str, key: str, language: str, **details: str | int) -> str:
    """The phrase with its details filled in. KeyError for an unknown group or key."""
    text: str = _catalogue(language)[group][key]
    return text.format(**details)
