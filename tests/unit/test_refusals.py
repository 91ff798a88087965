"""Whatever is refused is declared once: its code, its status, and a sentence in the catalogue."""

import ast
import copy
import tomllib
from collections.abc import Iterator
from pathlib import Path

import game
from game import messages
from game.engine.acts import REASONS
from game.engine.refusals import Refused
from game.refusals import Refusal
from game.service.problems import PROBLEMS, Problem
from game.store.problems import STORE_PROBLEMS, StoreProblem

SOURCES = Path(game.__file__).parent
CATALOGUE = tomllib.loads(Path(messages.__file__).with_name("en.toml").read_text(encoding="utf-8"))


def texts_in(node: ast.AST) -> Iterator[str]:
    """The texts that an expression may come to."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def raised(name: str) -> set[str]:
    """The codes with which problems of that class are made."""
    return {
        text
        for file in SOURCES.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == name
        and len(call.args) == 1
        for text in texts_in(call.args[0])
    }


def test_every_code_of_the_service_is_declared_and_used() -> None:
    assert raised("Problem") == PROBLEMS.keys()


def test_every_code_of_the_store_is_declared() -> None:
    assert raised("StoreProblem") <= STORE_PROBLEMS.keys()


def test_every_reason_has_a_sentence() -> None:
    for reason in (*REASONS, *PROBLEMS.values(), *STORE_PROBLEMS.values()):
        assert CATALOGUE[reason.code].strip().endswith((".", "{why}")), reason


def test_a_refusal_comes_out_of_another_process_as_it_went_in() -> None:
    """A copy is made as an exception is made anew where it has been pickled."""
    refusals: tuple[Refusal, ...] = (
        Refused(REASONS[0], limit=3),
        Problem("too_fast", seconds=5),
        StoreProblem("store_none", path="there"),
    )
    for refusal in refusals:
        again = copy.copy(refusal)
        assert type(again) is type(refusal)
        assert (again.code, again.status, again.details) == (
            refusal.code,
            refusal.status,
            refusal.details,
        )
        assert str(again) == refusal.code


def test_only_what_goes_away_by_waiting_says_when() -> None:
    assert Refused(REASONS[0], seconds=5).retry_after is None
    assert Problem("too_fast", seconds=5).retry_after == 5
    assert Problem("unknown_table").retry_after is None
    assert StoreProblem("store_busy").retry_after == 2
