"""Queueing what people are told: each message is a row written with the change that it tells of.

A row holds ids only; what it says is rendered from the present truth when it is sent (G1). Kinds and
their payloads:

======================  ===========================================  ==================================
kind                    payload                                      to
======================  ===========================================  ==================================
host.request            booking_id, site_id                          owners and staff of the site
host.request.update     booking_id, site_id, notice                  the same; edits the notice
host.booked             booking_id, site_id                          owners and staff
host.cancelled          booking_id, site_id                          owners and staff
host.unanswered         booking_id, site_id, working_days            owners and staff (1), owners (2)
host.tomorrow           site_id, day                                 everybody at the site
host.application        application_id                               owners and staff
host.application.update application_id, notice                       the same; edits the notice
host.application.late   application_id, site_id, working_days        owners and staff (1), owners (2)
region.unanswered       booking_id, site_id                          coordinators
region.application.late application_id, site_id                      coordinators
person.unreachable      person_id                                    coordinators
region.audit            claims, seats, differences, about_seats      coordinators
region.backup           -                                            coordinators
booking.confirmed       booking_id, site_id                          the leader
booking.declined        booking_id, site_id                          the leader
booking.expired         booking_id, site_id                          the leader
booking.closed          booking_id, site_id                          the leader
visit.tomorrow          booking_id, visit_id                         the leader
visit.soon              booking_id, visit_id                         the leader
visit.missing           booking_id, visit_id                         the leader
visit.missing.host      booking_id, visit_id                         everybody at the site
visit.unmarked.host     booking_id, visit_id                         owners and staff
hold.expired            draft_id, version                            whoever filled the form
application.accepted    application_id                               the applicant
application.declined    application_id                               the applicant
news.ask                —                                            whoever booked for the first time
======================  ===========================================  ==================================
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.db.connection import Connection
from bot.db.outbox import queue
from bot.db.people import read_coordinators, read_site_people, was_consent_given
from bot.domain.application import Application
from bot.domain.booking import Booking, Visit
from bot.domain.host_views import last_mark_day
from bot.domain.local_time import local_day, utc_at
from bot.domain.model import BookingId, ConsentKind, PersonId, Priority, RegionId, Role, SiteId, VisitStatus

ANSWERING = (Role.OWNER, Role.STAFF)
AT_THE_SITE = (Role.OWNER, Role.STAFF, Role.GUIDE, Role.GUARD)

TO_HOSTS: Mapping[str, Collection[Role]] = {
    "host.request": ANSWERING,
    "host.request.update": ANSWERING,
    "host.booked": ANSWERING,
    "host.cancelled": ANSWERING,
    "host.unanswered": ANSWERING,
    "host.tomorrow": AT_THE_SITE,
    "host.application": ANSWERING,
    "host.application.update": ANSWERING,
    "host.application.late": ANSWERING,
    "visit.missing.host": AT_THE_SITE,
    "visit.unmarked.host": ANSWERING,
}
"""Kinds that tell of a visitor to people of a site: the roles that may read them, when they are sent too."""

HOST_SOON = timedelta(days=3)
"""Changes nearer than this reach hosts at once; later ones wait for the digest."""

DAY_BEFORE_AT = time(15)
DAY_AFTER_AT = time(9)
EARLIEST_REMINDER = time(7)
BEFORE_START = timedelta(hours=2)
MISSING_AFTER = timedelta(minutes=30)
HOST_ASKED_AFTER_LEADER = timedelta(minutes=10)
"""First the leader is asked, then the host."""


NEWS_ASKED_AFTER = timedelta(minutes=10)
"""The answer to a request is read first, and whoever books for several classes is not interrupted."""
NEWS_ASKED_UNTIL = timedelta(days=7)
"""Later nobody would know why they are asked."""


def ask_for_news(connection: Connection, person_id: PersonId, now: datetime) -> None:
    """Queues the question about news: once a person, and not for who has answered it elsewhere (H1)."""
    if was_consent_given(connection, person_id, ConsentKind.NEWS):
        return
    queue(
        connection,
        "news.ask",
        person_id,
        {},
        key=f"news.ask:{person_id}",
        now=now,
        due_at=now + NEWS_ASKED_AFTER,
        stale_at=now + NEWS_ASKED_UNTIL,
        priority=Priority.ANNOUNCEMENT,
    )


def tell_site(
    connection: Connection,
    kind: str,
    site_id: SiteId,
    payload: dict[str, int | str | None],
    *,
    key: str,
    now: datetime,
    roles: Collection[Role] = ANSWERING,
    due_at: datetime | None = None,
    stale_at: datetime | None = None,
    priority: Priority = Priority.CHANGE,
) -> None:
    """Queues one message for everybody with one of these roles at a site; ``key`` is made theirs."""
    for person_id in read_site_people(connection, [site_id], roles):
        queue(
            connection,
            kind,
            person_id,
            payload,
            key=f"{key}:{person_id}",
            now=now,
            due_at=due_at,
            stale_at=stale_at,
            priority=priority,
        )


def tell_coordinators(
    connection: Connection,
    kind: str,
    region_id: RegionId,
    payload: dict[str, int | str | None],
    *,
    key: str,
    now: datetime,
    due_at: datetime | None = None,
    stale_at: datetime | None = None,
) -> None:
    for person_id in read_coordinators(connection, region_id):
        queue(
            connection,
            kind,
            person_id,
            payload,
            key=f"{key}:{person_id}",
            now=now,
            due_at=due_at,
            stale_at=stale_at,
        )


def request_key(booking_id: BookingId, site_id: SiteId) -> str:
    return f"host.request:{booking_id}:{site_id}"


def tell_request(connection: Connection, booking: Booking, site_id: SiteId, now: datetime) -> None:
    """A new request reaches every owner and staff member at once (E2)."""
    tell_site(
        connection,
        "host.request",
        site_id,
        {"booking_id": booking.id, "site_id": site_id},
        key=request_key(booking.id, site_id),
        now=now,
        priority=Priority.ANSWER,
    )


def tell_request_changed(
    connection: Connection, booking_id: BookingId, site_id: SiteId, now: datetime, *, change: str
) -> None:
    """All copies of the notice change to show who decided and what (E2); ``change`` names the change."""
    for person_id in read_site_people(connection, [site_id], ANSWERING):
        queue(
            connection,
            "host.request.update",
            person_id,
            {
                "booking_id": booking_id,
                "site_id": site_id,
                "notice": f"{request_key(booking_id, site_id)}:{person_id}",
            },
            key=f"host.request.update:{booking_id}:{site_id}:{change}:{person_id}",
            now=now,
            priority=Priority.ANSWER,
        )


def plan_escalations(
    connection: Connection,
    booking: Booking,
    site_id: SiteId,
    moments: Sequence[datetime],
    now: datetime,
) -> None:
    """Reminders of an unanswered request (E3). Dropped when sent if the request has been answered by then."""
    first = booking.at(site_id)[0]
    if first.answer_due_at is None:
        return
    _escalate(
        connection,
        ("host.unanswered", "region.unanswered"),
        booking.region_id,
        site_id,
        {"booking_id": booking.id, "site_id": site_id},
        key=f"{booking.id}:{site_id}",
        moments=moments,
        due_at=first.answer_due_at,
        stale_at=first.expires_at,
        now=now,
    )


def plan_application_escalations(
    connection: Connection,
    application: Application,
    moments: Sequence[datetime],
    now: datetime,
    *,
    stale_at: datetime,
) -> None:
    """The same of an application, which can be answered until the last of its dates begins (``stale_at``)."""
    _escalate(
        connection,
        ("host.application.late", "region.application.late"),
        application.entry.region_id,
        application.site_id,
        {"application_id": application.id, "site_id": application.site_id},
        key=f"{application.id}",
        moments=moments,
        due_at=application.entry.answer_due_at,
        stale_at=stale_at,
        now=now,
    )


def _escalate(
    connection: Connection,
    kinds: tuple[str, str],
    region_id: RegionId,
    site_id: SiteId,
    payload: dict[str, int | str | None],
    *,
    key: str,
    moments: Sequence[datetime],
    due_at: datetime,
    stale_at: datetime | None,
    now: datetime,
) -> None:
    """All who answer are reminded after one working day, owners after two, coordinators when it is due."""
    to_site, to_region = kinds
    for number, (moment, roles) in enumerate(zip(moments, (ANSWERING, (Role.OWNER,)), strict=False), start=1):
        if moment >= due_at:
            continue
        tell_site(
            connection,
            to_site,
            site_id,
            {**payload, "working_days": number},
            key=f"{to_site}:{key}:{number}",
            now=now,
            roles=roles,
            due_at=moment,
            stale_at=stale_at,
            priority=Priority.REMINDER,
        )
    tell_coordinators(
        connection,
        to_region,
        region_id,
        payload,
        key=f"{to_region}:{key}",
        now=now,
        due_at=due_at,
        stale_at=stale_at,
    )


def tell_leader(
    connection: Connection,
    kind: str,
    booking: Booking,
    site_id: SiteId,
    now: datetime,
    *,
    priority: Priority = Priority.ANSWER,
) -> None:
    """A status change of the visits at one site; told once a state and set of visits."""
    visits = "-".join(str(each.id) for each in booking.at(site_id))
    queue(
        connection,
        kind,
        booking.person_id,
        {"booking_id": booking.id, "site_id": site_id},
        key=f"{kind}:{booking.id}:{site_id}:{visits}",
        now=now,
        priority=priority,
    )


def plan_visit_reminders(
    connection: Connection,
    booking: Booking,
    visits: Sequence[Visit],
    timezone: str,
    now: datetime,
) -> None:
    """The day before at 15:00, two hours before (not before 07:00), half an hour after an unmarked start,
    and the next morning, when the host is asked who came.

    Visits of one day share the first two messages. Only moments still ahead are planned; whether a
    message is still true is asked again when it is sent (G1).
    """
    zone = ZoneInfo(timezone)
    seen: set[object] = set()
    for each in sorted(visits, key=lambda one: one.starts_at):
        day = local_day(each.starts_at, zone)
        payload: dict[str, int | str | None] = {"booking_id": booking.id, "visit_id": each.id}
        if day not in seen:
            seen.add(day)
            eve = utc_at(day - timedelta(days=1), DAY_BEFORE_AT, zone)
            earliest = utc_at(day, EARLIEST_REMINDER, zone)
            soon = max(each.starts_at - BEFORE_START, earliest)
            for kind, due_at, stale_at in (
                ("visit.tomorrow", eve, utc_at(day, time(0), zone)),
                ("visit.soon", soon, each.starts_at),
            ):
                if now <= due_at < each.starts_at:
                    _remind(connection, kind, booking.person_id, payload, each, now, due_at, stale_at)
        missing = each.starts_at + MISSING_AFTER
        if missing > now:
            _remind(connection, "visit.missing", booking.person_id, payload, each, now, missing, each.ends_at)
            unmarked = utc_at(day + timedelta(days=1), DAY_AFTER_AT, zone)
            tell_site(
                connection,
                "visit.unmarked.host",
                each.site_id,
                payload,
                key=f"visit.unmarked.host:{each.id}:{each.starts_at:%Y%m%d%H%M}",
                now=now,
                due_at=unmarked,
                stale_at=utc_at(last_mark_day(day, Role.OWNER), time(0), zone),
                priority=Priority.REMINDER,
            )
            tell_site(
                connection,
                "visit.missing.host",
                each.site_id,
                payload,
                key=f"visit.missing.host:{each.id}:{each.starts_at:%Y%m%d%H%M}",
                now=now,
                roles=AT_THE_SITE,
                due_at=missing + HOST_ASKED_AFTER_LEADER,
                stale_at=each.ends_at,
                priority=Priority.REMINDER,
            )


def _remind(
    connection: Connection,
    kind: str,
    person_id: PersonId,
    payload: dict[str, int | str | None],
    visit: Visit,
    now: datetime,
    due_at: datetime,
    stale_at: datetime,
) -> None:
    queue(
        connection,
        kind,
        person_id,
        payload,
        key=f"{kind}:{visit.id}:{visit.starts_at:%Y%m%d%H%M}",
        now=now,
        due_at=due_at,
        stale_at=stale_at,
        priority=Priority.REMINDER,
    )


def is_awaited(booking: Booking, site_id: SiteId) -> bool:
    """Whether a site still has to answer."""
    return any(each.status is VisitStatus.PENDING for each in booking.at(site_id))
