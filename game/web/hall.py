"""What the pages work with: the service, the settings, who is here."""

from dataclasses import dataclass
from typing import Protocol, cast

from flask import current_app

from game.service.accounts import Accounts
from game.service.addresses import JoinAddresses
from game.service.conferences import Conferences
from game.service.copies import Copies
from game.service.erasure import Erasure
from game.service.health import Health
from game.service.limits import Buckets
from game.service.office import Office
from game.service.own_data import OwnDataReader
from game.service.pace import Pace
from game.service.practice import Practices
from game.service.questionnaires import Questionnaires
from game.service.reports import Reports
from game.service.retention import Retention
from game.service.setups import Setups
from game.service.tables import Tables
from game.service.worker import Beside


class Presence(Protocol):
    """Who is connected. Advisory: a sleeping phone is not an absent student."""

    def present(self, participant_id: str) -> bool:
        """Whether the participant is here, or was a moment ago."""
        ...

    def seen(self, participant_id: str) -> None:
        """The participant sent something."""
        ...


@dataclass
class Hall:
    """The parts that a page may use.

    ``guesses`` counts the wrong codes that were tried, by address; ``joins`` who joins a
    conference, by conference and address. ``beside`` does what keeps a processor busy where it
    stops no other request.
    """

    tables: Tables
    conferences: Conferences
    reports: Reports
    presence: Presence
    addresses: JoinAddresses
    accounts: Accounts
    setups: Setups
    questionnaires: Questionnaires
    office: Office
    erasure: Erasure
    practices: Practices
    pace: Pace
    health: Health
    copies: Copies
    guesses: Buckets
    joins: Buckets
    retention: Retention
    own_data: OwnDataReader
    beside: Beside

    @property
    def public_url(self) -> str:
        """The address that students type; it may change while the server runs."""
        return self.addresses.url


def hall() -> Hall:
    """The hall of the app that handles this request."""
    return cast(Hall, current_app.extensions["sixparty"])
