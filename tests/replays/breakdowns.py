"""Two stories that end in breakdown: before anything is signed, and after."""

from game.engine.phases import PhaseName
from tests.replays.tale import Story, Tale


def breakdown(tale: Tale) -> None:
    """Each answers the last blow, until there is no table to come back to."""
    tale.instructor.starts()
    tale.let(4)
    tale.all_ready()
    tale.opening(
        china="The chair asks for calm words.",
        dprk="Calm is for those whom nobody threatens.",
        rok="Our fishermen sail within sight of their guns. Remember that.",
        us="All options are on this table, and I hope to use none but the pen.",
    )
    tale.all_ready()

    # Round 1: drills, missiles, and a secret that does not keep.
    tale.head("us").moves("joint_exercises")
    tale.let(2)
    tale.head("dprk").moves("enrichment")
    tale.head("dprk").moves("missile_test")
    tale.let(2)
    tale.head("japan").moves("ferry_ban")
    tale.talk(
        ("japan", "You called off nothing, and they called off nothing."),
        ("us", "Then we stand closer together."),
    )
    tale.until(PhaseName.DRAFTING, 1)
    tale.instructor.drops("corvette_lost")
    tale.let(2)
    tale.roll_call(
        "china",
        {"programme": "freeze", "aid": "emergency"},
        "A pause, before worse happens.",
        rok="reject",
        us="reject",
        japan="reject",
        dprk="abstain",
    )
    tale.until(PhaseName.PLENARY, 2)

    # Round 2: what was hidden is seen, and what was feared comes.
    tale.opening(
        rok="Forty-six sailors are dead. Do not speak to us of patience.",
        dprk="We deny it, and we warn those who slander us.",
    )
    tale.all_ready()
    tale.instructor.drops("centrifuges")
    tale.let(2)
    tale.talk(
        ("china", "I was told of the hall by the radio. You owe us more than that."),
        ("dprk", "We owe our lives to nobody but ourselves."),
    )
    # The guns speak next, and nobody comes back to the table.
    tale.until(PhaseName.DEBRIEF)


def broken_promises(tale: Tale) -> None:
    """Everything is promised, over weeks; and then, step by step, nothing is kept."""
    tale.instructor.starts()
    tale.let()
    tale.all_ready()
    tale.opening(
        china="We have three weeks. The chair hopes for one page that lasts.",
        dprk="We will sign much if much is paid. Paper is patient.",
        us="We will sign what can be checked. We have learnt to check.",
    )
    tale.all_ready()

    # Round 1: Moscow has its own understanding, and Pyongyang its own hall.
    tale.head("dprk").moves("enrichment")
    tale.talk(
        ("russia", "A pause in your tests, of which my president could speak?"),
        ("dprk", "To you we can say it. Let the others wonder why."),
    )
    offer = tale.head("russia").offers("moscow_pyongyang_accord", moratorium="nuclear")
    tale.let()
    tale.head("dprk").agrees_to(offer)
    tale.until(PhaseName.DRAFTING, 1)
    tale.head("us").moves("joint_exercises")
    tale.let()
    tale.roll_call(
        "china",
        {"programme": "disable", "sanctions": "begun", "aid": "emergency", "payers": "equal"},
        "The frame of a house.",
    )
    tale.until(PhaseName.PLENARY, 2)

    # Round 2: everything is tried at once, missiles included.
    tale.all_ready()
    tale.head("dprk").moves("missile_test")
    tale.let()
    tale.instructor.drops("corvette_lost")
    tale.let(2)
    tale.until(PhaseName.DRAFTING, 2)
    tale.roll_call(
        "us",
        {"programme": "dismantle", "verification": "sampling", "security": "pledge"},
        "Now or never.",
    )
    tale.roll_call(
        "rok",
        {"moratorium": "all", "sanctions": "suspended", "inter_korean": "corridor"},
        "And no more rockets over our heads.",
    )
    tale.until(PhaseName.PLENARY, 3)

    # Round 3: the last clauses, in a bad temper.
    tale.all_ready()
    tale.until(PhaseName.DRAFTING, 3)
    tale.roll_call(
        "japan",
        {"abductions": "reinvestigation", "normalisation": "groups", "forum": "group"},
        "With a date for the inquiry, we sign.",
    )
    tale.head("us").moves("joint_exercises")
    tale.until(PhaseName.RATIFICATION)
    tale.sign()

    # Step 1: the drills go on, the tests go on, the inspectors wait.
    tale.head("dprk").conducts(
        pause_kept="break", inspectors_admitted="delay", full_declaration="break"
    )
    tale.head("us").conducts(assurance_kept="break", delisting_done="delay")
    tale.until(PhaseName.IMPLEMENTATION, 2)
    # Step 2: nobody believes anybody.
    tale.head("dprk").conducts(
        pause_kept="break",
        inspectors_admitted="break",
        full_declaration="break",
        plants_halted="break",
        plants_disabled="break",
        weapons_given_up="break",
        gates_kept_open="break",
    )
    tale.head("us").conducts(assurance_kept="break", delisting_done="break")
    tale.head("japan").conducts(japan_fuel="suspend")
    tale.head("rok").conducts(zones_run="break")
    tale.until(PhaseName.DEBRIEF)


STORIES = (
    Story(
        "breakdown",
        "breakdown",
        "class75",
        breakdown,
        shows=lambda tale: "island_shelled" in tale.state.crises,
        script={
            "corvette_lost": {"rok": "cut", "dprk": "deny", "china": "neutral", "us": "drill"},
            "centrifuges": {
                "us": "demand",
                "dprk": "power",
                "japan": "refuse",
                "china": "",
            },
            "island_shelled": {"rok": "strong", "dprk": "repeat", "us": "carrier"},
        },
    ),
    Story(
        "breakdown_after_signing",
        "breakdown",
        "homework",
        broken_promises,
        shows=lambda tale: tale.state.concluded == "full_accord",
        script={
            "corvette_lost": {"rok": "inquiry", "dprk": "deny", "china": "neutral", "us": "drill"},
        },
        beat=3 * 3600,
    ),
)
