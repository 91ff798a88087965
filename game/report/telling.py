"""The story's happenings in words: those of the chronicle of a recorded game."""

from collections.abc import Iterable
from dataclasses import dataclass

from game.records.names import Names
from game.records.sentences import Sentences
from game.report.figures.played import Played
from game.report.figures.story import Happening


@dataclass(frozen=True)
class Telling:
    """A happening's sentence and the lines under it. Phases have none: pages head them."""

    text: str
    details: tuple[str, ...] = ()


def tellings(played: Played, told: Iterable[Happening], names: Names) -> dict[int, Telling]:
    """The words for each happening by its seq."""
    sentences = Sentences(names, lambda at: clock(played.seconds(at)))
    found: dict[int, Telling] = {}
    for happening in told:
        if happening.kind == "phase_opened":
            continue
        step = played.steps[happening.seq - 1]
        said = sentences.tell(step.event, step.after)
        if said is not None:
            found[happening.seq] = Telling(said.text, said.details)
    return found


def clock(seconds: int) -> str:
    """Seconds of play as "12:05", "1:02:05" from an hour on."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
