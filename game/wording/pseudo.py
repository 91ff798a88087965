"""A language that nobody speaks, made from the English: what stays plain is in no catalogue.

Letters get marks, the message grows by two fifths as other languages do, and brackets show where
it begins and ends: ``⟦Ŧåбļé îţ ····⟧``. Placeholders, tags and entities stay as they are.
"""

import re

from babel.messages.catalog import Catalog, Message

#: How a message begins and ends.
OPENING, CLOSING = "⟦", "⟧"
#: By how much other languages are longer than English.
GROWTH = 0.4

_LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ",
)
#: What is not to be read: placeholders, doubled percent signs, tags, entities.
_KEPT = re.compile(r"(%\(\w+\)[sd]|%%|<[^<>]*>|&#?\w+;)")


def pseudo(source: Catalog) -> Catalog:
    """A catalogue that has every message of the source in the pseudo-language."""
    found = Catalog(locale="en", fuzzy=False)
    for message in source:
        if message.id:
            found.add(message.id, _of(message), context=message.context)
    return found


def written(text: str) -> str:
    """The text in the pseudo-language."""
    parts = _KEPT.split(text)
    marked = "".join(
        part if place % 2 else part.translate(_LETTERS) for place, part in enumerate(parts)
    )
    read = sum(len(part) for part in parts[::2])
    return f"{OPENING}{marked}{'·' * max(1, round(GROWTH * read))}{CLOSING}"


def _of(message: Message) -> str | tuple[str, ...]:
    if isinstance(message.id, str):
        return written(message.id)
    return tuple(written(text) for text in message.id)
