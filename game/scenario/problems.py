"""What can be wrong with a pack, said so that its author can mend it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import ValidationError

Step: TypeAlias = str | int
Steps: TypeAlias = tuple[Step, ...]


@dataclass(frozen=True)
class Problem:
    """One fault: the file within the pack, the place in the file, and a plain sentence.

    ``place`` is dotted, as in ``objectives[2].terms[0].worth.freeze``; it is empty where the
    fault is the whole file's.
    """

    file: str
    place: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else self.file
        return f"{where}: {self.reason}"


class PackError(Exception):
    """A pack that cannot be used. ``problems`` holds everything that is wrong with it."""

    def __init__(self, path: Path, problems: tuple[Problem, ...]) -> None:
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"The scenario pack {path.name} has {len(problems)} problem(s):\n{lines}")
        self.path = path
        self.problems = problems


def place_of(*steps: Step) -> str:
    """The dotted form of a path into a file: numbers in brackets, names with dots."""
    parts = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps]
    return "".join(parts).removeprefix(".")


#: Reasons by pydantic's kind of error; where one is lacking, pydantic's own sentence stands.
_REASONS: Mapping[str, str] = {
    "missing": "Is missing.",
    "extra_forbidden": "No such key is known here.",
    "int_type": "Must be a whole number.",
    "int_parsing": "Must be a whole number.",
    "int_from_float": "Must be a whole number.",
    "decimal_type": "Must be a number.",
    "decimal_parsing": "Must be a number.",
    "decimal_max_places": "Must have at most {decimal_places} decimal places.",
    "finite_number": "Must be a number.",
    "greater_than_equal": "Must be at least {ge}.",
    "less_than_equal": "Must be at most {le}.",
    "bool_type": "Must be true or false.",
    "bool_parsing": "Must be true or false.",
    "string_type": "Must be text in quotation marks.",
    "string_too_long": "Must have at most {max_length} characters.",
    "string_pattern_mismatch": (
        "Must be small letters, digits and underscores, and begin with a letter."
    ),
    "literal_error": "Must be one of {expected}.",
    "tuple_type": "Must be a list.",
    "dict_type": "Must be a table.",
    "model_type": "Must be a table.",
    "too_short": "Must have at least {min_length} entries.",
    "too_long": "Must have at most {max_length} entries.",
    "union_tag_invalid": "Has the unknown kind '{tag}'; must be one of {expected_tags}.",
    "union_tag_not_found": "Must say its kind.",
}


def problems_from(
    error: ValidationError, locate: Callable[[Steps], tuple[str, Steps]]
) -> Iterator[Problem]:
    """Pydantic's errors as problems; ``locate`` turns a path in the data into file and path."""
    for detail in error.errors():
        file, steps = locate(_tidy(detail["loc"]))
        context: dict[str, Any] = detail.get("ctx", {})
        reason = _REASONS.get(detail["type"], detail["msg"]).format(**context)
        yield Problem(file, place_of(*steps), reason)


def _tidy(steps: Steps) -> Steps:
    """The path without what pydantic adds to it: a term's kind, and the mark of a table's key."""
    return tuple(
        step
        for index, step in enumerate(steps)
        if step != "[key]"
        and not (index >= 2 and steps[index - 2] == "terms" and isinstance(steps[index - 1], int))
    )
