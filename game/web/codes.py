"""Wrong join and resume codes, counted by where they were tried, so that nobody can go through all.

A code that some conference has is never refused because of others' wrong ones: a whole class may
share one address.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager

from flask import request

from game.service.conferences import Conference
from game.service.problems import Problem
from game.web.callers import caller
from game.web.hall import hall
from game.web.language import of_conference

#: Wrong codes that one address may try at once, and each second after that.
GUESSES, GUESSES_A_SECOND = 60.0, 0.2
_WRONG = frozenset({"unknown_code", "unknown_resume_code", "wrong_id"})


@contextmanager
def counting_guesses() -> Iterator[None]:
    """Count a code that turns out wrong; too many are another ``Problem``."""
    try:
        yield
    except Problem as problem:
        if problem.code in _WRONG:
            wait = hall().guesses.take(caller(request.remote_addr))
            if wait > 0:
                raise Problem("too_many_codes", seconds=math.ceil(wait)) from None
        raise


def conference_with(code: str) -> Conference:
    """The conference with that join code; ``Problem`` if there is none, or too many were tried."""
    with counting_guesses():
        found = hall().conferences.by_code(code)
    of_conference(found.language)
    return found
