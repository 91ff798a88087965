"""Points as people read them, and a delegation as pages and papers show it."""

from dataclasses import dataclass

from game.scenario.model import DelegationId

_MINUS = "−"


@dataclass(frozen=True)
class Party:
    """A delegation as the pieces show it. ``formal`` is its name in the joint text."""

    id: DelegationId
    name: str
    short: str
    flag: str | None
    formal: str


def points(hundredths: int) -> str:
    """Hundredths of a point with one decimal."""
    return f"{hundredths / 100:.1f}".replace("-", _MINUS)


def gain(hundredths: int) -> str:
    """Hundredths of a point as a gain or a loss."""
    shown = f"{hundredths / 100:+.1f}"
    return "0" if float(shown) == 0 else shown.replace("-", _MINUS)
