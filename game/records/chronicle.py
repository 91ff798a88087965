"""A recorded game as a story that people can read, and its score table."""

import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby

from game.engine import events as e
from game.engine.phases import ROUND, PhaseName
from game.records.format import Record, Score
from game.records.names import Names
from game.records.outcome import final_state, states
from game.records.phrases import phrase
from game.records.sentences import Sentences, Told
from game.scenario.texts import Texts

#: Characters to a line.
WIDTH = 100
#: Numbers that the world's course moves, told together in a line of their own.
SHIFTS = (e.IndicatorMoved, e.StandingMoved)


def chronicle(recorded: Record, texts: Texts, *, public: bool = False) -> Iterator[str]:
    """The game line by line; ``public`` tells only what everybody could see.

    Times are hours, minutes and seconds since the table was laid. ``BadRecord`` if the events do
    not make a game.
    """
    start = recorded.events[0].at
    names = Names(texts, recorded.header.language)

    def clock(at: float) -> str:
        return _clock(names, at - start)

    sentences = Sentences(names, clock)
    told = (
        (event, state)
        for event, state in states(recorded.events)
        if event.audience.public or not public
    )
    for shifting, group in groupby(told, key=lambda pair: isinstance(pair[0], SHIFTS)):
        if shifting:
            yield from _detail(names.listed(_shifts(names, [event for event, _ in group])))
            continue
        for event, state in group:
            if isinstance(event, e.PhaseOpened):
                yield from _heading(names, event)
                continue
            said = sentences.tell(event, state)
            if said is not None:
                yield from _paragraph(clock(event.at), said)
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


def _heading(names: Names, event: e.PhaseOpened) -> Iterator[str]:
    """A blank line on both sides; the debrief is no part of the story."""
    phase = names.word("phases", event.phase)
    if event.phase is PhaseName.DEBRIEF:
        return
    if event.phase in ROUND:
        heading = names.frame("heading_round", round=event.round, phase=phase)
    elif event.phase is PhaseName.IMPLEMENTATION:
        heading = names.frame("heading_step", round=event.round, phase=phase)
    else:
        heading = names.frame("heading_phase", phase=phase)
    yield from ("", heading, "")


def _shifts(names: Names, events: Iterable[e.Event]) -> list[str]:
    """Every number that the events have moved, once, from its first value to its last."""
    courses: dict[tuple[str, str], list[int]] = {}
    for event in events:
        match event:
            case e.IndicatorMoved():
                key = ("shift", names.indicator(event.indicator))
            case e.StandingMoved():
                key = ("support", names.capital(event.delegation))
            case _:
                raise TypeError(f"{type(event).__name__} moves no number")
        courses.setdefault(key, [event.before]).append(event.after)
    return [
        names.frame(phrase_, name=name, before=course[0], after=course[-1])
        for (phrase_, name), course in courses.items()
        if course[0] != course[-1]
    ]


def _paragraph(clock: str, said: Told) -> Iterator[str]:
    margin = clock.rjust(8)
    yield from textwrap.wrap(
        said.text,
        WIDTH,
        initial_indent=f"{margin}  ",
        subsequent_indent=" " * (len(margin) + 2),
        break_long_words=False,
    )
    for detail in said.details:
        yield from _detail(detail)


def _detail(text: str) -> Iterator[str]:
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * 12,
        subsequent_indent=" " * 14,
        break_long_words=False,
    )
