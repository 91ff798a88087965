"""Lengths of time as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.messages.durations import read_duration, write_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 420),
        (" 7:30 ", 450),
        ("0:12", 12),
        ("1:30:00", 5_400),
        ("12h", 43_200),
        ("2 D", 172_800),
        ("", 0),
        ("7:60", 0),
        ("seven", 0),
        ("-3", 0),
        ("1.5", 0),
        ("7:", 0),
        ("\u0667", 0),
        ("9" * 30, 0),
    ],
)
def test_reading(text: str, seconds: int) -> None:
    assert read_duration(text) == seconds


@given(st.integers(1, 60 * 86_400))
def test_what_is_written_reads_the_same(seconds: int) -> None:
    assert read_duration(write_duration(seconds)) == seconds
