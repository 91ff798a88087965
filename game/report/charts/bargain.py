"""Charts of the bargaining: concession curves, and all that could have been agreed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from game.report.charts.drawing import FAINT, INK, SOFT, WIDTH, Labels, draw, minutes
from game.report.figures.bargaining import Bid
from game.report.figures.table import TableFigures
from game.report.figures.value import Cell, Value
from game.scenario.model import DelegationId

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Shades of grey for how many packages lie in a cell.
SHADES = 10
#: How a proposal ended, as its mark: what carried is filled.
_FATES = {"carried": INK, "failed": "white", "withdrawn": FAINT, "open": FAINT}


def curves(
    figures: TableFigures, labels: Labels, delegations: Sequence[DelegationId], name: str
) -> str:
    """What each delegation's own proposals were worth to itself, over time.

    Nought is no deal, 100 the best it could have had. One panel a delegation.
    """
    columns = min(3, len(delegations))
    rows = -(-len(delegations) // columns)

    def paint(figure: "Figure") -> None:
        panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).flat
        for panel, delegation in zip(panels, delegations, strict=False):
            own = [bid for bid in figures.bargaining.bids if bid.delegation == delegation]
            _curve(panel, figures, labels, delegation, own)
        for panel in figure.axes[: len(delegations) - columns]:
            panel.set_xlabel("")
        for panel in figure.axes[len(delegations) :]:
            panel.set_visible(False)

    height = 2.3 * rows if len(delegations) > 1 else 3.0
    return draw(name, (WIDTH, height + 0.4), paint)


def _curve(
    axes: "Axes",
    figures: TableFigures,
    labels: Labels,
    delegation: DelegationId,
    own: list[Bid],
) -> None:
    axes.set_title(labels.short(delegation))
    unit = minutes(axes, labels, figures.facts.seconds)
    axes.axhline(0, color=SOFT, linestyle="--", linewidth=1.2)
    axes.axhline(100, color=SOFT, linestyle=":", linewidth=1.2)
    axes.set_ylim(-60, 128)
    axes.set_yticks((0, 50, 100), (labels.word("no_deal"), "50", labels.word("best")))
    valued = [(bid, level) for bid in own if (level := bid.level.get(delegation)) is not None]
    if not valued:
        axes.annotate(
            labels.word("no_proposal"),
            (0.5, 0.5),
            xycoords="axes fraction",
            ha="center",
            color=SOFT,
        )
        return
    axes.plot([bid.seconds / unit for bid, _ in valued], [level for _, level in valued], color=INK)
    for bid, level in valued:
        axes.plot(
            bid.seconds / unit,
            level,
            "o",
            color=_FATES[bid.status],
            markeredgecolor=INK,
            markersize=8,
            zorder=3,
        )
        axes.annotate(
            bid.proposal.removeprefix("p"),
            (bid.seconds / unit, level),
            xytext=(0, 8),
            textcoords="offset points",
            ha="center",
            fontsize=9,
        )


def _cloud(axes: "Axes", found: Value) -> None:
    """A grey for each cell, the darker the more packages; cells alike are drawn in one stroke."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    most = max((cell.packages for cell in found.cells), default=1)
    shades: dict[int, list[Cell]] = {}
    for cell in found.cells:
        shades.setdefault(round(SHADES * (cell.packages / most) ** 0.4), []).append(cell)
    for shade, cells in shades.items():
        corners = [
            (cell.surplus + across * found.across / 2, cell.smallest + up * found.up / 2)
            for cell in cells
            for across, up in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
        ]
        strokes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(cells)
        grey = f"{0.92 - 0.5 * shade / SHADES:.2f}"
        axes.add_patch(PathPatch(Path(corners, strokes), color=grey, linewidth=0.4))


def value(found: Value, labels: Labels) -> str:
    """Every package that all prefer to no deal: what all gain together, and who gains least.

    The darker, the more packages lie there; dots are where one of the efficient frontier does.
    """

    def paint(figure: "Figure") -> None:
        axes = figure.subplots()
        _cloud(axes, found)
        axes.plot(
            [surplus for surplus, _ in found.frontier],
            [smallest for _, smallest in found.frontier],
            ".",
            color=INK,
            markersize=2.5,
            label=labels.word("efficient"),
            linestyle="none",
        )
        marks = {"nash": "^", "kalai_smorodinsky": "s", "egalitarian": "D", "utilitarian": "o"}
        for solution in found.solutions:
            axes.plot(
                solution.surplus / 100,
                solution.smallest / 100,
                marks.get(solution.id, "o"),
                color="white",
                markeredgecolor=INK,
                markeredgewidth=1.6,
                markersize=9,
                label=labels.word(solution.id),
                linestyle="none",
            )
        if found.placed is not None:
            axes.plot(
                found.placed.surplus / 100,
                found.placed.smallest / 100,
                "*",
                color=INK,
                markersize=18,
                label=labels.word("your_text"),
                linestyle="none",
            )
        axes.axhline(0, color=SOFT, linestyle="--", linewidth=1.2)
        axes.axvline(0, color=SOFT, linestyle="--", linewidth=1.2)
        axes.set_xlabel(labels.word("surplus"))
        axes.set_ylabel(labels.word("smallest"))
        axes.grid(visible=True)
        axes.set_axisbelow(True)
        axes.legend(
            loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False, fontsize=10
        )

    return draw("value", (WIDTH, 4.6), paint)
