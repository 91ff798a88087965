"""How a page knows whose seat it was made for, and notices that its reader sits elsewhere now."""

from game.service.conferences import Participant


def seat_mark(person: Participant) -> str:
    """The person's seat as ``<table>:<delegation>:<role>``; "press" or "none" where they have none.

    A page's mark, and what a push says of its reader's seat, are compared as they are.
    """
    if person.observer:
        return "press"
    if person.table_id is None or person.delegation is None:
        return "none"
    return f"{person.table_id}:{person.delegation}:{'head' if person.head else 'adviser'}"
