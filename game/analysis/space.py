"""All packages of an agenda, numbered: the last issue of the agenda varies fastest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import TypeAlias

from game.scenario.model import Conflict, IssueId, OptionId, Structure

#: Clauses that do not go together: positions of options by the position of their issue.
Clash: TypeAlias = tuple[tuple[int, tuple[int, ...]], ...]


@dataclass(frozen=True)
class PackageSpace:
    """The packages of one agenda, each with a number from nought to ``size - 1``."""

    agenda: tuple[IssueId, ...]
    options: tuple[tuple[OptionId, ...], ...]

    @classmethod
    def of(cls, structure: Structure, agenda: tuple[IssueId, ...]) -> "PackageSpace":
        """The space of that agenda's packages; KeyError for an issue the structure lacks."""
        return cls(agenda, tuple(structure.issue(issue).option_ids for issue in agenda))

    def clashes(self, conflicts: Iterable[Conflict]) -> tuple[Clash, ...]:
        """Those of the conflicts that this agenda can run into, by positions."""
        return tuple(
            tuple(
                (axis, tuple(self.options[axis].index(option) for option in options))
                for issue, options in conflict.when.items()
                for axis in (self.agenda.index(issue),)
            )
            for conflict in conflicts
            if all(issue in self.agenda for issue in conflict.when)
        )

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """How many options each issue has, in the agenda's order."""
        return tuple(len(options) for options in self.options)

    @property
    def size(self) -> int:
        """How many packages there are."""
        return prod(self.shape)

    def number(self, package: Mapping[IssueId, OptionId]) -> int:
        """The number of a package that names an option for every issue of the agenda."""
        number = 0
        for issue, options in zip(self.agenda, self.options, strict=True):
            number = number * len(options) + options.index(package[issue])
        return number

    def package(self, number: int) -> dict[IssueId, OptionId]:
        """The package with that number; IndexError if there is none."""
        if not 0 <= number < self.size:
            raise IndexError(number)
        chosen: dict[IssueId, OptionId] = {}
        for issue, options in zip(reversed(self.agenda), reversed(self.options), strict=True):
            number, position = divmod(number, len(options))
            chosen[issue] = options[position]
        return {issue: chosen[issue] for issue in self.agenda}
