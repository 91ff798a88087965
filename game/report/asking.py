"""The questionnaires before and after: their items, and what the answers come to.

The four dimensions asked about afterwards (the outcome, oneself, the process, the relationship)
are those that Curhan, Elfenbein and Xu found people to value when they negotiate ("What do people
value when they negotiate?", Journal of Personality and Social Psychology 91, 2006). The items are
our own: their inventory may be used freely for research alone.
"""

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from game.report.phrases import group

Form: TypeAlias = Literal["before", "after"]
Dimension: TypeAlias = Literal["outcome", "self", "process", "relationship"]
FORMS: tuple[Form, ...] = get_args(Form)
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
#: The scale runs from 1 (not at all) to this.
HIGHEST = 5
#: The longest answer in words.
WORDS_LIMIT = 600
#: A mean of fewer answers than this says little, and may tell who gave them.
FEW = 5


@dataclass(frozen=True)
class Item:
    """A statement to agree with on the scale, or with ``open`` a question answered in words."""

    id: str
    form: Form
    dimension: Dimension | None = None
    open: bool = False


ITEMS: tuple[Item, ...] = (
    Item("expect_text", "before"),
    Item("expect_hard", "before"),
    Item("expect_trust", "before"),
    Item("know_aims", "before"),
    Item("own_aim", "before", open=True),
    Item("outcome_gain", "after", "outcome"),
    Item("outcome_fit", "after", "outcome"),
    Item("self_pride", "after", "self"),
    Item("self_myself", "after", "self"),
    Item("process_heard", "after", "process"),
    Item("process_fair", "after", "process"),
    Item("relation_trust", "after", "relationship"),
    Item("relation_again", "after", "relationship"),
    Item("learned", "after", open=True),
)


def items(form: Form) -> tuple[Item, ...]:
    """The items of a questionnaire in their order."""
    return tuple(item for item in ITEMS if item.form == form)


def text(item: Item, language: str) -> str:
    """The item in words."""
    found: str = group(f"asking.items.{item.form}", language)[item.id]
    return found


def read(form: Form, sent: Mapping[str, str]) -> dict[str, int | str]:
    """The answers in a sent form: known items within the scale alone; whatever is empty is none."""
    given: dict[str, int | str] = {}
    for item in items(form):
        value = sent.get(item.id, "").strip()
        if item.open and value:
            given[item.id] = value[:WORDS_LIMIT]
        elif not item.open and value in {str(n) for n in range(1, HIGHEST + 1)}:
            given[item.id] = int(value)
    return given


@dataclass(frozen=True)
class Mean:
    """A mean of people's ratings, and of how many people."""

    value: float | None
    people: int

    @property
    def few(self) -> bool:
        """Whether it is of too few to say much."""
        return 0 < self.people < FEW


def mean(given: Iterable[Mapping[str, int]], wanted: Iterable[Item]) -> Mean:
    """The mean over people of each one's own mean over the items that they answered."""
    ids = [item.id for item in wanted]
    own = [
        statistics.fmean(rated)
        for ratings in given
        if (rated := [ratings[id_] for id_ in ids if id_ in ratings])
    ]
    return Mean(round(statistics.fmean(own), 2) if own else None, len(own))


def of_dimension(dimension: Dimension) -> tuple[Item, ...]:
    """The items that ask about that dimension."""
    return tuple(item for item in ITEMS if item.dimension == dimension)
