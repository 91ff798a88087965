"""What scripts and style sheets use is there in every browser that README.md names as live."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
#: What came later than the baseline of README.md, and by what it is known in a script.
LATER = {
    "Object.hasOwn (Safari 15.4)": r"\bObject\.hasOwn\b",
    "at (Safari 15.4)": r"\.at\(",
    "findLast (Chrome 97)": r"\.findLast(Index)?\(",
    "structuredClone (Chrome 98)": r"\bstructuredClone\(",
    "toSorted and its like (Chrome 110)": r"\.(toSorted|toReversed|toSpliced|with)\(",
    "groupBy (Chrome 117)": r"\b(Object|Map)\.groupBy\b",
    "requestSubmit without asking (Safari 16)": r"\.requestSubmit\(",
    "AbortSignal.timeout without asking (Chrome 103)": r"AbortSignal\.timeout\(",
    "randomUUID (Safari 15.4, and https alone)": r"\brandomUUID\(",
    "showModal (Safari 15.4)": r"\.showModal\(",
    "a static block (Safari 16.4)": r"\bstatic\s*\{",
    "looking behind in a pattern (Safari 16.4)": r"\(\?<[=!]",
    "withResolvers (Chrome 119)": r"\.withResolvers\(",
}


def code_of(file: Path) -> str:
    """The script without its comments."""
    text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)


def listed(selectors: str) -> list[str]:
    """The selectors of a list; commas within parentheses belong to one of them."""
    parts, depth = [""], 0
    for character in selectors:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def test_the_baseline_is_stated() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for browser in ("Chrome and Edge 92", "Firefox 90", "Safari and iPadOS 15"):
        assert browser in readme


@pytest.mark.parametrize("what", LATER)
def test_no_script_needs_what_came_later(what: str) -> None:
    found = [file.name for file in SCRIPTS if re.search(LATER[what], code_of(file))]
    assert not found, what


def test_a_rule_with_a_newer_selector_takes_no_older_one_with_it() -> None:
    """A browser that does not know one selector of a list drops the whole rule."""
    found = []
    for sheet in SHEETS:
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        for selectors in re.findall(r"([^{};]+)\{", text):
            parts = listed(selectors)
            newer = [part for part in parts if ":has(" in part or " of " in part]
            if newer and len(newer) < len(parts):
                found.append((sheet.name, selectors.strip()))
    assert not found
