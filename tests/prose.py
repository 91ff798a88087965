"""What is wrong with a sentence, whatever it says: stops, spaces, holes."""

import re
from html import unescape

SLIPS = {
    "space before a stop": re.compile(r"\s[,.;:!?](?=\s|$)"),
    "doubled stop": re.compile(r"(?<![.])[.,;:!?…]\s*[.,;:](?=\s|$)|[!?…]\.(?=\s|$)"),
    "no space after a stop": re.compile(r"[a-z)”][.,;:!?][A-Za-z“]"),
    "a hole": re.compile(r"\(\s*\)|“\s*”|\b(?:and|with)\s*[.,;:](?=\s|$)|\bNone\b"),
    "a list that begins or ends with its comma": re.compile(r"^\s*,|,\s*(?:and\s*)?[.;:](?=\s|$)"),
}


def slips(text: str) -> list[str]:
    """What is wrong with the text; nothing where it reads well."""
    return [name for name, pattern in SLIPS.items() if pattern.search(text)]


def ends_well(text: str) -> bool:
    """Whether the text ends with a stop, inside a quotation or not."""
    return bool(re.search(r"[.!?…][”’)\"']*$", text))


def read(html: str) -> str:
    """What people read in a piece of a page: no tags, its spaces as a browser shows them.

    Without times of day, and without what is hidden (as long as nothing of its kind is in it).
    """
    shown = re.sub(r"<(script|style|svg|time)\b.*?</\1>", " ", html, flags=re.DOTALL)
    shown = re.sub(r"<(\w+)\b[^>]*\shidden(?=[\s>])[^>]*>.*?</\1>", " ", shown, flags=re.DOTALL)
    shown = re.sub(r"</?(?:p|li|ul|ol|div|dt|dd|h\d|form|button)\b[^>]*>", "\n", shown)
    shown = unescape(re.sub(r"<[^>]*>", "", shown))
    return "\n".join(" ".join(line.split()) for line in shown.splitlines() if line.strip())
