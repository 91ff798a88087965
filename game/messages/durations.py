"""Lengths of time as people type them: "7" or "7:30" minutes, "1:30:00", "12h", "2d". Days."""

import re
from datetime import UTC, datetime, time, timedelta

_CLOCK = re.compile(r"(\d{1,5})(?::([0-5]?\d))?(?::([0-5]?\d))?", re.ASCII)
_LONG = re.compile(r"(\d{1,4})\s*([dh])", re.ASCII)
_TIME_OF_DAY = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)", re.ASCII)
_UNITS = {"d": 86_400, "h": 3_600}


def read_duration(text: str) -> int:
    """The seconds that somebody typed; 0 where it is no length of time.

    One number means minutes, two minutes and seconds, three hours, minutes and seconds.
    """
    text = text.strip().lower()
    if (long := _LONG.fullmatch(text)) is not None:
        return int(long[1]) * _UNITS[long[2]]
    clock = _CLOCK.fullmatch(text)
    if clock is None:
        return 0
    first, second, third = (int(part or 0) for part in clock.groups())
    if clock[3] is not None:
        return first * 3_600 + second * 60 + third
    return first * 60 + second


def write_duration(seconds: int) -> str:
    """The shortest way to type that length of time."""
    for unit, length in _UNITS.items():
        # An hour and a half of class is "90" minutes to everybody.
        if seconds >= 3 * 3_600 and seconds % length == 0:
            return f"{seconds // length}{unit}"
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:02}" if rest else str(minutes)


def time_of_day(text: str) -> time | None:
    """What a clock shows, such as 9:05 or 14:30; None where it is no time of day."""
    found = _TIME_OF_DAY.fullmatch(text.strip())
    return None if found is None else time(int(found[1]), int(found[2]))


def next_time(text: str, now: float) -> float | None:
    """The next moment at which this machine's clock shows that time of day, such as 9:05 or 14:30.

    None where it is no time of day.
    """
    found = time_of_day(text)
    if found is None:
        return None
    wall = datetime.combine(datetime.fromtimestamp(now, UTC).astimezone(), found)
    # Once more through the local zone: a change to summer time may lie between.
    moments = ((wall + timedelta(days=days)).astimezone().timestamp() for days in (0, 1))
    return next((moment for moment in moments if moment > now), None)


def write_time(moment: float) -> str:
    """The time of day of that moment by this machine's clock: 09:26."""
    return datetime.fromtimestamp(moment, UTC).astimezone().strftime("%H:%M")


def write_day(moment: float) -> str:
    """The day of that moment (seconds since the epoch) on this machine's calendar: 2027-03-14."""
    return datetime.fromtimestamp(moment, UTC).astimezone().date().isoformat()


def write_moment(moment: float) -> str:
    """That moment (seconds since the epoch) by this machine's clock: 2027-03-14 09:26."""
    return datetime.fromtimestamp(moment, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
