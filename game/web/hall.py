"""What the pages work with: the service, the settings, who is here."""

from dataclasses import dataclass
from typing import Protocol, cast

from flask import current_app

from game.service.conferences import Conferences
from game.service.tables import Tables


class Presence(Protocol):
    """Who is connected. Advisory: a sleeping phone is not an absent student."""

    def present(self, participant_id: str) -> bool:
        """Whether any of the participant's pages is connected."""
        ...


@dataclass
class Hall:
    """The parts that a page may use. ``public_url`` is the students' address."""

    tables: Tables
    conferences: Conferences
    presence: Presence
    public_url: str


def hall() -> Hall:
    """The hall of the app that handles this request."""
    return cast(Hall, current_app.extensions["sixparty"])
