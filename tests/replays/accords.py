"""Two stories that end with a signed text: all six sign it, or five."""

from game.engine.phases import PhaseName
from tests.replays.tale import Story, Tale


def full_accord(tale: Tale) -> None:
    """Four rounds on all twelve issues: a small text first, then a whole one."""
    tale.instructor.starts()
    tale.head("us").ranks("programme", "verification", "sanctions")
    tale.head("dprk").ranks("security", "sanctions", "aid")
    tale.head("japan").ranks("abductions", "verification")
    tale.let(4)
    tale.all_ready()
    tale.opening(
        china="Welcome to Diaoyutai. The chair asks each of you for one thing that you can give.",
        dprk="We can stop our reactor. We have seen what becomes of those who stop it for nothing.",
        japan="Seventeen of our people were taken. No text of ours will be silent about them.",
        rok="Every shell that falls would fall on us. Let us begin with what can be built.",
        russia="Moscow wants no bomb in Korea, no flight across its border, and a lasting chair.",
        us="We are ready to move step by step. Each of our steps needs one of theirs.",
    )
    tale.all_ready()

    # Round 1: a door opens to Seoul, and the first small clauses are initialled.
    tale.talk(
        ("china", "Between friends: what would it take to put seals on Yongbyon?"),
        ("dprk", "Oil before the winter, and our money in Macau. Then seals. Not inspectors."),
        ("china", "Then let me see what Washington says to oil."),
    )
    tale.talk(
        ("dprk", "We will talk about the reactor with you alone. It was you who threatened us."),
        ("us", "We are talking. But what we agree must stand in the text of the six."),
        ("dprk", "Put it in writing that you will not attack, and you will find us practical."),
    )
    tale.head("rok").moves("food_and_fertiliser")
    tale.let()
    tale.talk(
        ("rok", "The rice is on its way. We ask for nothing but an open gate at Kaesong."),
        ("dprk", "The first ship was seen. Kaesong can be spoken of."),
    )
    tale.until(PhaseName.DRAFTING, 1)
    first = tale.roll_call(
        "us",
        {"programme": "disable", "verification": "sampling", "aid": "emergency"},
        "A complete beginning.",
        dprk="reject",
        china="abstain",
    )
    tale.let()
    tale.roll_call(
        "china",
        {
            "programme": "shutdown",
            "verification": "seals",
            "aid": "emergency",
            "sanctions": "begun",
            "security": "words",
        },
        "Less, but for everybody: something shut, something paid.",
        counters=first,
    )
    tale.until(PhaseName.PLENARY, 2)

    # Round 2: the families' question is settled between the two whom it concerns.
    tale.opening(
        japan="The text has seals and oil. It still has nothing for our families.",
        us="We have initialled. Now we shall see whether the seals are put on.",
    )
    tale.all_ready()
    tale.head("us").moves("security_assurance")
    tale.head("russia").moves("debt_relief")
    tale.let()
    tale.talk(
        ("japan", "Give us an inquiry with a date, and I can carry the rest in Tokyo."),
        ("dprk", "Between our two countries, then. Not as a gift to the other four."),
        ("japan", "Between our two countries, and in the open."),
    )
    tale.until(PhaseName.DRAFTING, 2)
    offer = tale.head("japan").offers(
        "tokyo_pyongyang_accord", note="As we discussed.", abductions="reinvestigation"
    )
    tale.let()
    tale.head("dprk").agrees_to(offer)
    tale.roll_call(
        "rok",
        {"inter_korean": "kaesong", "forum": "group", "abductions": "talks"},
        "Work for both Koreas, and a group that Russia leads.",
    )
    tale.until(PhaseName.PLENARY, 3)

    # Between the two classes the clock stands still.
    tale.wait(2 * 86_400)
    tale.instructor.announces("Welcome back. The text has eight clauses; the hard ones are open.")
    tale.instructor.resumes()
    tale.opening(
        china="The chair sees five capitals that would pay, and one that waits for relief."
    )
    tale.all_ready()

    # Round 3: Pyongyang's capital refuses what is not yet paid for.
    tale.ask_capital("dprk", "sampling", "The others will not move on sanctions without samples.")
    tale.talk(
        ("us", "Samples, or the Senate sends me home."),
        ("dprk", "My capital says no while there is only a word on security. Make it a pledge."),
        ("us", "A pledge of all six, and sanctions eased. Then you ask your capital again."),
    )
    tale.until(PhaseName.DRAFTING, 3)
    tale.roll_call(
        "russia",
        {
            "security": "pledge",
            "sanctions": "suspended",
            "verification": "visits",
            "programme": "disable",
            "aid": "million",
            "payers": "equal",
        },
        "Five equal shares, six signatures, and the plants taken apart.",
    )
    tale.until(PhaseName.PLENARY, 4)

    # Round 4: it is paid for, and the capital gives way.
    tale.all_ready()
    tale.ask_capital("dprk", "sampling", "The pledge is in the text and the sanctions are eased.")
    tale.talk(
        ("china", "You have your pledge. Will the army let them take their dust?"),
        ("dprk", "The army has been told. Let the text say that it is done by mutual consent."),
    )
    tale.until(PhaseName.DRAFTING, 4)
    tale.roll_call(
        "china",
        {
            "verification": "sampling",
            "moratorium": "longrange",
            "normalisation": "groups",
            "abductions": "reinvestigation",
        },
        "The last clauses, and what Tokyo and Pyongyang have settled already.",
    )
    tale.until(PhaseName.RATIFICATION)
    tale.let()
    tale.sign()

    # Action for action.
    tale.all_ready()
    tale.head("dprk").says("The reactor is cold. We note that the first tankers have arrived.")
    tale.all_ready()


def partial_accord(tale: Tale) -> None:
    """Japan stays outside; the others sign, and carry out what suits them."""
    tale.instructor.starts()
    tale.let(4)
    tale.all_ready()
    tale.opening(
        china="A text that five can sign is worth more than one of which six can dream.",
        dprk="We came to sell a reactor. We hear that some came only to look at it.",
        japan="Japan will pay for nothing until the fate of its citizens is known.",
        us="We want a declaration that is complete and correct. We will read every page.",
    )
    tale.all_ready()

    # Round 1: a promise, and a hall of which nobody knows.
    tale.head("dprk").moves("enrichment")
    home = "The hall at Yongbyon is only a hall. Nobody here has ever heard of it."
    tale.head("dprk").writes("dprk", home)
    tale.let()
    tale.talk(
        ("us", "Disable the plants, and the listing as a sponsor of terrorism can go."),
        ("dprk", "Strike us from your list first, and we shall find our tools."),
    )
    tale.head("rok").moves("kaesong_opened")
    tale.let()
    tale.talk(
        ("rok", "The park is open. A railway could follow."),
        ("dprk", "A railway for all Koreans. You may put it in the text."),
    )
    tale.until(PhaseName.DRAFTING, 1)
    tale.roll_call(
        "rok",
        {
            "programme": "disable",
            "verification": "seals",
            "security": "words",
            "aid": "million",
            "payers": "japan_waits",
            "sanctions": "begun",
        },
        "Tokyo need not pay before it is ready to.",
        japan="abstain",
    )
    tale.until(PhaseName.PLENARY, 2)

    # Round 2: Washington delists on a loose protocol, with leave; Tokyo is not amused.
    tale.opening(
        japan="I have learnt from the newspaper that North Korea is to be delisted.",
        russia="Nobody is excluded here except by his own hand.",
    )
    tale.all_ready()
    tale.ask_capital("us", "unverified", "They are taking the plants apart. Seals will do for now.")
    tale.talk(
        ("us", "I know what this costs you. The list is the price of the disabling."),
        ("japan", "And what do I say to a mother who has waited for thirty years?"),
    )
    tale.until(PhaseName.DRAFTING, 2)
    tale.roll_call(
        "russia",
        {
            "sanctions": "suspended",
            "abductions": "talks",
            "inter_korean": "corridor",
            "forum": "group",
        },
        "Rails, relief, and a house for all six.",
        japan="reject",
    )
    tale.until(PhaseName.RATIFICATION)
    for seat in tale.heads:
        tale.let(0.5)
        if seat.actor.delegation == "japan":
            seat.refuses_to_sign()
        else:
            seat.signs()

    # Step 1: the declaration is false, the delisting is late.
    tale.head("dprk").conducts(full_declaration="break", plants_disabled="honour")
    tale.head("us").conducts(delisting_done="delay")
    tale.until(PhaseName.IMPLEMENTATION, 2)
    # Step 2: Pyongyang stops the work in answer and sends the inspectors away.
    tale.head("dprk").conducts(
        full_declaration="break", plants_disabled="suspend", inspectors_admitted="break"
    )
    tale.head("rok").conducts(rok_fuel="suspend")
    tale.let()
    tale.head("dprk").says(
        "The disabling rests until we are struck from the list. Action for action."
    )
    tale.until(PhaseName.DEBRIEF)


def _declared_falsely_and_nobody_saw(tale: Tale) -> bool:
    return tale.state.duties["full_declaration"].reports == ("honour", "honour")


def _asked_twice(tale: Tale) -> bool:
    return [cable.status for cable in tale.state.cables.values()] == ["refused", "granted"]


STORIES = (
    Story("full_accord", "full_accord", "two75", full_accord, shows=_asked_twice),
    Story(
        "partial_accord",
        "partial_accord",
        "class75",
        partial_accord,
        shows=_declared_falsely_and_nobody_saw,
        consensus="minus_one",
    ),
)
