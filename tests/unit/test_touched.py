"""Every event says which panels it may change."""

from game.engine.acts import EVENT_KINDS, panels_of
from game.engine.acts.channels import MessageSent
from game.engine.acts.injects import InjectScheduled
from game.engine.acts.plenary import PlenarySpoken
from game.engine.event import EVERYWHERE


def test_every_panel_is_changed_by_something() -> None:
    assert set().union(*(event.panels for event in EVENT_KINDS)) == EVERYWHERE
    assert set().union(*(e.panels for e in EVENT_KINDS if e.panels != EVERYWHERE)) == EVERYWHERE


def test_what_the_instructor_alone_knows_touches_no_delegation() -> None:
    assert panels_of([InjectScheduled(at=0.0, slot="a", due=1.0)]) == set()


def test_several_events_touch_the_panels_of_each() -> None:
    spoken = PlenarySpoken(at=0.0, delegation="us", by=None, text="Good morning.")
    sent = MessageSent(
        at=0.0, channel="dprk+us", members=("dprk", "us"), delegation="us", by=None, text="Hm."
    )
    assert panels_of([spoken, sent]) == PlenarySpoken.panels | MessageSent.panels
    assert panels_of([]) == set()
