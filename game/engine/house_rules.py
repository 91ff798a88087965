"""The house rules: what an instructor settles for a conference, declared here and nowhere else.

A rule is a field, with its words in the catalogue's ``house_rules`` (label, hint, one for each
choice, and what is told of it). The form, the saved set-up, the command and the event that lay a
table, the table's state and the pages that tell of the rules are made from these fields.
"""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

from game.engine.choices import Capitals, Scores, Talk, Votes
from game.scenario.model import ConsensusRule, InjectId, Level, Rounds, Timings

#: What happens to those who join after the start: they wait for a seat, or get one at once.
LateComers: TypeAlias = Literal["seated", "wait"]

#: Marks a rule of which students are not told while they wait for the start.
FOR_INSTRUCTORS = "for instructors"


class TableRules(BaseModel):
    """The rules that a table is played by. ``timings``, ``rounds`` None: the preset's.

    The crisis cards ``left_out`` are not in the table's deck.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    consensus: ConsensusRule = "unanimity"
    talk: Talk = "online"
    capitals: Annotated[Capitals, FOR_INSTRUCTORS] = "rule"
    votes: Votes = "open"
    scores: Scores = "at_end"
    timings: Annotated[Timings | None, FOR_INSTRUCTORS] = None
    rounds: Annotated[Rounds | None, FOR_INSTRUCTORS] = None
    left_out: Annotated[tuple[InjectId, ...], FOR_INSTRUCTORS] = ()

    def of_the_table(self) -> dict[str, Any]:
        """The rules that a table is played by, by name, without a conference's other rules."""
        return {name: getattr(self, name) for name in TableRules.model_fields}


class SettledRules(TableRules):
    """The rules of a table that has been laid: how long it lasts is settled."""

    timings: Timings
    rounds: int


class HouseRules(TableRules):
    """All rules of a conference.

    ``level`` is how well the machine plays, ``hints`` whether a delegation may ask for some,
    ``same_fate`` whether all tables meet the same crises, ``bell`` the time of day ("10:50") at
    which the clocks stop, if any.
    """

    level: Annotated[Level, FOR_INSTRUCTORS] = "realistic"
    late_comers: Annotated[LateComers, FOR_INSTRUCTORS] = "seated"
    hints: bool = False
    same_fate: Annotated[bool, FOR_INSTRUCTORS] = True
    bell: Annotated[str, FOR_INSTRUCTORS] = ""
