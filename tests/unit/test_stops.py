"""Sentences put together from what others wrote end with one stop."""

import pytest

from game.messages.stops import full_stop, one_stop


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("Gone overnight", "Gone overnight."),
        ("Gone overnight. ", "Gone overnight."),
        ("Gone?", "Gone?"),
        ("Gone…", "Gone…"),
        ("Gone...", "Gone..."),
        ("He said “no.”", "He said “no.”"),
        ("He said “no”", "He said “no”."),
        ("一夜で消えた。", "一夜で消えた。"),
        ("一夜で消えた\uff1f", "一夜で消えた\uff1f"),
        ("12 (of 30)", "12 (of 30)."),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_text_ends_with_one_full_stop(text: str, ended: str) -> None:
    assert full_stop(text) == ended
    assert full_stop(full_stop(text)) == ended


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("News: Stop!.", "News: Stop!"),
        ("News: It is over..", "News: It is over."),
        ("News: And then….", "News: And then…"),
        ("News: A ship.", "News: A ship."),
        ("News: wait...", "News: wait..."),
        ("News: It is “over.”", "News: It is “over.”"),
    ],
)
def test_a_sentence_keeps_the_stop_of_the_words_in_it_alone(text: str, mended: str) -> None:
    assert one_stop(text) == mended
