"""Two stories without a signed text: one refusal too many, and an empty chair."""

from game.engine.phases import PhaseName
from tests.replays.tale import Story, Tale


def no_agreement(tale: Tale) -> None:
    """A text is initialled and not signed; two of the six have settled something of their own."""
    tale.instructor.starts()
    tale.let(2)
    tale.all_ready()
    tale.opening(
        china="The chair has heard six speeches before. Today it would like to hear a number.",
        dprk="A freeze. For a freeze you once gave us two reactors.",
        japan="Not one yen before our people come home.",
        us="A freeze is the horse that we bought in 1994.",
    )
    tale.all_ready()

    # Round 1: Congress wants its photographs, and two capitals whisper.
    tale.instructor.drops("us_congress")
    tale.let(2)
    tale.talk(
        ("us", "A word on security, between us, for quiet until the summer. It stays here."),
        ("dprk", "If it stays here, it can be said."),
    )
    offer = tale.head("us").offers(
        "washington_pyongyang_accord", confidential=True, security="words"
    )
    tale.let()
    tale.head("dprk").agrees_to(offer)
    tale.talk(
        ("japan", "Are you meeting them alone? We read that you sat down."),
        ("us", "We met. We always say when we meet."),
        ("rok", "And what was agreed?"),
        ("us", "Nothing that concerns this table."),
    )
    invitation = tale.head("japan").invites("dprk")
    tale.let()
    tale.head("dprk").declines(invitation)
    tale.until(PhaseName.DRAFTING, 1)
    tale.roll_call(
        "dprk",
        {"programme": "freeze", "sanctions": "lifted", "aid": "million"},
        "Simple and fair.",
        us="reject",
        japan="reject",
        rok="abstain",
    )
    withdrawn = tale.head("us").tables({"programme": "dismantle", "verification": "sampling"})
    tale.let()
    tale.head("dprk").votes(withdrawn, "reject")
    tale.let()
    tale.head("us").withdraws(withdrawn)
    tale.roll_call(
        "china",
        {
            "programme": "shutdown",
            "verification": "seals",
            "aid": "emergency",
            "sanctions": "begun",
        },
        "The least that can be called a beginning.",
    )
    tale.until(PhaseName.PLENARY, 2)

    # Round 2: Tokyo asks for leave and gets none.
    tale.opening(
        japan="This text pays and does not speak of the abducted.",
        us="We would have written more. So would everybody.",
    )
    tale.all_ready()
    tale.ask_capital(
        "japan",
        "cheque_first",
        "If we share in the oil now, they may talk about the families later.",
    )
    tale.until(PhaseName.DRAFTING, 2)
    tale.roll_call(
        "rok",
        {"aid": "million", "payers": "equal", "security": "words"},
        "Five equal shares.",
        japan="reject",
    )
    tale.roll_call("china", {"abductions": "talks"}, "A sentence for Tokyo.", dprk="abstain")
    tale.until(PhaseName.RATIFICATION)
    for seat in tale.heads:
        tale.let(0.5)
        if seat.actor.delegation == "japan":
            seat.refuses_to_sign()
        else:
            seat.signs()

    # What was whispered holds without another word: going on for it alone would give it away.
    tale.until(PhaseName.DEBRIEF)


def walk_out(tale: Tale) -> None:
    """Accounts are frozen, a chair is empty, is filled again, and is empty when it counts."""
    tale.instructor.starts()
    tale.let(4)
    tale.all_ready()
    tale.opening(
        china="Tea is served. The chair asks you to stay until it is cold.",
        dprk="We shall see how long we are welcome.",
        us="There is a table here and there are laws at home. We keep to both.",
    )
    tale.all_ready()

    # Round 1: a bank in Macau.
    tale.head("us").moves("financial_sanctions")
    tale.let(2)
    tale.talk(
        ("dprk", "You ask for our reactor in Beijing and for our purse in Macau."),
        ("us", "The Treasury is not at this table."),
        ("dprk", "Then perhaps we should look for it elsewhere."),
    )
    tale.until(PhaseName.DRAFTING, 1)
    pending = tale.head("china").tables({"programme": "freeze", "aid": "emergency"}, "A pause.")
    tale.let()
    tale.head("dprk").moves("walk_out")
    assert tale.state.proposals[pending].status == "failed"
    tale.let(2)
    tale.head("japan").says("An empty chair is an answer, too.")
    tale.head("china").moves("envoy")
    tale.let()
    tale.talk(
        ("china", "Our guest carried a letter. Read it before you pack."),
        ("dprk", "It was read. We make no promises."),
    )
    tale.instructor.pauses()
    tale.wait(300)
    tale.instructor.announces("Five have stayed. Use the time to find out what six could sign.")
    tale.instructor.resumes()
    tale.until(PhaseName.PLENARY, 2)

    # Round 2: back at the table, and away from it again.
    tale.let()
    tale.head("dprk").moves("return")
    tale.opening(
        dprk="We are here because a friend asked us. Our money is still in Macau.",
        russia="A bank in Khabarovsk could carry it, if nobody objects.",
        us="We do object to missiles. We have heard of preparations.",
    )
    tale.all_ready()
    tale.head("dprk").moves("missile_test")
    tale.let(2)
    tale.head("us").moves("un_resolution")
    tale.let(2)
    tale.talk(
        ("us", "Fifteen votes would be a signal."),
        ("japan", "Then let us press."),
        ("rok", "A signal to whom? They are in the next room."),
    )
    tale.until(PhaseName.DRAFTING, 2)
    tale.roll_call(
        "rok",
        {"programme": "shutdown", "aid": "million", "payers": "equal"},
        "Something for everybody before it is too late.",
        japan="reject",
        dprk="reject",
    )
    tale.head("dprk").moves("atomic_test")
    tale.let(2)
    tale.head("dprk").moves("walk_out")
    tale.let(2)
    tale.head("china").says("The chair will wait until the end of the day.")
    tale.until(PhaseName.DEBRIEF)


STORIES = (
    Story(
        "no_agreement",
        "no_agreement",
        "class50",
        no_agreement,
        shows=lambda tale: "desert_reactor" in tale.state.crises,
        script={
            "us_congress": {"us": "obey"},
            "desert_reactor": {"us": "publish", "dprk": "deny", "china": "pledge"},
        },
        beat=10,
    ),
    Story(
        "walk_out",
        "walk_out",
        "class75",
        walk_out,
        script={
            "council_resolution": {
                "china": "abstain",
                "russia": "abstain",
                "japan": "press",
                "rok": "",
            }
        },
    ),
)
