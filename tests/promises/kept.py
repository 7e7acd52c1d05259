"""The promises about seats, lists, offers and bookings, each worked out from the stored rows alone.

Each function says what is wrong, in a line a fault; nothing is the only good answer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import combinations
from zoneinfo import ZoneInfo

from bot.domain.model import (
    GroupState,
    HandoverState,
    HoldState,
    OfferState,
    OutboxState,
    SessionStatus,
    VisitStatus,
    WaitState,
)
from tests.promises.stored import LOST, STANDING, Row, Stored

ZONE = ZoneInfo("Europe/Moscow")
"""Of all sites here."""
IN_TIME = {True: timedelta(days=12), False: timedelta(hours=30)}
"""So long before the start a class, or guests, are in time, and seats can be kept for them."""

_TOLD_OF_NO = frozenset({"booking.declined", "booking.expired", "booking.closed", "route.partial"})


def find_faults(stored: Stored, *, looked: bool = False) -> list[str]:
    """What must hold at any moment. ``looked``: the jobs have, so that nothing is left to be done."""
    return [
        *_seats(stored, looked=looked),
        *_holders(stored),
        *_lists(stored),
        *_parties(stored),
        *_offers(stored),
        *_wholes(stored),
        *_called_off(stored),
        *_groups(stored),
        *_handovers(stored),
    ]


# --- seats ----------------------------------------------------------------------------------------------


def _seats(stored: Stored, *, looked: bool) -> Iterator[str]:
    taken, parties = Counter[int](), Counter[int]()
    for each in stored.live_claims:
        taken[each.session_id] += each.seats
        parties[each.session_id] += 1
    for each in stored.sessions.values():
        if (each.taken, each.parties) != (taken[each.id], parties[each.id]):
            yield f"session {each.id} counts {each.taken} seats, its live claims have {taken[each.id]}"
        if not 0 <= taken[each.id] <= each.capacity or parties[each.id] > each.max_parties:
            yield f"session {each.id} of {each.capacity} is sold to {parties[each.id]} for {taken[each.id]}"
        # Whoever is in closed days loses the place after all of them are closed, one after another.
        is_left = each.closure_id is not None and not looked
        if each.status is SessionStatus.CLOSED and taken[each.id] and not is_left:
            yield f"session {each.id} is closed, and somebody has {taken[each.id]} of its seats"


def _holders(stored: Stored) -> Iterator[str]:
    """Each live claim is somebody's who is entitled to it, and whoever is has theirs, of the right size."""
    of_holds, of_offers = set[int](), set[tuple[int, int, int]]()
    of_visits: dict[int, list[Row]] = defaultdict(list)
    for each in stored.live_claims:
        if each.hold_id is not None:
            of_holds.add(each.hold_id)
        elif each.visit_id is not None:
            of_visits[each.visit_id].append(each)
        elif each.offer_id is not None:
            of_offers.add((each.offer_id, each.session_id, each.seats))
    live_holds = {each.id for each in stored.holds.values() if each.state is HoldState.LIVE}
    if of_holds != live_holds:
        yield f"holds {sorted(live_holds)} are live, holds {sorted(of_holds)} have seats"
    wanted = {
        (offer.id, part.session_id, part.children + part.adults)
        for offer in stored.live_offers
        for part in stored.parts_of(offer.id)
    }
    if of_offers != wanted:
        yield f"offers keep {sorted(of_offers)}, and are of {sorted(wanted)}"
    for visit in stored.visits.values():
        has = [(each.session_id, each.seats) for each in of_visits[visit.id]]
        due = [(visit.session_id, visit.children + visit.adults)] if visit.status in STANDING else []
        if has != due:
            yield f"visit {visit.id} is {visit.status} and has {has} instead of {due}"


# --- lists and parties ----------------------------------------------------------------------------------


def _days(wait: Row) -> set[date]:
    span = (wait.last_day - wait.first_day).days
    every = (wait.first_day + timedelta(days=n) for n in range(span + 1))
    return {each for each in every if wait.weekdays >> each.weekday() & 1}


def _party_of(stored: Stored, draft_id: int) -> tuple[object, object]:
    form = stored.drafts[draft_id].form
    return form.get("grade"), form.get("letter")


def _lists(stored: Stored) -> Iterator[str]:
    for one, other in combinations(stored.live_waits, 2):
        same = (one.person_id, one.programme_id) == (other.person_id, other.programme_id)
        same = same and _party_of(stored, one.draft_id) == _party_of(stored, other.draft_id)
        if same and _days(one) & _days(other):
            yield f"a party stands twice in one list: {one.id} and {other.id}"
    for each in stored.live_waits:
        offers = [offer for offer in stored.live_offers if offer.waiting_id == each.id]
        if len(offers) != (each.state is WaitState.OFFERED):
            yield f"{each.id} on the list is {each.state}, and has the live offers {offers}"
    live = {each.id for each in stored.live_waits}
    for offer in stored.live_offers:
        if offer.waiting_id is not None and offer.waiting_id not in live:
            yield f"offer {offer.id} is for {offer.waiting_id}, who waits no more"


def _parties(stored: Stored) -> Iterator[str]:
    """Nobody has two bookings of one session, or is in two places at once."""

    def key(visit: Row) -> tuple[object, ...]:
        booking = stored.bookings[visit.booking_id]
        return booking.person_id, booking.grade, booking.letter

    for one, other in combinations(stored.standing, 2):
        if one.booking_id == other.booking_id or key(one) != key(other):
            continue
        here, there = stored.sessions[one.session_id], stored.sessions[other.session_id]
        if here.starts_at < there.ends_at and there.starts_at < here.ends_at:
            yield f"visits {one.id} and {other.id} are of one party, at the same time"


# --- offers ---------------------------------------------------------------------------------------------


def _offers(stored: Stored) -> Iterator[str]:
    """No session is kept twice for one party, and an option has room for all of it."""
    for offer in stored.live_offers:
        kept = Counter(part.session_id for part in stored.parts_of(offer.id))
        if any(number > 1 for number in kept.values()):
            yield f"offer {offer.id} keeps a session twice: {dict(kept)}"
        yield from _sizes(stored, offer)
    for one, other in combinations(stored.live_offers, 2):
        same = one.person_id == other.person_id
        same = same and _party_of(stored, one.draft_id) == _party_of(stored, other.draft_id)
        both = {each.session_id for each in stored.parts_of(one.id)} & {
            each.session_id for each in stored.parts_of(other.id)
        }
        if same and both:
            yield f"offers {one.id} and {other.id} keep the sessions {sorted(both)} for one party"


def _sizes(stored: Stored, offer: Row) -> Iterator[str]:
    form = stored.drafts[offer.draft_id].form
    party = form.get("children", 0) + form.get("adults", 0)
    sizes = Counter[tuple[int, int]]()
    for part in stored.parts_of(offer.id):
        sizes[part.option, part.stop or 0] += part.children + part.adults
    if any(size != party for size in sizes.values()):
        yield f"offer {offer.id} is for {party} people and has room for {dict(sizes)}"


# --- what is booked together ----------------------------------------------------------------------------


def _wholes(stored: Stored) -> Iterator[str]:
    """A party in subgroups, or on a route, has places for all of its people at each stop, or its leader was
    told which part fell, or it has none."""
    for booking in stored.bookings.values():
        visits = [each for each in stored.visits_of(booking.id) if each.status is not VisitStatus.MOVED]
        standing = [each for each in visits if each.status in STANDING]
        if not standing:
            continue
        stops = (
            [None]
            if booking.route_id is None
            else [each.position for each in stored.stops.values() if each.route_id == booking.route_id]
        )
        for stop in stops:
            yield from _stop(stored, booking, [each for each in visits if each.stop == stop], stop)


def _stop(stored: Stored, booking: Row, visits: list[Row], stop: int | None) -> Iterator[str]:
    where = f"booking {booking.id}" if stop is None else f"stop {stop} of booking {booking.id}"
    standing = [each for each in visits if each.status in STANDING]
    fallen = [each for each in visits if each.status in LOST and not each.replaced]
    people = sum(each.children for each in standing), sum(each.adults for each in standing)
    if len({each.status for each in standing}) > 1:
        yield f"{where} is {[each.status.value for each in standing]}"
    if any(each.status is VisitStatus.CANCELLED for each in visits):
        yield f"a part of {where} was called off by its leader, the rest stands"
    untold = [each.id for each in fallen if not _was_told(stored, booking.id, each.id)]
    if untold:
        yield f"of {where} {untold} fell, and nobody was told"
    if not fallen and people != (booking.children, booking.adults):
        yield f"{where} is for {booking.children} + {booking.adults}, {people} of whom have places"


def _was_told(stored: Stored, booking_id: int, visit_id: int) -> bool:
    return any(
        each.kind in _TOLD_OF_NO
        and each.payload.get("booking_id") == booking_id
        and str(visit_id) in str(each.payload.get("visits", "")).split("-")
        for each in stored.messages.values()
    )


def _called_off(stored: Stored) -> Iterator[str]:
    """Whoever the site has called off was told why."""
    for each in stored.visits.values():
        if each.status is VisitStatus.CANCELLED_BY_HOST and not _was_told(stored, each.booking_id, each.id):
            yield f"visit {each.id} was called off, and nobody was told"


# --- groups that need a minimum, and what goes to colleagues --------------------------------------------


def _groups(stored: Stored) -> Iterator[str]:
    """As soon as there are enough it takes place, and everybody who was in it is told so once."""
    for each in stored.groups:
        gathered = stored.gathered_in(each.id)
        if each.group_state is GroupState.CALLED_OFF:
            yield f"session {each.id} is open, and was called off"
        if each.group_state is GroupState.GATHERING and gathered >= each.minimum:
            yield f"session {each.id} gathers still, {gathered} of {each.minimum} are there"
    told = Counter(
        (each.payload["booking_id"], each.payload["session_id"], each.payload["since"])
        for each in stored.messages.values()
        if each.kind == "group.runs"
    )
    for about, times in told.items():
        if times > 1:
            yield f"{about} was told {times} times that the group takes place"


def find_broken_words(before: Stored, after: Stored) -> list[str]:
    """«Состоится» stands as long as anybody is left, unless the site closes the session; and who was in the
    group when it came together was told, but for who made it so."""
    found: list[str] = []
    for was in before.groups:
        now = after.sessions[was.id]
        if now.status is not SessionStatus.OPEN:
            continue
        if was.group_state is GroupState.RUNS and now.group_state is GroupState.GATHERING:
            left = [each.id for each in after.standing if each.session_id == was.id]
            if left:
                found.append(f"session {was.id} was to take place, and gathers again with {left} in it")
        if (was.group_state, now.group_state) == (GroupState.GATHERING, GroupState.RUNS):
            untold = {
                each.booking_id
                for each in before.standing
                if each.session_id == was.id and each.status is VisitStatus.CONFIRMED
            } - _told_it_runs(before, after, was.id)
            changed = {each.id for each in after.bookings.values() if each != before.bookings.get(each.id)}
            stands = {each.booking_id for each in after.standing if each.session_id == was.id}
            if (untold & stands) - changed:
                found.append(f"session {was.id} takes place, and {sorted(untold)} were not told")
    return found


def _told_it_runs(before: Stored, after: Stored, session_id: int) -> set[int]:
    return {
        each.payload["booking_id"]
        for each in after.messages.values()
        if each.id not in before.messages
        and each.kind == "group.runs"
        and each.payload["session_id"] == session_id
    }


def find_undecided(stored: Stored, now: datetime) -> list[str]:
    """Groups whose time is over, as soon as somebody has looked."""
    return [
        f"session {each.id} should be decided since {each.decides_at}"
        for each in stored.groups
        if each.group_state is GroupState.GATHERING and each.decides_at <= now
    ]


_OF_LEADERS = frozenset(
    {
        "booking.confirmed",
        "booking.declined",
        "booking.expired",
        "booking.closed",
        "booking.numbers",
        "booking.retimed",
        "group.runs",
        "route.partial",
        "visit.tomorrow",
        "visit.soon",
        "visit.frost",
        "duty.list",
        "duty.police",
        "duty.count",
    }
)
"""Kinds of messages that tell a booking's leader something."""


def _handovers(stored: Stored) -> Iterator[str]:
    """A booking is whose it was given to last: so is what is kept for it, and what waits to be told of it."""
    last: dict[int, Row] = {}
    for each in sorted(stored.handovers.values(), key=lambda each: each.ended_at or each.expires_at):
        if each.booking_id is not None and each.state is HandoverState.DONE:
            last[each.booking_id] = each
    for booking_id, each in last.items():
        whose = stored.bookings[booking_id].person_id
        if whose != each.taker_id:
            yield f"booking {booking_id} was given to {each.taker_id}, and is of {whose}"
    for offer in stored.live_offers:
        if offer.booking_id is not None and offer.person_id != stored.bookings[offer.booking_id].person_id:
            yield f"offer {offer.id} is for booking {offer.booking_id}, and of somebody else"
    for each in stored.messages.values():
        if each.state is OutboxState.DUE and each.kind in _OF_LEADERS:
            whose = stored.bookings[each.payload["booking_id"]].person_id
            if each.recipient_id != whose:
                yield f"{each.kind} {each.payload} waits for {each.recipient_id}, the booking is of {whose}"


# --- from one moment to the next ------------------------------------------------------------------------


class May(StrEnum):
    """What an event may do to a booking that had a place before."""

    LOSE = "lose"
    """Places of it end."""
    CONFIRM = "confirm"
    COUNT = "count"
    """The same places are for other numbers."""
    MOVE = "move"
    """All of its people have places elsewhere, as many at each stop."""
    REPLACE = "replace"
    """Stops that fell have places again; the others stand, perhaps at another time."""


Places = Mapping[int, tuple[int, int, VisitStatus]]
"""Session, people and state by visit."""


def places_of(stored: Stored, booking_id: int) -> Places:
    return {
        each.id: (each.session_id, each.children + each.adults, each.status)
        for each in stored.visits_of(booking_id)
        if each.status in STANDING
    }


def find_losses(before: Stored, after: Stored, may: Mapping[int, May]) -> list[str]:
    """Bookings that came to something else than the event between two moments may bring about."""
    found: list[str] = []
    for booking_id in before.bookings:
        was, now = places_of(before, booking_id), places_of(after, booking_id)
        if was == now:
            continue
        how = may.get(booking_id)
        if how is None or not _is_so(how, before, after, was, now):
            found.append(f"booking {booking_id} had {dict(was)}, has {dict(now)}: {how or 'nobody asked'}")
    return found


def _is_so(how: May, before: Stored, after: Stored, was: Places, now: Places) -> bool:
    match how:
        case May.LOSE:
            return now.items() <= was.items()
        case May.CONFIRM:
            same = {key: place[:2] for key, place in now.items()} == {
                key: place[:2] for key, place in was.items()
            }
            return same and all(
                place == was[key] or place[2] is VisitStatus.CONFIRMED for key, place in now.items()
            )
        case May.COUNT:
            return {key: (place[0], place[2]) for key, place in was.items()} == {
                key: (place[0], place[2]) for key, place in now.items()
            }
        case May.MOVE:
            return _people(before, was) == _people(after, now)
        case May.REPLACE:
            people = _people(after, now)
            return all(people[stop] >= number for stop, number in _people(before, was).items())


def _people(stored: Stored, places: Places) -> Counter[int]:
    people = Counter[int]()
    for visit_id, (_, number, _) in places.items():
        people[stored.visits[visit_id].stop or 0] += number
    return people


# --- when everything has been looked at -----------------------------------------------------------------


def find_idle(stored: Stored, now: datetime) -> list[str]:
    """Seats that nobody has although a party waits for them that fits, as soon as the lists were looked at.

    Left out: whoever let these seats go by, is elsewhere at that time, or is nearly too late.
    """
    return [
        f"{session.capacity - session.taken} seats of session {session.id} are idle, {wait.id} waits for them"
        for wait in stored.live_waits
        for session in stored.sessions.values()
        if wait.state is WaitState.WAITING
        and _could_have(session, wait)
        and session.starts_at - now > IN_TIME[_party_of(stored, wait.draft_id)[0] is not None]
        and session.id not in _let_go(stored, wait.id)
        and not _is_elsewhere(stored, wait, session)
    ]


def _could_have(session: Row, wait: Row) -> bool:
    return (
        session.status is SessionStatus.OPEN
        and session.programme_id == wait.programme_id
        and session.starts_at.astimezone(ZONE).date() in _days(wait)
        and session.capacity - session.taken >= wait.seats
        and session.parties < session.max_parties
    )


def _let_go(stored: Stored, waiting_id: int) -> set[int]:
    return {
        part.session_id
        for each in stored.offers.values()
        if each.waiting_id == waiting_id and each.state in {OfferState.LAPSED, OfferState.DECLINED}
        for part in stored.parts_of(each.id)
    }


def _is_elsewhere(stored: Stored, wait: Row, session: Row) -> bool:
    grade, letter = _party_of(stored, wait.draft_id)
    for visit in stored.standing:
        booking, there = stored.bookings[visit.booking_id], stored.sessions[visit.session_id]
        same = grade is None or (booking.grade, booking.letter) == (grade, letter)
        meets = there.starts_at < session.ends_at and session.starts_at < there.ends_at
        if booking.person_id == wait.person_id and same and meets:
            return True
    return False
