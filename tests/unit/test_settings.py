"""What the command line of ``serve`` says can be said by the environment, option for option."""

from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from game.cli.data import DEFAULT_DATABASE
from game.cli.root import main
from game.cli.serving import serve

ROOT = Path(__file__).parents[2]
#: Of every option: how it is given on the command line, and what its variable says instead.
OPTIONS = {
    "host": (["--host", "10.0.0.5"], "10.0.0.5"),
    "port": (["--port", "8080"], "8080"),
    "public_url": (["--public-url", "https://talks.example.edu/"], "https://talks.example.edu/"),
    "database": (["--database", "class.db"], "class.db"),
    "practices": (["--practices", "0"], "0"),
    "takeover": (["--takeover"], "true"),
    "trusted_hosts": (
        ["--trusted-host", "talks", "--trusted-host", "talks.example.edu"],
        "talks talks.example.edu",
    ),
    "behind_proxy": (["--behind-proxy"], "1"),
    "keep": (["--keep", "180d"], "180d"),
    "browser": (["--no-browser"], "0"),
    "log_file": (["--log-file", "game.log"], "game.log"),
}
WRONG = {
    "port": "70000",
    "public_url": "talks",
    "practices": "-1",
    "takeover": "perhaps",
    "behind_proxy": "perhaps",
    "keep": "soon",
    "browser": "perhaps",
    "log_file": ".",
}


def variable(option: str) -> str:
    return f"SIXPARTY_{option.upper()}"


def said(*words: str) -> dict[str, Any]:
    """The options of ``serve`` as it would get them."""
    with serve.make_context("serve", list(words)) as context:
        return dict(context.params)


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for option in OPTIONS:
        monkeypatch.delenv(variable(option), raising=False)


def test_every_option_is_in_the_table() -> None:
    assert {parameter.name for parameter in serve.params} == OPTIONS.keys()


def test_every_variable_is_documented() -> None:
    told = (ROOT / "docs" / "deploy" / "README.md").read_text(encoding="utf-8")
    for option in OPTIONS:
        assert f"| `{variable(option)}` |" in told


@pytest.mark.parametrize("option", OPTIONS)
def test_a_variable_says_what_its_option_says(option: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words, text = OPTIONS[option]
    before, given = said(), said(*words)
    assert given[option] != before[option]
    monkeypatch.setenv(variable(option), text)
    assert said() == given


@pytest.mark.parametrize("option", OPTIONS)
def test_an_empty_variable_says_nothing(option: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = said()
    monkeypatch.setenv(variable(option), "")
    assert said() == before


def test_the_command_line_counts_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIXPARTY_PORT", "80")
    monkeypatch.setenv("SIXPARTY_BROWSER", "1")
    assert said("--port", "8080", "--no-browser") == {**said(), "port": 8080, "browser": False}


@pytest.mark.parametrize("option", WRONG)
def test_a_variable_with_a_wrong_value_ends_in_a_sentence(
    option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable(option), WRONG[option])
    ended = CliRunner().invoke(main, ["serve"])
    assert ended.exit_code == 2
    assert "Traceback" not in ended.output
    assert "Error" in ended.output


def test_every_command_on_a_database_finds_the_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        (name, option)
        for name, command in main.commands.items()
        for option in command.params
        if isinstance(option, click.Option) and option.name == "database"
    ]
    assert len(found) > 5
    for name, option in found:
        with click.Context(main.commands[name]) as context:
            monkeypatch.delenv("SIXPARTY_DATABASE", raising=False)
            assert option.consume_value(context, {})[0] in (DEFAULT_DATABASE, None), name
            monkeypatch.setenv("SIXPARTY_DATABASE", "class.db")
            assert option.consume_value(context, {})[0] == "class.db", name
