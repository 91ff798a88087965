"""The class list: one reader for what spreadsheets, learning platforms and teachers write."""

from game.scenario.model import DelegationId
from game.scenario.texts import Texts
from game.service.roster.columns import ORDERS, Choices, Order, Question, Room, likeliest
from game.service.roster.encodings import (
    TWICE,
    UTF_8,
    Decoded,
    Guess,
    candidates,
    decode,
    guess,
    twice_encoded,
)
from game.service.roster.files import FILE_LIMIT, BadFile, Sheet, sheets_of
from game.service.roster.headings import CHOICES, Role
from game.service.roster.identifiers import Identifiers, identifiers
from game.service.roster.names import MARK_ROOM, namesakes, plain_name
from game.service.roster.reading import (
    ID_LIMIT,
    ROSTER_LIMIT,
    BadRoster,
    Column,
    LineProblem,
    ListReading,
    parse,
    read,
)
from game.service.roster.rows import as_text
from game.store.directory import name_key

__all__ = [
    "CHOICES",
    "FILE_LIMIT",
    "ID_LIMIT",
    "MARK_ROOM",
    "ORDERS",
    "ROSTER_LIMIT",
    "TWICE",
    "UTF_8",
    "BadFile",
    "BadRoster",
    "Choices",
    "Column",
    "Decoded",
    "Guess",
    "Identifiers",
    "LineProblem",
    "ListReading",
    "Order",
    "Question",
    "Role",
    "Room",
    "Sheet",
    "as_text",
    "candidates",
    "decode",
    "guess",
    "identifiers",
    "likeliest",
    "namesakes",
    "parse",
    "plain_name",
    "read",
    "sheets_of",
    "twice_encoded",
    "words_for",
]


def words_for(texts: Texts) -> dict[str, DelegationId]:
    """Every word by which a delegation may be called, casefolded."""
    return {
        name_key(word): id_
        for id_, text in texts.delegations.items()
        for word in (id_, text.name, text.short, text.formal)
    }
