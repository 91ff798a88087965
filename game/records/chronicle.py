"""A recorded game as a story that people can read, and its score table."""

import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from game.engine.acts.effects import IndicatorMoved, StandingMoved
from game.engine.acts.phases import PhaseOpened
from game.engine.event import Audience, Event
from game.engine.phases import ROUND, PhaseName
from game.records.format import Record, Score
from game.records.names import Names
from game.records.outcome import final_state, states
from game.records.phrases import phrase
from game.records.sentences import Sentences
from game.scenario.texts import Texts

#: Characters to a line.
WIDTH = 100
#: Numbers that the world's course moves, told together in a line of their own.
SHIFTS = (IndicatorMoved, StandingMoved)


@dataclass(frozen=True)
class Entry:
    """A passage of the story: a heading of its own, or what happened at ``clock``.

    One with neither, only with ``details``, tells what has shifted since.
    """

    heading: str = ""
    clock: str = ""
    text: str = ""
    details: tuple[str, ...] = ()


def story(recorded: Record, texts: Texts, may_know: Callable[[Audience], bool]) -> Iterator[Entry]:
    """The game passage by passage, as far as it may be known.

    Times are hours, minutes and seconds since the table was laid. ``BadRecord`` if the events do
    not make a game.
    """
    start = recorded.events[0].at
    names = Names(texts, recorded.header.language)

    def clock(at: float) -> str:
        return _clock(names, at - start)

    sentences = Sentences(names, clock)
    told = (pair for pair in states(recorded.events) if may_know(pair[0].audience))
    for shifting, group in groupby(told, key=lambda pair: isinstance(pair[0], SHIFTS)):
        if shifting:
            yield Entry(details=(names.listed(_shifts(names, [event for event, _ in group])),))
            continue
        for event, state in group:
            if isinstance(event, PhaseOpened):
                # The debrief is no part of the story.
                if event.phase is not PhaseName.DEBRIEF:
                    yield Entry(heading=_heading(names, event))
                continue
            said = sentences.tell(event, state)
            if said is not None:
                yield Entry(clock=clock(event.at), text=said.text, details=said.details)


def chronicle(recorded: Record, texts: Texts, *, public: bool = False) -> Iterator[str]:
    """The story line by line; ``public`` tells only what everybody could see."""
    names = Names(texts, recorded.header.language)
    for entry in story(recorded, texts, lambda audience: audience.public or not public):
        if entry.heading:
            yield from ("", names.frame("heading", heading=entry.heading), "")
        else:
            yield from _paragraph(entry)
    if recorded.outcome.ending is None:
        yield from ("", names.frame("still_running"))


def joint_text(recorded: Record, texts: Texts) -> Iterator[str]:
    """The clauses of the joint text at the end, signed or not."""
    state = final_state(recorded.events)
    names = Names(texts, recorded.header.language)
    if not state.text:
        yield names.frame("text_empty")
        return
    yield names.frame("text_title" if state.signatories else "text_unsigned")
    for issue in state.setup.agenda:
        if issue in state.text:
            yield from _detail(names.package({issue: state.text[issue].option}))


def score_table(recorded: Record, texts: Texts) -> Iterator[str]:
    """The recorded scores, a line a delegation, best attainment first; points with decimals."""
    language = recorded.header.language
    names = Names(texts, language)
    columns = ("delegation", "total", "reservation", "best", "attainment")
    rows = [tuple(phrase("scores", column, language) for column in columns)]
    ranked = sorted(
        recorded.outcome.scores.items(),
        key=lambda pair: -(pair[1].attainment if pair[1].attainment is not None else -100),
    )
    rows += [(names.delegation(id_), *_figures(score, language)) for id_, score in ranked]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if recorded.outcome.ending is None:
        yield names.frame("stopped_now")
    for name, *figures in rows:
        cells = [name.ljust(widths[0])]
        cells += [text.rjust(width) for text, width in zip(figures, widths[1:], strict=True)]
        yield "  ".join(cells).rstrip()


def _figures(score: Score, language: str) -> tuple[str, ...]:
    none = phrase("scores", "none", language)
    return (
        _points(score.total),
        _points(score.reservation),
        none if score.best is None else _points(score.best),
        none if score.attainment is None else str(score.attainment),
    )


def _points(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}"


def _clock(names: Names, seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, left = divmod(hours, 24)
    if days:
        return names.frame("clock_days", days=days, hours=left, minutes=minutes, seconds=rest)
    return names.frame("clock", hours=hours, minutes=minutes, seconds=rest)


def _heading(names: Names, event: PhaseOpened) -> str:
    phase = names.word("phases", event.phase)
    if event.phase in ROUND:
        return names.frame("heading_round", round=event.round, phase=phase)
    if event.phase is PhaseName.IMPLEMENTATION:
        return names.frame("heading_step", round=event.round, phase=phase)
    return names.frame("heading_phase", phase=phase)


def _shifts(names: Names, events: Iterable[Event]) -> list[str]:
    """Every number that the events have moved, once, from its first value to its last."""
    courses: dict[tuple[str, str], list[int]] = {}
    for event in events:
        match event:
            case IndicatorMoved():
                key = ("shift", names.indicator(event.indicator))
            case StandingMoved():
                key = ("support", names.capital(event.delegation))
            case _:
                raise TypeError(f"{type(event).__name__} moves no number")
        courses.setdefault(key, [event.before]).append(event.after)
    return [
        names.frame(phrase_, name=name, before=course[0], after=course[-1])
        for (phrase_, name), course in courses.items()
        if course[0] != course[-1]
    ]


def _paragraph(entry: Entry) -> Iterator[str]:
    if entry.text:
        margin = entry.clock.rjust(8)
        yield from textwrap.wrap(
            entry.text,
            WIDTH,
            initial_indent=f"{margin}  ",
            subsequent_indent=" " * (len(margin) + 2),
            break_long_words=False,
        )
    for detail in entry.details:
        yield from _detail(detail)


def _detail(text: str) -> Iterator[str]:
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * 12,
        subsequent_indent=" " * 14,
        break_long_words=False,
    )
