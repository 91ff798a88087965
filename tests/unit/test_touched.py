"""Every event says which panels it may change."""

from typing import get_args

from game.engine.events import Event, InjectScheduled, MessageSent, PlenarySpoken
from game.web.touched import PLAY_PANELS, TOUCHED, touched


def test_every_event_is_in_the_table() -> None:
    assert set(TOUCHED) == set(get_args(Event))


def test_the_table_names_known_panels_only() -> None:
    assert set().union(*TOUCHED.values()) == PLAY_PANELS


def test_what_the_instructor_alone_knows_touches_no_delegation() -> None:
    assert touched([InjectScheduled(at=0.0, slot="a", due=1.0)]) == set()


def test_several_events_touch_the_panels_of_each() -> None:
    spoken = PlenarySpoken(at=0.0, delegation="us", by=None, text="Good morning.")
    sent = MessageSent(
        at=0.0, channel="dprk+us", members=("dprk", "us"), delegation="us", by=None, text="Hm."
    )
    assert touched([spoken, sent]) == TOUCHED[PlenarySpoken] | TOUCHED[MessageSent]
    assert touched([]) == set()
