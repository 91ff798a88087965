"""Charts of results: scores between their yardsticks, and all tables of a class by seat."""

from typing import TYPE_CHECKING

from game.engine.scoring import FULL_ATTAINMENT
from game.report.charts.drawing import FAINT, INK, SOFT, WIDTH, Labels, draw
from game.report.figures.conference import ClassFigures
from game.report.figures.scores import Score
from game.report.figures.table import TableFigures

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def scores(figures: TableFigures, labels: Labels) -> str:
    """Every delegation's points on the line from no deal to the best."""

    def paint(figure: "Figure") -> None:
        axes = figure.subplots()
        names = []
        for height, score in enumerate(figures.scores):
            names.append(labels.short(score.delegation))
            _span(axes, height, score.reservation, score.best)
            _par(axes, height, score)
            axes.plot(score.total / 100, height, "D", color=INK, markersize=9, zorder=3)
            axes.annotate(
                f"{score.total / 100:.1f}",
                (score.total / 100, height),
                xytext=(0, 9),
                textcoords="offset points",
                ha="center",
                fontweight="bold",
            )
        _seats(axes, names, labels)
        _legend(axes, labels, labels.word("score"), figures.facts.par == "holds")

    return draw("scores", (WIDTH, 0.55 * len(figures.scores) + 1.2), paint)


def _span(axes: "Axes", height: int, reservation: int, best: int | None) -> None:
    """The line from no deal to the best, with a mark at each end."""
    if best is not None:
        axes.plot((reservation / 100, best / 100), (height, height), color=FAINT, linewidth=7)
        axes.plot(best / 100, height, "|", color=INK, markersize=18, markeredgewidth=2)
    axes.plot(reservation / 100, height, "o", color="white", markeredgecolor=INK, markersize=8)


def _par(axes: "Axes", height: int, score: Score) -> None:
    """A cross where the machine ends in that seat; nothing where there is no par that holds."""
    if score.par is None or score.best is None:
        return
    place = score.reservation + score.par * (score.best - score.reservation) / FULL_ATTAINMENT
    axes.plot(place / 100, height, "x", color=INK, markersize=8, markeredgewidth=1.8)


def _seats(axes: "Axes", names: list[str], labels: Labels) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.7)
    axes.set_xlim(0, 100)
    axes.set_xlabel(labels.word("points"))
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0)


def _legend(axes: "Axes", labels: Labels, own: str, par: bool) -> None:
    axes.plot([], [], "o", color="white", markeredgecolor=INK, label=labels.word("no_deal"))
    axes.plot([], [], "D", color=INK, label=own)
    if par:
        axes.plot(
            [],
            [],
            "x",
            color=INK,
            markersize=8,
            markeredgewidth=1.8,
            linestyle="none",
            label=labels.word("par"),
        )
    axes.plot(
        [],
        [],
        "|",
        color=INK,
        markersize=12,
        markeredgewidth=2,
        linestyle="none",
        label=labels.word("best"),
    )
    axes.legend(
        loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4, frameon=False, handletextpad=0.4
    )


def seats(figures: ClassFigures, labels: Labels) -> str:
    """Who got what as which delegation: a numbered mark for each table, in the seat's row."""

    def paint(figure: "Figure") -> None:
        axes = figure.subplots()
        names = []
        for height, seat in enumerate(figures.seats):
            names.append(labels.short(seat.delegation))
            _span(axes, height, seat.reservation, seat.best)
            taken: list[float] = []
            for place in sorted(seat.places, key=lambda p: p.total):
                lift = 0.27 * sum(abs(place.total - other) < 300 for other in taken)
                taken.append(place.total)
                axes.annotate(
                    str(place.table),
                    (place.total / 100, height - lift),
                    ha="center",
                    va="center",
                    fontsize=9,
                    fontweight="bold",
                    bbox={"boxstyle": "circle,pad=0.25", "facecolor": "white", "edgecolor": INK},
                    zorder=4,
                )
        _seats(axes, names, labels)
        axes.plot([], [], "o", color="white", markeredgecolor=INK, label=labels.word("no_deal"))
        axes.plot(
            [], [], "|", color=INK, markersize=12, markeredgewidth=2, label=labels.word("best")
        )
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)

    return draw("seats", (WIDTH, 0.72 * len(figures.seats) + 1.2), paint)


def created(figures: ClassFigures, labels: Labels) -> str:
    """What each table created: the share of the greatest joint gain that its text reached."""

    def paint(figure: "Figure") -> None:
        axes = figure.subplots()
        names = [labels.word("table", number=row.table) for row in figures.rows]
        shares = [100 * (row.joint_share or 0) for row in figures.rows]
        axes.barh(names, shares, color="white", edgecolor=INK, hatch="///", height=0.55)
        for height, row in enumerate(figures.rows):
            share = labels.word("none") if row.joint_share is None else f"{shares[height]:.0f}"
            axes.annotate(
                f"{share} · {labels.ending(row.ending)}",
                (max(0, shares[height]), height),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
            )
        axes.invert_yaxis()
        axes.set_xlim(min(0, *shares), 130)
        axes.set_xticks(range(0, 101, 20))
        axes.set_xlabel(labels.word("joint_share"))
        axes.axvline(100, color=SOFT, linestyle="--", linewidth=1.2)
        axes.tick_params(axis="y", length=0)

    return draw("created", (WIDTH, 0.5 * len(figures.rows) + 1.0), paint)
