"""Names of people: what may be one, and when two are the same."""

from game.characters import has_letters, skeleton, visible_line
from game.messages import words
from game.scenario.texts import Texts
from game.service.problems import Problem

#: The longest name, in characters: the form, the server and the roster go by it alike.
NAME_LIMIT = 80


def clean_name(text: str, limit: int = NAME_LIMIT) -> str:
    """The name without what cannot be seen. ``Problem`` if nothing is left, or too much."""
    name = visible_line(text)
    if not name and not text.strip():
        raise Problem("empty_name")
    if not has_letters(name):
        raise Problem("unseen_name")
    if len(name) > limit:
        raise Problem("long_name", limit=limit)
    return name


def is_reserved(name: str, texts: Texts) -> bool:
    """Whether people would take the name for somebody else's than a student's.

    Those are the catalogue's words for the instructor and the computer, and what delegations are
    called in full; a country's plain name may be a person's too (China, Jordan).
    """
    parties = texts.delegations.values()
    taken = {skeleton(word) for word in words("reserved_names").values()}
    taken |= {skeleton(word) for text in parties for word in (text.name, text.formal)}
    plain = {skeleton(text.name) for text in parties if " " not in text.name}
    return skeleton(name) in taken - plain
