"""What the wall says of duties where there are more than it can show one by one."""

from game.web.present.stage import Party
from game.web.present.undertakings import Obliged, Undertaking

WASHINGTON = Party("us", "United States", "US", "us", "the United States of America")
KEPT, LATE = ("honoured", "honour"), ("late", "delay")


def test_many_duties_are_counted_and_those_not_honoured_are_named() -> None:
    oil = Undertaking("Ship the oil", (KEPT, LATE))
    files = Undertaking("Open the files", (KEPT, KEPT))
    one = Obliged(WASHINGTON, (oil, files))
    assert one.tally == (("honoured", "honour", 3), ("late", "delay", 1))
    assert one.wanting == (oil,)


def test_before_the_first_step_is_over_nothing_is_counted() -> None:
    one = Obliged(WASHINGTON, (Undertaking("Ship the oil", ()),))
    assert one.tally == ()
    assert one.wanting == ()
