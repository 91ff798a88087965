"""Looking for the one record that must be there."""

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


class NotFound(LookupError):
    """Something that must be there is not."""


def first(found: Iterable[T], what: object) -> T:
    """The first of them; ``NotFound``, naming ``what``, if there is none.

    In the place of ``next`` without a default, whose StopIteration a template takes for an
    undefined value, so that half a page is silently left out.
    """
    for one in found:
        return one
    raise NotFound(what)
