"""The settings of a running house."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

AsyncMode: TypeAlias = Literal["gevent", "threading"]


@dataclass(frozen=True)
class Config:
    """``database`` is a SQLAlchemy URL, ``public_url`` the address that students type.

    ``async_mode`` names how the server waits for many at once: gevent in service, threading where
    nothing may be patched (tests, tools). ``ticking`` is off where a test is its own clock.
    """

    database: str
    public_url: str
    async_mode: AsyncMode = "threading"
    ticking: bool = True
