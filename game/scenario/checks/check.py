"""What a check is, and the questions that many of them ask."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from game.scenario.model import IssueId, OptionId
from game.scenario.problems import Problem, Step, Steps, place_of
from game.scenario.reading import Pack, Part


@dataclass(frozen=True)
class Check:
    """One question to a pack, and the parts that must have been read in full to ask it.

    Parts that the check merely walks through need not be named: what was not read is not there.
    """

    find: Callable[[Pack], Iterator[Problem]]
    needs: tuple[Part, ...] = ()


def problem(file: str, steps: Steps, reason: str) -> Problem:
    """A problem at that path in the file."""
    return Problem(file, place_of(*steps), reason)


def unknown(
    file: str, base: Steps, names: Iterable[tuple[Step, str]], known: Collection[str], what: str
) -> Iterator[Problem]:
    """A problem for each name that is not known; names come with their step from the base.

    ``what`` says with its article what the name should be.
    """
    for step, name in names:
        if name not in known:
            yield problem(file, (*base, step), f"'{name}' is not {what}.")


def unknown_keys(
    file: str, base: Steps, table: Iterable[str], known: Collection[str], what: str
) -> Iterator[Problem]:
    """A problem for each of the table's keys that is not known."""
    yield from unknown(file, base, ((key, key) for key in table), known, what)


def repeated(file: str, base: Steps, names: Iterable[str], after: Steps = ()) -> Iterator[Problem]:
    """A problem for each name that stood before; ``after`` leads from the entry to its name."""
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            yield problem(file, (*base, index, *after), f"'{name}' is there twice.")
        seen.add(name)


def covers(
    file: str, base: Steps, table: Collection[str], wanted: Iterable[str], what: str
) -> Iterator[Problem]:
    """A problem for each wanted key that the table lacks, and for each that it has beside them."""
    wanted = tuple(wanted)
    for key in wanted:
        if key not in table:
            yield problem(file, (*base, key), f"Is missing, though '{key}' is {what}.")
    yield from unknown_keys(file, base, table, wanted, what)


def matching(
    file: str,
    base: Steps,
    when: Mapping[IssueId, tuple[OptionId, ...]],
    options: Mapping[IssueId, tuple[OptionId, ...]],
) -> Iterator[Problem]:
    """Problems of a table that names options by issue, at least one of each."""
    if not when:
        yield problem(file, base, "Names no issue, so that it would always fit.")
    yield from unknown_keys(file, base, when, options, "an issue")
    for issue, named in when.items():
        if not named:
            yield problem(file, (*base, issue), "Names no option, so that it can never fit.")
        if issue in options:
            what = f"an option of the issue '{issue}'"
            yield from unknown(file, (*base, issue), enumerate(named), options[issue], what)


def cited(file: str, base: Steps, sources: tuple[str, ...], pack: Pack) -> Iterator[Problem]:
    """A problem for each cited source that the pack does not list."""
    known = {source.id for source in pack.sources}
    yield from unknown(file, (*base, "sources"), enumerate(sources), known, "a source")
