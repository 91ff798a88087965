"""No search may end in StopIteration, which a template silently takes for an undefined value."""

import ast
from pathlib import Path

import pytest

import game
from game.finding import NotFound, first

SOURCES = sorted(Path(game.__file__).parent.rglob("*.py"))


def bare_nexts(source: str) -> list[int]:
    """The lines on which ``next`` is called without a default, by name or by method."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "next" and len(node.args) < 2)
            or (isinstance(node.func, ast.Attribute) and node.func.attr == "__next__")
            or (isinstance(node.func, ast.Attribute) and ast.unparse(node.func) == "builtins.next")
        )
    ]


def test_every_search_has_a_default_or_an_error_of_its_own() -> None:
    found = {str(path): lines for path in SOURCES if (lines := bare_nexts(path.read_text("utf-8")))}
    assert len(SOURCES) > 100
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "next(x for x in y)",
        "next(iter(y))",
        "f(next(z))",
        "iter(y).__next__()",
        "import builtins\nbuiltins.next(z)",
    ],
)
def test_a_bare_next_of_any_kind_is_seen(source: str) -> None:
    assert bare_nexts(source)


@pytest.mark.parametrize("source", ["next((x for x in y), None)", "self.next()", "following(y)"])
def test_a_search_with_a_default_is_let_through(source: str) -> None:
    assert not bare_nexts(source)


def test_what_must_be_there_and_is_not_is_named() -> None:
    assert first([1, 2], "a number") == 1
    with pytest.raises(NotFound, match="a number"):
        first((), "a number")
