"""Checks of ``moves/<id>.toml``, ``diplomacy.toml``, ``obligations.toml`` and of mandates."""

from collections.abc import Iterator
from pathlib import Path

from game.scenario.checks import conditions
from game.scenario.checks.check import (
    Check,
    cited,
    covers,
    matching,
    problem,
    repeated,
    unknown,
    unknown_keys,
)
from game.scenario.diplomacy import Detected
from game.scenario.problems import Problem, Steps
from game.scenario.reading import Pack

DIPLOMACY_FILE = "diplomacy.toml"
OBLIGATIONS_FILE = "obligations.toml"


def _moves(pack: Pack) -> Iterator[Problem]:
    for file, move in pack.moves.items():
        if move.id != Path(file).stem:
            yield problem(file, ("id",), f"Must be '{Path(file).stem}', as the file is named.")
        named = [("delegation", move.delegation)]
        yield from unknown(file, (), named, pack.delegation_ids, "a delegation")
        if not move.phases:
            yield problem(file, ("phases",), "Names no phase, so that it can never be made.")
        yield from repeated(file, ("phases",), move.phases)
        yield from repeated(file, ("cases",), (case.id for case in move.cases), after=("id",))
        yield from cited(file, (), move.sources, pack)


def _moves_and_the_world(pack: Pack) -> Iterator[Problem]:
    for file, move in pack.moves.items():
        yield from conditions.conditions(
            file, ("conditions",), move.conditions, pack, learn=(move.delegation,)
        )
        yield from conditions.impact(file, (), move, pack)
        yield from _detection(file, (), move, pack)
        if move.calls is not None and pack.card(move.calls) is None:
            yield problem(file, ("calls",), f"'{move.calls}' is not a card.")
        for index, case in enumerate(move.cases):
            base: Steps = ("cases", index)
            yield from conditions.conditions(file, (*base, "conditions"), case.conditions, pack)
            yield from conditions.impact(file, base, case, pack)


def _secret_moves(pack: Pack) -> Iterator[Problem]:
    for file, move in pack.moves.items():
        if move.secret and (move.walks or move.calls or move.exposes):
            yield problem(file, ("secret",), "Everybody would see what this move does.")
        if move.detected_by and not move.secret:
            yield problem(file, ("detected_by",), "Only a secret move can be detected.")
        if move.secret and move.limit != 1:
            yield problem(file, ("limit",), "A secret move can be made once.")


def _walks(pack: Pack) -> Iterator[Problem]:
    walks = {(move.delegation, move.walks) for move in pack.moves.values() if move.walks}
    for file, move in pack.moves.items():
        if move.walks == "out" and (move.delegation, "back") not in walks:
            yield problem(file, ("walks",), "There is no move that brings the delegation back.")


def _access(pack: Pack) -> Iterator[Problem]:
    ids = (access.id for access in pack.access)
    yield from repeated(DIPLOMACY_FILE, ("access",), ids, after=("id",))
    seen: set[frozenset[str]] = set()
    for index, access in enumerate(pack.access):
        base: Steps = ("access", index)
        pair = frozenset(access.between)
        named = enumerate(access.between)
        yield from unknown(
            DIPLOMACY_FILE, (*base, "between"), named, pack.delegation_ids, "a delegation"
        )
        if pair in seen or len(pair) != 2:
            yield problem(DIPLOMACY_FILE, (*base, "between"), "Must be a pair of its own.")
        seen.add(pair)
        yield from conditions.conditions(
            DIPLOMACY_FILE, (*base, "opens_when"), access.opens_when, pack, learn=access.between
        )
        yield from conditions.impact(DIPLOMACY_FILE, base, access, pack)
        yield from unknown_keys(
            DIPLOMACY_FILE, (*base, "rising"), access.rising, pack.delegation_ids, "a delegation"
        )
        if access.host is not None:
            host = [("host", access.host)]
            yield from unknown(DIPLOMACY_FILE, base, host, pack.delegation_ids, "a delegation")
        if not access.public:
            yield from conditions.discreet(DIPLOMACY_FILE, base, access, access.between, pack)
            yield from conditions.unseen(DIPLOMACY_FILE, base, access, access.between, pack)
        yield from cited(DIPLOMACY_FILE, base, access.sources, pack)


def _accords(pack: Pack) -> Iterator[Problem]:
    ids = (accord.id for accord in pack.accords)
    yield from repeated(DIPLOMACY_FILE, ("accords",), ids, after=("id",))
    silent = {issue.id: issue.silent for issue in pack.issues}
    for index, accord in enumerate(pack.accords):
        base: Steps = ("accords", index)
        steps: Steps = (*base, "parties")
        named = enumerate(accord.parties)
        yield from unknown(DIPLOMACY_FILE, steps, named, pack.delegation_ids, "a delegation")
        yield from repeated(DIPLOMACY_FILE, steps, accord.parties)
        if not 2 <= len(accord.parties) < len(pack.delegation_ids):
            reason = "A side accord has at least two parties and leaves somebody out."
            yield problem(DIPLOMACY_FILE, steps, reason)
        yield from matching(DIPLOMACY_FILE, (*base, "terms"), accord.terms, pack.option_ids)
        for issue, options in accord.terms.items():
            if silent.get(issue) in options:
                reason = f"'{silent[issue]}' is what holds without any accord."
                yield problem(DIPLOMACY_FILE, (*base, "terms", issue), reason)
        yield from cited(DIPLOMACY_FILE, base, accord.sources, pack)


def _obligations(pack: Pack) -> Iterator[Problem]:
    ids = (obligation.id for obligation in pack.obligations)
    yield from repeated(OBLIGATIONS_FILE, ("obligations",), ids, after=("id",))
    for index, found in enumerate(pack.obligations):
        base: Steps = ("obligations", index)
        named = [("delegation", found.delegation)]
        yield from unknown(OBLIGATIONS_FILE, base, named, pack.delegation_ids, "a delegation")
        yield from matching(OBLIGATIONS_FILE, (*base, "when"), found.when, pack.option_ids)
        if found.issue not in found.when:
            reason = "Must be one of the issues that 'when' names."
            yield problem(OBLIGATIONS_FILE, (*base, "issue"), reason)
        yield from _detection(OBLIGATIONS_FILE, base, found, pack)
        yield from conditions.impact(OBLIGATIONS_FILE, base, found, pack)
        if found.follow_up is not None:
            reason = "No talks follow in which a card could fall."
            yield problem(OBLIGATIONS_FILE, (*base, "follow_up"), reason)
        yield from cited(OBLIGATIONS_FILE, base, found.sources, pack)


def _detection(file: str, base: Steps, found: Detected, pack: Pack) -> Iterator[Problem]:
    if found.detected_by is not None:
        issue = [("detected_by", found.detected_by)]
        yield from unknown(file, base, issue, pack.option_ids, "an issue")
        options = pack.option_ids.get(found.detected_by, ())
        what = f"an option of the issue '{found.detected_by}'"
        yield from covers(file, (*base, "rates"), found.rates, options, what)
    elif found.rates:
        yield problem(file, (*base, "rates"), "Needs 'detected_by' beside it.")


def _mandates(pack: Pack) -> Iterator[Problem]:
    for file, delegation in pack.delegations.items():
        for index, line in enumerate(delegation.red_lines):
            if line.mandate is None:
                continue
            base: Steps = ("red_lines", index, "mandate")
            if line.mandate.offered:
                yield from matching(file, (*base, "offered"), line.mandate.offered, pack.option_ids)
            yield from conditions.conditions(
                file,
                (*base, "conditions"),
                line.mandate.conditions,
                pack,
                learn=(delegation.id,),
            )


def _causes(pack: Pack) -> Iterator[Problem]:
    """What moves an indicator or a standing is recorded by its id alone, so ids must differ."""
    seen = {*(inject.id for inject in pack.injects.values()), *pack.option_ids}
    named: list[tuple[str, Steps, str]] = [
        *((file, ("id",), move.id) for file, move in pack.moves.items()),
        *((DIPLOMACY_FILE, ("access", i, "id"), a.id) for i, a in enumerate(pack.access)),
        *((DIPLOMACY_FILE, ("accords", i, "id"), a.id) for i, a in enumerate(pack.accords)),
        *(
            (OBLIGATIONS_FILE, ("obligations", i, "id"), o.id)
            for i, o in enumerate(pack.obligations)
        ),
    ]
    for file, steps, id_ in named:
        if id_ in seen:
            reason = f"'{id_}' is also a card, issue, move, access rule, accord or obligation."
            yield problem(file, steps, reason)
        seen.add(id_)
    # Two capitals may give a red line the same name, since each moves its own standing alone.
    for file, delegation in pack.delegations.items():
        for index, line in enumerate(delegation.red_lines):
            if line.id in seen:
                reason = f"'{line.id}' is also a card, move, access rule, accord or obligation."
                yield problem(file, ("red_lines", index, "id"), reason)


CHECKS = (
    Check(_moves, needs=("frame", "sources")),
    Check(_moves_and_the_world, needs=conditions.NEEDS),
    Check(_secret_moves),
    Check(_walks, needs=("moves",)),
    Check(_access, needs=(*conditions.NEEDS, "sources")),
    Check(_accords, needs=("frame", "issues", "sources")),
    Check(_obligations, needs=(*conditions.NEEDS, "sources")),
    Check(_mandates, needs=conditions.NEEDS),
    Check(_causes),
)
