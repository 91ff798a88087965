"""The data dictionary says what the code does: every column, every kind of event."""

from pathlib import Path

from game.engine.acts import EVENT_KINDS
from game.report.export.dictionary import columns, event_kinds, lines
from game.report.phrases import group

FILE = Path(__file__).parents[2] / "docs" / "data-dictionary.md"


def test_the_page_is_what_the_code_would_write() -> None:
    again = "run `python -m game.report.export.dictionary > docs/data-dictionary.md`"
    assert FILE.read_text(encoding="utf-8") == "\n".join(lines()), again


def test_every_column_is_described_and_nothing_else() -> None:
    for sheet in ("participation", "scores"):
        assert columns(sheet).keys() == group(f"columns.{sheet}").keys()
        assert all(text.endswith((".", ")")) for text in columns(sheet).values())
    assert all(len(text) > 10 for text in columns("answers").values())


def test_every_kind_of_event_is_described() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert len(event_kinds()) == len(EVENT_KINDS)
    for event in event_kinds():
        assert f"### `{event.model_fields['kind'].default}`" in text
