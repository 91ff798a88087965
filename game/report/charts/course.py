"""Charts over time: the world's course, and what the joint text was worth to a delegation."""

from typing import TYPE_CHECKING

from game.finding import first
from game.report.charts.drawing import (
    COLOURS,
    DASHES,
    FAINT,
    INK,
    MARKS,
    SOFT,
    WIDTH,
    Labels,
    draw,
    minutes,
    spread,
)
from game.report.figures.table import TableFigures
from game.scenario.model import DelegationId

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def world(figures: TableFigures, labels: Labels) -> str:
    """Every indicator from beginning to end, with the rounds and the crises that all saw."""

    def paint(figure: "Figure") -> None:
        axes = figure.subplots()
        unit = minutes(axes, labels, figures.facts.seconds)
        names = list(figures.facts.indicators)
        ends = []
        for place, indicator in enumerate(names):
            times, values = _steps(figures, indicator, unit)
            axes.plot(
                times,
                values,
                drawstyle="steps-post",
                color=COLOURS[place % len(COLOURS)],
                linestyle=DASHES[place % len(DASHES)],
                marker=MARKS[place % len(MARKS)],
                markevery=_some(len(times)),
            )
            ends.append(float(values[-1]))
        _rounds(axes, figures, labels, unit)
        _crises(axes, figures, unit)
        axes.set_ylim(0, 116)
        axes.set_yticks(range(0, 101, 20))
        axes.grid(axis="y")
        edge = axes.get_xlim()[1]
        for name, height, place in zip(names, spread(ends, 7), range(len(names)), strict=True):
            axes.annotate(
                labels.indicator(name),
                (edge, height),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                color=COLOURS[place % len(COLOURS)],
                annotation_clip=False,
            )

    return draw("world", (WIDTH, 3.7), paint)


def _steps(figures: TableFigures, indicator: str, unit: float) -> tuple[list[float], list[int]]:
    """When the indicator had which value."""
    steps = [step for step in figures.course if step.indicator == indicator]
    last = figures.facts.indicators[indicator]
    times = [0.0, *(step.seconds / unit for step in steps), figures.facts.seconds / unit]
    return times, [steps[0].before if steps else last, *(s.after for s in steps), last]


def _some(points: int) -> list[int]:
    """The first, the last, and a few marks between."""
    between = max(1, points // 6)
    return sorted({*range(0, points, between), points - 1})


def _rounds(axes: "Axes", figures: TableFigures, labels: Labels, unit: float) -> None:
    """A line where a round or a later phase begins, with its name at the top."""
    marks: list[tuple[float, str]] = []
    for told in figures.story:
        if told.kind != "phase_opened":
            continue
        if told.phase == "plenary":
            marks.append((told.seconds / unit, labels.word("round", number=told.round)))
        elif told.phase == "ratification" or (told.phase, told.round) == ("implementation", 1):
            marks.append((told.seconds / unit, labels.phase(told.phase)))
    _write_marks(axes, marks)


def _write_marks(axes: "Axes", marks: list[tuple[float, str]]) -> None:
    """Names that would run into the one before go a line lower."""
    left, right = axes.get_xlim()
    free = [left, left]
    for at, name in marks:
        axes.axvline(at, color=FAINT, linewidth=1, zorder=0)
        line = 0 if at >= free[0] else 1
        free[line] = at + (right - left) * 0.016 * len(name)
        axes.annotate(
            name,
            (at, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(3, -2 - 11 * line),
            textcoords="offset points",
            va="top",
            fontsize=9,
            color=SOFT,
        )


def _crises(axes: "Axes", figures: TableFigures, unit: float) -> None:
    """A number at the foot for each crisis that everybody saw, as in the table of crises."""
    number = 0
    for crisis in figures.crises:
        if crisis.known_to:
            continue
        number += 1
        axes.annotate(
            str(number),
            (crisis.seconds / unit, 0),
            xytext=(0, 9),
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=9,
            fontweight="bold",
            bbox={"boxstyle": "circle,pad=0.25", "facecolor": "white", "edgecolor": INK},
        )


def worth(figures: TableFigures, labels: Labels, delegation: DelegationId) -> str:
    """What the text would have brought the delegation at any moment, between its yardsticks."""
    score = first((s for s in figures.scores if s.delegation == delegation), delegation)

    def paint(figure: "Figure") -> None:
        axes = figure.subplots()
        unit = minutes(axes, labels, figures.facts.seconds)
        looks = figures.moments
        values = [moment.worth[delegation] / 100 for moment in looks]
        times = [moment.seconds / unit for moment in looks]
        axes.plot(times, values, drawstyle="steps-post", color=INK, marker="o", markersize=4)
        levels = [(score.reservation / 100, labels.word("no_deal"), "--")]
        if score.best is not None:
            levels.append((score.best / 100, labels.word("best"), ":"))
        for height, name, dash in levels:
            axes.axhline(height, color=SOFT, linestyle=dash, linewidth=1.3)
            axes.annotate(
                name, (axes.get_xlim()[1], height), xytext=(4, 0), textcoords="offset points",
                va="center", annotation_clip=False,
            )  # fmt: skip
        axes.set_ylim(0, 100)
        axes.set_ylabel(labels.word("points"))
        axes.grid(axis="y")
        _rounds(axes, figures, labels, unit)

    return draw(f"worth-{delegation}", (WIDTH, 3.0), paint)
