"""Ready-made runs of play: which issues, how many rounds, how long, and the class that they fit."""

from typing import Annotated, TypeAlias

from pydantic import Field

from game.scenario.base import Entry, Identifier, IssueId

Seconds: TypeAlias = Annotated[int, Field(ge=1)]
Minutes: TypeAlias = Annotated[int, Field(ge=0, le=24 * 60)]

#: How many rounds a game may have.
ROUND_LIMIT = 12
Rounds: TypeAlias = Annotated[int, Field(ge=1, le=ROUND_LIMIT)]
#: How many steps it takes to carry out what was agreed.
IMPLEMENTATION_STEPS = 2


class Timings(Entry):
    """How long each step of a preset takes, in seconds."""

    briefing: Seconds
    plenary: Seconds
    consultations: Seconds
    drafting: Seconds
    ratification: Seconds
    speaker: Seconds
    roll_call: Seconds
    decision: Seconds
    cable: Seconds
    implementation: Seconds

    def opening_fits(self, speakers: int) -> bool:
        """Whether the opening statements leave at least a fifth of the plenary to an open floor."""
        return 5 * speakers * self.speaker <= 4 * self.plenary


class Lesson(Entry):
    """The class that a preset is made for, in minutes: the whole, and what is kept free in it.

    ``joining`` comes before the play (codes, seats, a word on the rules), ``debrief`` after it.
    """

    minutes: Minutes
    joining: Minutes
    debrief: Minutes


class Preset(Entry):
    """A ready-made run of play: which issues, how many rounds, how long.

    ``directives`` is how many cards known to single delegations fall in a game, beside
    ``injects_per_round`` of the others. Without a ``lesson`` it is not made for the classroom's
    hour.
    """

    id: Identifier
    agenda: tuple[IssueId, ...]
    rounds: Rounds
    injects_per_round: Annotated[int, Field(ge=0, le=6)]
    directives: Annotated[int, Field(ge=0, le=6)] = 0
    pause_after_round: int | None = None
    timings: Timings
    lesson: Lesson | None = None

    @property
    def sittings(self) -> tuple[int, ...]:
        """How many seconds of play each class has at most: two where a pause is planned."""
        times = self.timings
        a_round = times.plenary + times.consultations + times.drafting
        early = self.pause_after_round or 0
        first = times.briefing + early * a_round
        last = (
            (self.rounds - early) * a_round
            + times.ratification
            + IMPLEMENTATION_STEPS * times.implementation
        )
        return (first, last) if early else (first + last,)

    def lasting(self, rounds: int | None) -> "Preset":
        """The preset with so many rounds; None leaves it its own.

        A planned pause keeps its place in the game (half of two classes' rounds in each), and
        falls away where it would no longer lie between two rounds.
        """
        if rounds is None or rounds == self.rounds:
            return self
        pause = (self.pause_after_round or 0) * rounds // self.rounds
        return self.model_copy(update={"rounds": rounds, "pause_after_round": pause or None})
