"""The table's text beside what history reached."""

from dataclasses import dataclass

from game.engine.results import appraise
from game.report.figures.played import Played
from game.scenario.model import DelegationId, IssueId, OptionId


@dataclass(frozen=True)
class Precedent:
    """A text of history on this table's agenda, silent where it was silent.

    Where nothing was ``signed`` it is what was left in force in the end, and worth nothing as a
    deal; a text of ``principles`` set aims, and is not scored as if they had been reached.
    ``sources`` are titles. ``worth`` is what a text would bring each delegation by its brief, if
    all signed and honoured it (hundredths); ``willing`` those to whom that is at least what no deal
    is. ``further`` and ``short`` are the issues on which this table's signed text goes further or
    less far, along the issue's options from the least to the most; both empty where it signed
    nothing.
    """

    id: str
    date: str
    package: dict[IssueId, OptionId]
    signed: bool
    principles: bool
    sources: tuple[str, ...]
    worth: dict[DelegationId, int]
    willing: tuple[DelegationId, ...]
    further: tuple[IssueId, ...]
    short: tuple[IssueId, ...]


def precedents(played: Played) -> tuple[Precedent, ...]:
    """Every text of history that the scenario codes, in its order."""
    signed = played.signed
    titles = {source.id: source.title for source in played.structure.sources}
    found = []
    for entry in played.structure.history:
        package = played.complete({i: o for i, o in entry.package.items() if i in played.agenda})
        results = {
            d: appraise(played.structure, played.agenda, d, package).result
            for d in played.delegations
            if entry.signed and not entry.principles
        }
        found.append(
            Precedent(
                id=entry.id,
                date=entry.date,
                package=package,
                signed=entry.signed,
                principles=entry.principles,
                sources=tuple(titles[source] for source in entry.sources),
                worth={d: result.sheet.total for d, result in results.items()},
                willing=tuple(d for d, r in results.items() if r.sheet.total >= r.reservation),
                further=tuple(
                    issue
                    for issue in played.agenda
                    if signed and _place(played, issue, signed) > _place(played, issue, package)
                ),
                short=tuple(
                    issue
                    for issue in played.agenda
                    if signed and _place(played, issue, signed) < _place(played, issue, package)
                ),
            )
        )
    return tuple(found)


def _place(played: Played, issue: IssueId, package: dict[IssueId, OptionId]) -> int:
    return played.structure.issue(issue).option_ids.index(package[issue])
