"""Moments in words: by the server's clock, and on pages with scripts by their reader's."""

from datetime import UTC, datetime

from markupsafe import Markup


class Moment(str):
    """A moment in words, by the server's clock; where days matter, with the day and the zone.

    A page with scripts shows it in its reader's own time zone instead (moments.js).
    """

    iso: str
    with_day: bool

    def __new__(cls, at: float, *, with_day: bool) -> "Moment":
        """``at`` is in seconds since the epoch."""
        moment = datetime.fromtimestamp(at, tz=UTC).astimezone()
        made = super().__new__(cls, f"{moment:%d.%m. %H:%M %Z}" if with_day else f"{moment:%H:%M}")
        made.iso = datetime.fromtimestamp(at, tz=UTC).isoformat(timespec="seconds")
        made.with_day = with_day
        return made


def moment_element(time: str) -> Markup:
    """A ``<time>`` that a script can put into the reader's zone; plain where it is just words."""
    if not isinstance(time, Moment):
        return Markup("<time>{}</time>").format(str(time))
    kind = "day" if time.with_day else "hour"
    return Markup('<time datetime="{}" data-moment="{}" translate="no">{}</time>').format(
        time.iso, kind, str(time)
    )
