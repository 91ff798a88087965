"""Offers in private talks through a real server, by the page's own forms."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import ServerProcess
from tests.integration.test_acts import Table
from tests.pages import forms

GIVE, ASK = "aid/emergency", "programme/freeze"


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    """A table at which Washington and Pyongyang sit together."""
    server = ServerProcess(Path(tmp_path_factory.mktemp("trades")))
    try:
        table = Table(server)
        table.advance_to("consultations", 1)
        table.commands("us", "invite_to_channel", members=["dprk"])
        table.commands("dprk", "answer_invitation", channel="dprk+us", accept="true")
        yield table
    finally:
        server.kill()


def test_an_offer_is_made_seen_by_both_and_accepted(table: Table) -> None:
    answer = table.sends("us", "offer_trade", "talk", give=GIVE, ask=ASK)
    assert answer.status < 400
    seen = table.page("dprk", "talk").body
    assert "United States offers" in seen
    assert "Emergency fuel and food" in seen
    assert "offers you a trade in private" in table.page("dprk").body
    assert forms(table.page("us", "talk"), "answer_trade") == []
    assert table.sends("dprk", "answer_trade", "talk", accept="true").status < 400
    trade = table.state().channels["dprk+us"].trades[-1]
    assert (trade.status, trade.gives, trade.asks) == (
        "accepted",
        {"aid": "emergency"},
        {"programme": "freeze"},
    )
    for delegation in ("us", "dprk"):
        assert "Agreed for this round" in table.page(delegation, "talk").body


def test_a_tap_puts_its_clauses_into_the_composer(table: Table) -> None:
    table.sends("us", "offer_trade", "talk", give=GIVE, ask=ASK)
    body = table.page("dprk", "talk").body
    address = "tab=compose&amp;options.aid=emergency&amp;options.programme=freeze"
    assert address in body
    path = table.path("dprk").split("?")[0]
    page = table.visitor("dprk").get(f"{path}?{address.replace('&amp;', '&')}")
    (form,) = (f for f in forms(page, "table_proposal") if f.fields.get("options.aid"))
    assert form.fields["options.aid"] == "emergency"
    assert form.fields["options.programme"] == "freeze"


def test_nobody_else_reads_of_it_but_the_instructor(table: Table) -> None:
    table.sends("us", "offer_trade", "talk", give=GIVE, ask=ASK)
    table.sends("dprk", "answer_trade", "talk", accept="false")
    for other in ("china", "japan", "rok", "russia"):
        for tab in ("talk", "news", "text", "act"):
            body = table.page(other, tab).body
            assert "would accept" not in body.replace("We would accept", "")
            assert "We decline the offer." not in body
    page = table.room.teacher.get(f"{table.base}/table/1")
    assert "We decline the offer." in page.body


@pytest.mark.parametrize(
    ("delegation", "give", "ask"),
    [
        ("us", "", ASK),
        ("dprk", GIVE, ""),
        ("us", GIVE, "aid/million"),
        ("dprk", "aid/nonsense", ASK),
    ],
)
def test_what_is_no_exchange_is_refused_in_a_sentence(
    table: Table, delegation: str, give: str, ask: str
) -> None:
    before = len(table.state().channels["dprk+us"].trades)
    answer = table.sends(delegation, "offer_trade", "talk", give=give, ask=ask)
    assert answer.status in (404, 409, 422)
    assert len(table.state().channels["dprk+us"].trades) == before


def test_only_those_who_sit_together_have_the_form(table: Table) -> None:
    page = table.page("us", "talk")
    (form,) = forms(page, "offer_trade")
    assert form.fields["channel"] == "dprk+us"
    assert forms(table.page("china", "talk"), "offer_trade") == []
