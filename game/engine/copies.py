"""Copies of the engine's records with something changed, made fast."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import replace as replace
else:

    def replace(record, **changes):
        """``dataclasses.replace`` for plain frozen records, some twenty times as fast.

        A log is replayed one such copy after the other, and the original calls ``__init__`` with
        every field of the table's state each time. Plain records hold their fields and nothing
        else: what ``cached_property`` keeps would be copied as well.
        """
        copy = object.__new__(type(record))
        copy.__dict__.update(record.__dict__, **changes)
        return copy
