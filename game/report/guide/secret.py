"""Facts that a chapter of the debrief opens."""

from collections import Counter

from game.engine.acts.channels import InvitationAnswered, MeetingOpened
from game.engine.acts.injects import WeightsShifted
from game.engine.acts.table import TableOpened
from game.finding import first
from game.report.guide.evidence import Details, Evidence, Ref, delegations, issues
from game.report.guide.facts import fact
from game.scenario.model import DelegationId

#: Attainments further apart than this are worth a question of their own.
WIDE = 40
#: Possible points (hundredths) from which an objective that brought nothing is worth a question.
WEIGHTY = 1_000

# --- scores ------------------------------------------------------------------------------------


def _attainments(found: Evidence) -> dict[DelegationId, int]:
    return {
        delegation: result.attainment
        for delegation, result in found.results.items()
        if result.attainment is not None
    }


@fact("scores")
def far_apart(found: Evidence) -> Details | None:
    """The delegation that did best for its seat and the one that did worst, far apart."""
    known = _attainments(found)
    if not known:
        return None
    best, worst = max(known, key=known.__getitem__), min(known, key=known.__getitem__)
    if known[best] - known[worst] < WIDE:
        return None
    return {"delegations": delegations(best), "others": delegations(worst)}


@fact("scores")
def worse_than_leaving(found: Evidence) -> Details | None:
    """Delegations that would have scored more without any deal."""
    below = [d for d, r in found.results.items() if r.sheet.total < r.reservation]
    return {"delegations": delegations(*below)} if below else None


@fact("scores")
def all_gained(found: Evidence) -> Details | None:
    """Everybody did better than without a deal."""
    if any(result.sheet.total <= result.reservation for result in found.results.values()):
        return None
    return {}


@fact("scores")
def better_for_all(found: Evidence) -> Details | None:
    """Another text would have left nobody worse off and somebody better off."""
    better = found.better
    if better is None or not better.packages or not found.state.signatories:
        return None
    return {"count": better.packages, "issues": issues(*better.changed)}


@fact("scores")
def deal_was_there(found: Evidence) -> Details | None:
    """Nothing was signed, though there were texts that everybody would have preferred."""
    better = found.better
    if better is None or not better.packages or found.state.signatories:
        return None
    return {"count": better.packages, "issues": issues(*better.changed)}


@fact("scores")
def nothing_left(found: Evidence) -> Details | None:
    """No other text would have been better for all."""
    if found.better is None or found.better.packages or not found.state.signatories:
        return None
    return {}


# --- objectives --------------------------------------------------------------------------------


@fact("objectives")
def objective_failed(found: Evidence) -> Details | None:
    """The weightiest objective that brought nothing at all."""
    empty = [
        (line.possible, delegation, line.objective)
        for delegation, result in found.results.items()
        for line in result.sheet.objectives
        if not line.points and line.possible >= WEIGHTY
    ]
    if not empty:
        return None
    _, delegation, objective = max(empty)
    return {
        "delegations": delegations(delegation),
        "objectives": (Ref("objective", objective, delegation),),
    }


@fact("objectives")
def directed(found: Evidence) -> Details | None:
    """A capital changed in mid-game what counts."""
    for event in found.all(WeightsShifted):
        return {
            "delegations": delegations(event.delegation),
            "injects": (Ref("inject", event.inject),),
        }
    return None


@fact("objectives")
def ranked(found: Evidence) -> Details | None:
    """Delegations that put the issues in an order of their own."""
    names = [d for d in found.state.setup.delegations if found.state.priorities.get(d)]
    return {"delegations": delegations(*names)} if names else None


@fact("objectives")
def home_turned(found: Evidence) -> Details | None:
    """The delegation whose support at home fell the most, if by much."""
    opened = first(found.all(TableOpened), TableOpened)
    fall = {d: before - found.state.standing[d] for d, before in opened.standing.items()}
    worst = max(fall, key=fall.__getitem__)
    if fall[worst] < 10:
        return None
    return {
        "delegations": delegations(worst),
        "before": opened.standing[worst],
        "after": found.state.standing[worst],
    }


# --- moves and conduct -------------------------------------------------------------------------


@fact("moves")
def hidden_move(found: Evidence) -> Details | None:
    """A secret move that nothing brought to light."""
    for move in found.state.moves:
        if not move.known:
            return {"delegations": delegations(move.delegation), "moves": (Ref("move", move.move),)}
    return None


@fact("moves")
def hidden_breach(found: Evidence) -> Details | None:
    """A duty that looked done and was not."""
    for duty in found.state.duties.values():
        for conduct, report in zip(duty.conduct, duty.reports, strict=False):
            if conduct in ("break", "delay") and report == "honour":
                return {
                    "delegations": delegations(duty.delegation),
                    "duties": (Ref("duty", duty.obligation),),
                }
    return None


@fact("moves")
def kept_faith(found: Evidence) -> Details | None:
    """Everything that was due was really done."""
    done = [conduct for duty in found.state.duties.values() for conduct in duty.conduct]
    return {} if done and set(done) == {"honour"} else None


# --- accords -----------------------------------------------------------------------------------


@fact("accords")
def secret_accord(found: Evidence) -> Details | None:
    """Some settled something behind the others' backs."""
    for offer in found.state.accords():
        if offer.confidential:
            return {
                "accords": (Ref("accord", offer.accord),),
                "delegations": delegations(*offer.parties),
            }
    return None


@fact("accords")
def offer_declined(found: Evidence) -> Details | None:
    """A side accord was offered and turned down or left to lapse."""
    for offer in found.state.offers.values():
        if offer.status in ("declined", "withdrawn"):
            return {
                "accords": (Ref("accord", offer.accord),),
                "delegations": delegations(offer.delegation),
            }
    return None


@fact("accords")
def no_accord(found: Evidence) -> Details | None:
    """Nobody tried a side accord, though the scenario has some."""
    return {} if found.structure.accords and not found.state.offers else None


# --- cables ------------------------------------------------------------------------------------


def _cable(found: Evidence, status: str) -> Details | None:
    for cable in found.state.cables.values():
        if cable.status == status:
            return {
                "delegations": delegations(cable.delegation),
                "red_lines": (Ref("red_line", cable.red_line, cable.delegation),),
            }
    return None


@fact("cables")
def cable_refused(found: Evidence) -> Details | None:
    """A capital would not widen the mandate."""
    return _cable(found, "refused")


@fact("cables")
def cable_granted(found: Evidence) -> Details | None:
    """A capital widened the mandate."""
    return _cable(found, "granted")


@fact("cables")
def no_cable(found: Evidence) -> Details | None:
    """Nobody asked a capital for anything."""
    return None if found.state.cables else {}


@fact("cables")
def line_crossed(found: Evidence) -> Details | None:
    """Somebody signed what the capital forbids."""
    for delegation, lines in found.state.crossed.items():
        for line in lines:
            return {
                "delegations": delegations(delegation),
                "red_lines": (Ref("red_line", line, delegation),),
            }
    return None


# --- talks -------------------------------------------------------------------------------------


@fact("talks")
def met_most(found: Evidence) -> Details | None:
    """The two that sat down together most often."""
    pairs: Counter[tuple[DelegationId, ...]] = Counter(
        event.members for event in found.all(MeetingOpened) if len(event.members) == 2
    )
    if not pairs:
        return None
    members, count = pairs.most_common(1)[0]
    return {"delegations": delegations(*members), "count": count}


@fact("talks")
def met_nobody(found: Evidence) -> Details | None:
    """Delegations that were in no private talk, where others were."""
    met = {member for event in found.all(MeetingOpened) for member in event.members}
    alone = [d for d in found.state.setup.delegations if d not in met]
    return {"delegations": delegations(*alone)} if met and alone else None


@fact("talks")
def unseen_meeting(found: Evidence) -> Details | None:
    """Some met without anybody's learning of it."""
    for event in found.all(MeetingOpened):
        if not event.public:
            return {"delegations": delegations(*event.members)}
    return None


@fact("talks")
def left_out(found: Evidence) -> Details | None:
    """All but one talked together."""
    everybody = set(found.state.setup.delegations)
    for event in found.all(MeetingOpened):
        missing = everybody - set(event.members)
        if len(missing) == 1:
            return {"delegations": delegations(*missing)}
    return None


@fact("talks")
def turned_away(found: Evidence) -> Details | None:
    """An invitation to talk was declined."""
    for event in found.all(InvitationAnswered):
        if not event.accepted:
            host = found.state.channels[event.channel].invited_by
            return {"delegations": delegations(event.delegation), "others": delegations(host)}
    return None


@fact("talks")
def no_meeting(found: Evidence) -> Details | None:
    """Nobody ever met in private."""
    return None if any(True for _ in found.all(MeetingOpened)) else {}
