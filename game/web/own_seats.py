"""Who a browser may act for already: offered first, wherever a person can land."""

from collections.abc import Sequence

from game.service.conferences import Conference, Participant
from game.web.hall import hall
from game.web.logins import my_participants


def own_seats(here: Conference | None = None) -> list[Participant]:
    """Everybody whom this browser may act for, newest first; those of that conference in front."""
    mine = my_participants()
    if here is None:
        return mine
    return sorted(mine, key=lambda person: person.conference_id != here.id)


def places(mine: Sequence[Participant]) -> dict[str, str]:
    """Where each of them is: the class's title, and whom they represent there."""
    house = hall()
    found: dict[str, str] = {}
    for person in mine:
        conference = house.conferences.get(person.conference_id)
        parts = [conference.title]
        if person.delegation is not None:
            delegation = house.conferences.texts(conference).delegations[person.delegation]
            parts.append(delegation.name)
        found[person.id] = " · ".join(parts)
    return found
