"""Stops at the end of sentences that are put together from what others wrote."""

import re

#: A sentence that has ended: its stop may stand inside a quotation.
_ENDED = re.compile(r"[.!?…。\uff01\uff1f][”’\"'»)]*$")
#: A stop of our own behind one that the words before it brought along.
_TWICE = re.compile(r"(?<=[.!?…。\uff01\uff1f])\.$")


def full_stop(text: str) -> str:
    """The text with a full stop at its end, unless it has a stop there; nothing for nothing."""
    text = text.strip()
    return text if not text or _ENDED.search(text) else f"{text}."


def one_stop(text: str) -> str:
    """The sentence without its last full stop where the words before it brought their own."""
    return text if text.endswith("...") else _TWICE.sub("", text)
