"""A scenario's three hashes: which of numbers, texts and sources a change of its files is of."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic import BaseModel

from game.bots.par import depends_on
from game.cli import main
from game.scenario.edition import marked
from game.scenario.hashes import Hashes, hashes_of, numbers_hash
from game.scenario.loader import load_pack, packs_folder
from game.scenario.model import Structure
from game.scenario.texts import Scenario
from tests.builders import HARBOUR

PACKS = (HARBOUR, packs_folder() / "six_party_talks")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return shutil.copytree(HARBOUR, tmp_path / "harbour")


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")


def changed(pack: Path) -> tuple[str, ...]:
    return load_pack(pack).hashes.changed_since(load_pack(HARBOUR).hashes)


def test_the_hashes_are_the_same_wherever_the_pack_lies(pack: Path) -> None:
    assert changed(pack) == ()


@pytest.mark.parametrize(
    ("file", "before", "after", "of"),
    [
        ("delegations/port.toml", "standing = 60", "standing = 61", "numbers"),
        ("issues.toml", "silent = ", "silent  = ", None),
        ("benchmarks.toml", "reservation", " reservation", None),
        ("texts/en/issues.toml", "Short quay", "Little quay", "texts"),
        ("texts/en/briefs/village.toml", "kept for fishing", "kept for angling", "texts"),
        ("sources.toml", 'title = "', 'title = "New: ', "sources"),
        ("sources.toml", "confidence", "# Looked up again.\nconfidence", None),
        ("scenario.toml", 'version = "', 'version = "9', None),
    ],
)
def test_a_change_of_a_file_changes_the_hash_that_it_is_of(
    pack: Path, file: str, before: str, after: str, of: str | None
) -> None:
    change(pack / file, before, after)
    assert changed(pack) == (() if of is None else (of,))


def test_files_that_are_no_part_of_the_pack_leave_the_hashes_alone(pack: Path) -> None:
    (pack / "notes.txt").write_text("Ask the harbour master.", "utf-8")
    assert changed(pack) == ()


def test_another_language_changes_the_texts_alone(pack: Path) -> None:
    shutil.copytree(pack / "texts/en", pack / "texts/ko")
    change(pack / "scenario.toml", '["en"]', '["en", "ko"]')
    assert changed(pack) == ("texts",)


def test_a_par_that_was_found_anew_changes_none(pack: Path) -> None:
    (pack / "par.toml").write_text(
        '[[pars]]\npreset = "quick"\ngames = 200\ndeals = 150\ndepends = "0"\n'
        "seats = { port = 5000, village = 5000, ministry = 5000 }\n",
        "utf-8",
    )
    scenario = load_pack(pack)
    assert scenario.structure.pars
    assert changed(pack) == ()


def without(entry: BaseModel, name: str) -> BaseModel:
    """The entry and all that is in it, with nothing in the fields of that name."""
    update: dict[str, object] = {}
    for field in type(entry).model_fields:
        value = getattr(entry, field)
        if field == name:
            update[field] = ()
        elif isinstance(value, BaseModel):
            update[field] = without(value, name)
        elif isinstance(value, tuple):
            update[field] = tuple(
                without(one, name) if isinstance(one, BaseModel) else one for one in value
            )
        elif isinstance(value, dict):
            update[field] = {
                key: without(one, name) if isinstance(one, BaseModel) else one
                for key, one in value.items()
            }
    # As the files would have been read: nothing that they leave out counts as said.
    said = {field: part for field, part in update.items() if field in entry.model_fields_set}
    return entry.model_copy(update=said)


def sources_of(entry: BaseModel) -> Iterator[str]:
    for field in type(entry).model_fields:
        value = getattr(entry, field)
        if field == "sources":
            yield type(entry).__name__
        parts = value.values() if isinstance(value, dict) else value
        for one in parts if isinstance(value, tuple | dict) else (value,):
            if isinstance(one, BaseModel):
                yield from sources_of(one)


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_no_source_that_is_named_anywhere_is_of_the_numbers_or_the_texts(folder: Path) -> None:
    """Over every entry of a scenario that names sources, so that none is forgotten."""
    whole = load_pack(folder)
    assert len(set(sources_of(whole.structure))) > 4
    bare = without(whole, "sources")
    assert isinstance(bare, Scenario)
    found = hashes_of(bare.structure, bare.texts)
    assert found.changed_since(whole.hashes) == ("sources",)


def test_what_par_depends_on_are_the_numbers_and_not_what_is_read(pack: Path) -> None:
    before = depends_on(load_pack(HARBOUR).structure)
    change(pack / "texts/en/briefs/village.toml", "kept for fishing", "kept for angling")
    change(pack / "sources.toml", 'title = "', 'title = "New: ')
    assert depends_on(load_pack(pack).structure) == before
    change(pack / "delegations/port.toml", "standing = 60", "standing = 61")
    assert depends_on(load_pack(pack).structure) != before


def test_kinds_of_conditions_with_the_same_numbers_are_not_the_same() -> None:
    """A kind that the files may leave out is part of the numbers like any other."""
    structure = load_pack(PACKS[1]).structure
    found = structure.model_dump_json(exclude_unset=True)
    assert '"kind":"indicator"' in found
    other = Structure.model_validate_json(found)
    assert numbers_hash(other) == numbers_hash(structure)


def test_a_hash_is_short_and_of_hexadecimal_digits() -> None:
    for value in load_pack(HARBOUR).hashes.model_dump().values():
        assert re.fullmatch("[0-9a-f]{16}", value)


def test_which_of_the_three_changed() -> None:
    one = Hashes(numbers="1", texts="2", sources="3")
    assert one.changed_since(one) == ()
    assert one.changed_since(Hashes(numbers="1", texts="0", sources="0")) == ("texts", "sources")


# --- what a check says -------------------------------------------------------------------------


def check(pack: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["scenario", "check", *options, str(pack)])


def standing(pack: Path) -> dict[str, str]:
    """What a check says of each of the three."""
    checked = check(pack)
    assert checked.exit_code == 0, checked.output
    rows = (line.split(maxsplit=2) for line in checked.output.splitlines())
    return {row[0]: row[2] for row in rows if row[0] in Hashes.model_fields}


def test_a_pack_that_was_never_marked_is_told_so(pack: Path) -> None:
    assert set(standing(pack).values()) == {"not marked"}
    assert "With --mark" in check(pack).output


@pytest.mark.parametrize(
    ("file", "before", "after", "of"),
    [
        ("delegations/port.toml", "standing = 60", "standing = 61", "numbers"),
        ("texts/en/briefs/village.toml", "kept for fishing", "kept for angling", "texts"),
        ("sources.toml", 'title = "', 'title = "New: ', "sources"),
    ],
)
def test_a_check_says_which_of_the_three_changed(
    pack: Path, file: str, before: str, after: str, of: str
) -> None:
    hashes = load_pack(pack).hashes
    assert check(pack, "--mark").exit_code == 0
    assert load_pack(pack).hashes == hashes, "the mark is no part of the scenario"
    assert set(standing(pack).values()) == {"unchanged"}
    change(pack / file, before, after)
    said = standing(pack)
    assert {name for name, text in said.items() if text.startswith("changed")} == {of}
    assert check(pack, "--mark").exit_code == 0
    assert set(standing(pack).values()) == {"unchanged"}


def test_a_mark_that_cannot_be_read_is_a_fault_until_it_is_made_anew(pack: Path) -> None:
    (pack / "edition.toml").write_text("numbers = 3\n", "utf-8")
    spoilt = check(pack)
    assert spoilt.exit_code == 2
    assert "edition.toml" in spoilt.output
    assert check(pack, "--mark").exit_code == 0
    assert set(standing(pack).values()) == {"unchanged"}


def test_the_pack_that_comes_with_the_game_is_marked() -> None:
    found, problems = marked(PACKS[1])
    assert found is not None
    assert problems == ()
