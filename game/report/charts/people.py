"""Charts of people: who talked to whom, and who voted with whom."""

from math import cos, pi, sin
from typing import TYPE_CHECKING

from game.report.charts.drawing import INK, SOFT, WIDTH, Labels, draw
from game.report.figures.talks import Circle
from game.report.figures.votes import Votes
from game.scenario.model import DelegationId

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def network(
    delegations: tuple[DelegationId, ...], circles: tuple[Circle, ...], labels: Labels, name: str
) -> str:
    """The delegations in a ring; the thicker a line, the more often two met alone.

    A dashed line joins those who met only in larger company. The number is that of the meetings.
    """

    def paint(figure: "Figure") -> None:
        axes = figure.subplots()
        seats = _ring(delegations)
        for place, one in enumerate(delegations):
            for other in delegations[place + 1 :]:
                shared = [c for c in circles if one in c.members and other in c.members]
                alone = sum(c.meetings for c in shared if len(c.members) == 2)
                _tie(axes, seats[one], seats[other], alone, sum(c.meetings for c in shared))
        for delegation, (x, y) in seats.items():
            axes.annotate(
                labels.short(delegation),
                (x, y),
                ha="center",
                va="center",
                fontweight="bold",
                bbox={"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": INK},
                zorder=5,
            )
        axes.set_xlim(-1.9, 1.9)
        axes.set_ylim(-1.2, 1.2)
        axes.axis("off")

    return draw(name, (WIDTH, 4.4), paint)


def _ring(delegations: tuple[DelegationId, ...]) -> dict[DelegationId, tuple[float, float]]:
    turn = 2 * pi / len(delegations)
    return {
        delegation: (1.55 * sin(place * turn), cos(place * turn))
        for place, delegation in enumerate(delegations)
    }


def _tie(
    axes: "Axes",
    one: tuple[float, float],
    other: tuple[float, float],
    alone: int,
    meetings: int,
) -> None:
    if not meetings:
        return
    axes.plot(
        (one[0], other[0]),
        (one[1], other[1]),
        color=INK if alone else SOFT,
        linewidth=min(9.0, 1.2 + 1.6 * alone),
        linestyle="-" if alone else "--",
        solid_capstyle="round",
        zorder=1,
    )
    # A third of the way along, so that numbers of lines that cross do not fall together.
    axes.annotate(
        str(meetings),
        (one[0] + (other[0] - one[0]) * 0.36, one[1] + (other[1] - one[1]) * 0.36),
        ha="center",
        va="center",
        fontsize=10,
        bbox={"boxstyle": "circle,pad=0.2", "facecolor": "white", "edgecolor": SOFT},
        zorder=3,
    )


def votes(delegations: tuple[DelegationId, ...], found: Votes, labels: Labels, could: bool) -> str:
    """How often each two voted alike, of the roll-calls in which both said yes or no.

    ``could`` adds below the line in how many roll-calls both had reason to say yes.
    """
    pairs = {frozenset(pair.pair): pair for pair in found.pairs}

    def paint(figure: "Figure") -> None:
        axes = figure.subplots()
        shades = [[0.0] * len(delegations) for _ in delegations]
        for row, one in enumerate(delegations):
            for column, other in enumerate(delegations):
                pair = pairs.get(frozenset((one, other)))
                if pair is None or (column > row and not could):
                    continue
                if column > row:
                    axes.text(column + 0.5, row + 0.5, str(pair.could), ha="center", va="center")
                elif pair.both:
                    share = pair.together / pair.both
                    shades[row][column] = share
                    axes.text(
                        column + 0.5,
                        row + 0.5,
                        f"{pair.together}/{pair.both}",
                        ha="center",
                        va="center",
                        color="white" if share > 0.9 else INK,
                    )
        axes.pcolormesh(shades, cmap="Greys", vmin=0, vmax=1.5)
        names = [labels.short(d) for d in delegations]
        middles = [place + 0.5 for place in range(len(names))]
        axes.set_xticks(middles, names)
        axes.set_yticks(middles, names)
        axes.invert_yaxis()
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_xticks(range(1, len(names)), minor=True)
        axes.set_yticks(range(1, len(names)), minor=True)
        axes.grid(which="minor", color="white", linewidth=2)
        axes.tick_params(which="minor", length=0)

    return draw("votes" if could else "votes-public", (WIDTH, 3.6), paint)
