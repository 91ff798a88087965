"""All charts by name, and when there is one: where its reader may see what it is drawn of."""

from collections.abc import Callable
from functools import partial

from game.report.charts import bargain, course, people, results
from game.report.charts.drawing import Chart
from game.report.charts.labels import Labels
from game.report.figures.conference import ClassFigures
from game.report.figures.table import TableFigures
from game.scenario.model import DelegationId


def table_chart(
    name: str, figures: TableFigures, labels: Labels, seat: DelegationId = ""
) -> Chart | None:
    """The chart of that name, of a ``seat`` where it is one delegation's.

    None where the figures do not hold what it shows. KeyError if there is no chart of that name.
    """
    return _TABLE[name](figures, labels, seat)


def class_chart(name: str, figures: ClassFigures, labels: Labels) -> Chart:
    """The chart of the class of that name. KeyError if there is none."""
    return Chart(name, partial(_CLASS[name], figures, labels))


def _world(figures: TableFigures, labels: Labels, _seat: DelegationId) -> Chart | None:
    if not figures.facts.indicators:
        return None
    return Chart("world", partial(course.world, figures, labels))


def _worth(figures: TableFigures, labels: Labels, seat: DelegationId) -> Chart | None:
    if seat not in figures.yardsticks or not figures.moments:
        return None
    return Chart("worth", partial(course.worth, figures, labels, seat))


def _scores(figures: TableFigures, labels: Labels, _seat: DelegationId) -> Chart | None:
    return Chart("scores", partial(results.scores, figures, labels)) if figures.scores else None


def _value(figures: TableFigures, labels: Labels, _seat: DelegationId) -> Chart | None:
    if figures.value is None or not figures.value.cells:
        return None
    return Chart("value", partial(bargain.value, figures.value, labels))


def _curves(figures: TableFigures, labels: Labels, seat: DelegationId) -> Chart | None:
    """Of the ``seat``, or of all; where it is known what each proposal was worth to its author."""
    delegations = (seat,) if seat else figures.facts.delegations
    bids = [bid for bid in figures.bargaining.bids if bid.delegation in delegations]
    if not bids or any(bid.delegation not in bid.level for bid in bids):
        return None
    return Chart("curves", partial(bargain.curves, figures, labels, delegations))


def _network(figures: TableFigures, labels: Labels, _seat: DelegationId) -> Chart | None:
    seats, circles = figures.facts.delegations, figures.talks.circles
    return Chart("network", partial(people.network, seats, circles, labels))


def _votes(figures: TableFigures, labels: Labels, _seat: DelegationId) -> Chart | None:
    if figures.votes is None:
        return None
    return Chart("votes", partial(people.votes, figures.facts.delegations, figures.votes, labels))


_TABLE: dict[str, Callable[[TableFigures, Labels, DelegationId], Chart | None]] = {
    "world": _world,
    "worth": _worth,
    "scores": _scores,
    "value": _value,
    "curves": _curves,
    "network": _network,
    "votes": _votes,
}
_CLASS = {"seats": results.seats, "created": results.created}
