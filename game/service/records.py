"""Tables as recorded games."""

from game.records.format import Record
from game.records.outcome import record
from game.service.conferences import Conferences
from game.service.problems import Problem
from game.service.tables import Tables


def recorded(conferences: Conferences, tables: Tables, address: str) -> Record:
    """The record of a table so far, without names.

    ``address`` is the conference's code and, where it has several tables, the table's number
    after a slash. ``Problem`` if there is no such table or it is not clear which.
    """
    code, _, number = address.partition("/")
    conference = conferences.by_code(code)
    laid = conferences.tables(conference.id)
    if not number and len(laid) > 1:
        raise Problem("which_table", tables=len(laid), conference=conference.code)
    table = next((t for t in laid if str(t.number) == (number or "1")), None)
    if table is None:
        raise Problem("unknown_table")
    structure = tables.scenario_of(table.id).structure
    return record(tables.events(table.id), structure, conference.language)
