"""How a game fits into its class: joining, brief, play, debrief, until the bell rings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from game.messages.durations import next_time, time_of_day
from game.scenario.model import Preset

#: A bell so soon (seconds) is one that has just rung, one so late is one of another day.
SOONEST, LATEST = 60, 12 * 3600


def bell_after(text: str, now: float) -> float | None:
    """When the bell of a class that begins now rings, by its time of day; None for no such bell."""
    moment = next_time(text, now + SOONEST)
    return moment if moment is not None and moment - now < LATEST else None


@dataclass(frozen=True)
class Sitting:
    """What one class has time for, in seconds; each part begins when the one before it ends.

    ``rest`` is what the longest play leaves of the class: for the debrief in the ``last``, to spare
    in an earlier one; negative where the play outlasts the class. ``wanted`` is how much of it is
    to be kept free.
    """

    joining: int
    brief: int
    play: int
    rest: int
    wanted: int
    last: bool

    @property
    def length(self) -> int:
        """How long the class is."""
        return self.joining + self.brief + self.play + self.rest

    def begins(self, bell: str) -> Mapping[str, str]:
        """By part the time of day at which it begins if the bell rings at that one, and the bell.

        Nothing where that is no time of day.
        """
        rings = time_of_day(bell)
        if rings is None:
            return {}
        at = datetime.combine(datetime(2000, 1, 1, tzinfo=UTC), rings)
        parts = {"rest": self.rest, "play": self.play, "brief": self.brief, "joining": self.joining}
        found = {"length": f"{at:%H:%M}"}
        for part, seconds in parts.items():
            at -= timedelta(seconds=seconds)
            found[part] = f"{at:%H:%M}"
        return found

    @property
    def too_long(self) -> int:
        """By how many seconds the play is too long for what is to be kept free; 0 if it fits."""
        return max(0, self.wanted - self.rest)


def sittings(preset: Preset) -> tuple[Sitting, ...]:
    """What each class of the preset has time for; none where it is not made for a class's hour."""
    lesson = preset.lesson
    if lesson is None:
        return ()
    lengths = preset.sittings
    found = []
    for number, seconds in enumerate(lengths, start=1):
        brief = preset.timings.briefing if number == 1 else 0
        found.append(
            Sitting(
                joining=60 * lesson.joining,
                brief=brief,
                play=seconds - brief,
                rest=60 * (lesson.minutes - lesson.joining) - seconds,
                wanted=60 * lesson.debrief if number == len(lengths) else 0,
                last=number == len(lengths),
            )
        )
    return tuple(found)
