"""The settings of a running house."""

from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

AsyncMode: TypeAlias = Literal["gevent", "threading"]

#: What two cores carry beside a few classes.
USUAL_PRACTICES = 40


@dataclass(frozen=True)
class Config:
    """``database`` is a SQLAlchemy URL, ``public_url`` the address that students type; where that
    is empty it is found from this machine's networks, if the server ``listens_on`` a host and port.

    ``practices`` is how many people may practise alone at once; with 0 nobody may.
    ``async_mode`` names how the server waits for many at once: gevent in service, threading where
    nothing may be patched (tests, tools). ``own_address`` is where the server reaches itself,
    empty for a tool that serves nobody. Who holds ``health_token`` may ask how the server is from
    anywhere; without one only its own machine may.
    ``trusted_hosts`` are names under which the server answers beside its usual ones;
    ``behind_proxy`` says that every request comes through a proxy whose X-Forwarded headers are
    true.
    ``keep`` is for how many seconds a conference is kept after anything happened there last, None
    until somebody deletes it.
    ``pseudo_locale`` lets a browser ask for the language by which tests find words that are in no
    catalogue.
    """

    database: str
    public_url: str
    async_mode: AsyncMode = "threading"
    practices: int = USUAL_PRACTICES
    own_address: str = ""
    listens_on: tuple[str, int] | None = None
    health_token: str = ""
    trusted_hosts: tuple[str, ...] = ()
    behind_proxy: bool = False
    keep: int | None = None
    pseudo_locale: bool = False

    @property
    def public(self) -> bool:
        """Whether strangers can reach the server, as opposed to those in one room's network."""
        return self.behind_proxy or urlsplit(self.public_url).scheme == "https"
