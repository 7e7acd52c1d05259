"""Sessions and claims: the counters are the sums, and every live claim has a holder who is entitled to it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, and_, func, select

from bot.db.seats import find_discrepancies
from bot.db.self_audit.report import Difference, Fault, Found, Moments, Span
from bot.db.tables import application, claim, hold, programme, session, site, visit
from bot.domain.model import ApplicationStatus, HoldState, VisitStatus

_TAKING = [status for status in VisitStatus if status.takes_seats]


def look_at_sessions(connection: Connection, span: Span, _moments: Moments) -> Found:
    """Invariants 1 and 2, and that a session is of its programme's site."""
    sessions = session.c.id.between(span.first, span.last)
    count = connection.execute(select(func.count()).select_from(session).where(sessions)).scalar_one()
    claims, seats = connection.execute(
        select(func.count(), func.coalesce(func.sum(claim.c.seats), 0)).where(
            claim.c.session_id.between(span.first, span.last), claim.c.released_at.is_(None)
        )
    ).one()
    differences = [*_miscounted(connection, span), *_foreign(connection, span)]
    return Found({"sessions": count, "claims": claims, "seats": int(seats)}, tuple(differences))


def _miscounted(connection: Connection, span: Span) -> Iterator[Difference]:
    found = find_discrepancies(connection, first=span.first, last=span.last)
    rows = connection.execute(
        select(session.c.id, site.c.region_id)
        .join(site, site.c.id == session.c.site_id)
        .where(session.c.id.in_([each.session_id for each in found]))
    )
    regions = {row.id: row.region_id for row in rows}
    for each in found:
        seen = (
            f"says {each.taken} seats of {each.parties} parties, live claims hold {each.claimed} "
            f"of {each.claims}; it has {each.capacity} for {each.max_parties}"
        )
        fault = Fault.SEATS_OVERSOLD if each.is_oversold else Fault.SEATS_COUNTED_WRONG
        yield Difference(fault, "session", each.session_id, seen, regions.get(each.session_id))


def _foreign(connection: Connection, span: Span) -> Iterator[Difference]:
    rows = connection.execute(
        select(session.c.id, session.c.site_id, programme.c.site_id.label("own"), site.c.region_id)
        .join(programme, programme.c.id == session.c.programme_id)
        .join(site, site.c.id == session.c.site_id)
        .where(session.c.id.between(span.first, span.last), programme.c.site_id != session.c.site_id)
    )
    for row in rows:
        seen = f"is at site {row.site_id}, its programme is of site {row.own}"
        yield Difference(Fault.SESSION_OF_A_FOREIGN_SITE, "session", row.id, seen, row.region_id)


def look_at_claims(connection: Connection, span: Span, _moments: Moments) -> Found:
    """Each live claim is of a live hold, of a visit that takes seats, or of an accepted application."""
    live = and_(claim.c.id.between(span.first, span.last), claim.c.released_at.is_(None))
    held, visited, placed = connection.execute(
        select(
            func.count(claim.c.hold_id), func.count(claim.c.visit_id), func.count(claim.c.application_id)
        ).where(live)
    ).one()
    counts = {"of holds": held, "of visits": visited, "of placements": placed}
    differences = (
        *_of_holds(connection, live),
        *_of_visits(connection, live),
        *_of_placements(connection, live),
    )
    return Found(counts, differences)


_CLAIMED = (claim.c.id, claim.c.seats, claim.c.session_id, site.c.region_id)


def _of_holds(connection: Connection, live: ColumnElement[bool]) -> Iterator[Difference]:
    rows = connection.execute(
        select(*_CLAIMED, hold.c.id.label("hold_id"), hold.c.state)
        .join(hold, hold.c.id == claim.c.hold_id)
        .join(session, session.c.id == claim.c.session_id)
        .join(site, site.c.id == session.c.site_id)
        .where(live, hold.c.state != HoldState.LIVE)
    )
    for row in rows:
        seen = f"{row.seats} seats of session {row.session_id} for hold {row.hold_id}, which is {row.state}"
        yield Difference(Fault.CLAIM_OF_AN_ENDED_HOLD, "claim", row.id, seen, row.region_id)


def _of_visits(connection: Connection, live: ColumnElement[bool]) -> Iterator[Difference]:
    people = visit.c.children + visit.c.adults
    ended = visit.c.status.not_in(_TAKING)
    rows = connection.execute(
        select(
            *_CLAIMED,
            visit.c.id.label("visit_id"),
            visit.c.status,
            visit.c.session_id.label("theirs"),
            people.label("people"),
        )
        .join(visit, visit.c.id == claim.c.visit_id)
        .join(session, session.c.id == claim.c.session_id)
        .join(site, site.c.id == session.c.site_id)
        .where(live, ended | (visit.c.session_id != claim.c.session_id) | (people != claim.c.seats))
    )
    for row in rows:
        seen = f"{row.seats} seats of session {row.session_id} for visit {row.visit_id}, "
        if row.status not in _TAKING:
            fault, how = Fault.CLAIM_OF_AN_ENDED_VISIT, f"which is {row.status}"
        elif row.theirs != row.session_id:
            fault, how = Fault.CLAIM_ELSEWHERE, f"which is to session {row.theirs}"
        else:
            fault, how = Fault.CLAIM_OF_ANOTHER_SIZE, f"which is of {row.people} people"
        yield Difference(fault, "claim", row.id, seen + how, row.region_id)


def _of_placements(connection: Connection, live: ColumnElement[bool]) -> Iterator[Difference]:
    rows = connection.execute(
        select(
            *_CLAIMED,
            application.c.id.label("application_id"),
            application.c.status,
            application.c.accepted_session_id,
        )
        .join(application, application.c.id == claim.c.application_id)
        .join(session, session.c.id == claim.c.session_id)
        .join(site, site.c.id == session.c.site_id)
        .where(
            live,
            (application.c.status != ApplicationStatus.ACCEPTED)
            | (application.c.accepted_session_id != claim.c.session_id)
            | (claim.c.seats != 1),
        )
    )
    for row in rows:
        where = f" to session {row.accepted_session_id}" if row.accepted_session_id is not None else ""
        seen = (
            f"{row.seats} seats of session {row.session_id} for application {row.application_id}, "
            f"which is {row.status}{where}"
        )
        yield Difference(Fault.CLAIM_OF_NO_PLACEMENT, "claim", row.id, seen, row.region_id)
