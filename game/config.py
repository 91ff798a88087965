"""The settings of a running house."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

AsyncMode: TypeAlias = Literal["gevent", "threading"]

#: What two cores carry beside a few classes.
USUAL_PRACTICES = 40


@dataclass(frozen=True)
class Config:
    """``database`` is a SQLAlchemy URL, ``public_url`` the address that students type.

    ``practices`` is how many people may practise alone at once; with 0 nobody may.
    ``async_mode`` names how the server waits for many at once: gevent in service, threading where
    nothing may be patched (tests, tools). ``ticking`` is off where a test is its own clock.
    ``keep`` is for how many seconds a conference is kept after anything happened there last, None
    until somebody deletes it.
    """

    database: str
    public_url: str
    async_mode: AsyncMode = "threading"
    practices: int = USUAL_PRACTICES
    ticking: bool = True
    keep: int | None = None
