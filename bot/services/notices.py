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

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.db.connection import Connection
from bot.db.outbox import NewMessage, queue
from bot.db.people import read_coordinators, read_site_people, read_site_roles
from bot.domain.application import Application
from bot.domain.booking import Booking, Visit
from bot.domain.host_views import last_mark_day
from bot.domain.local_time import local_day, utc_at
from bot.domain.model import BookingId, PersonId, Priority, RegionId, Role, SiteId, VisitStatus
from bot.domain.views import Payload

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


def news_question(person_id: PersonId, now: datetime) -> NewMessage:
    """The question about news: once a person (H1). Dropped when sent if they have agreed by then."""
    return NewMessage(
        kind="news.ask",
        recipient_id=person_id,
        payload={},
        key=f"news.ask:{person_id}",
        due_at=now + NEWS_ASKED_AFTER,
        stale_at=now + NEWS_ASKED_UNTIL,
        priority=Priority.ANNOUNCEMENT,
    )


def to_each(
    people: Iterable[PersonId],
    kind: str,
    payload: Payload,
    *,
    key: str,
    due_at: datetime | None = None,
    stale_at: datetime | None = None,
    priority: Priority = Priority.CHANGE,
) -> list[NewMessage]:
    """One message for each of several people; ``key`` is made theirs."""
    return [
        NewMessage(
            kind=kind,
            recipient_id=person_id,
            payload=payload,
            key=f"{key}:{person_id}",
            due_at=due_at,
            stale_at=stale_at,
            priority=priority,
        )
        for person_id in people
    ]


def tell_site(
    connection: Connection,
    kind: str,
    site_id: SiteId,
    payload: Payload,
    *,
    key: str,
    now: datetime,
    roles: Collection[Role] = ANSWERING,
    due_at: datetime | None = None,
    stale_at: datetime | None = None,
    priority: Priority = Priority.CHANGE,
) -> None:
    """Queues one message for everybody with one of these roles at a site; ``key`` is made theirs."""
    people = read_site_people(connection, site_id, roles)
    messages = to_each(people, kind, payload, key=key, due_at=due_at, stale_at=stale_at, priority=priority)
    queue(connection, messages, now)


def tell_coordinators(
    connection: Connection,
    kind: str,
    region_id: RegionId,
    payload: Payload,
    *,
    key: str,
    now: datetime,
    due_at: datetime | None = None,
    stale_at: datetime | None = None,
) -> None:
    people = read_coordinators(connection, region_id)
    queue(connection, to_each(people, kind, payload, key=key, due_at=due_at, stale_at=stale_at), now)


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
    change_notices(
        connection,
        "host.request.update",
        site_id,
        {"booking_id": booking_id, "site_id": site_id},
        notice=request_key(booking_id, site_id),
        key=f"host.request.update:{booking_id}:{site_id}:{change}",
        now=now,
    )


def change_notices(
    connection: Connection,
    kind: str,
    site_id: SiteId,
    payload: Payload,
    *,
    notice: str,
    key: str,
    now: datetime,
) -> None:
    """Queues an edit of a notice that everybody who answers at the site got with the key ``notice``."""
    updates = [
        NewMessage(
            kind=kind,
            recipient_id=person_id,
            payload={**payload, "notice": f"{notice}:{person_id}"},
            key=f"{key}:{person_id}",
            priority=Priority.ANSWER,
        )
        for person_id in read_site_people(connection, site_id, ANSWERING)
    ]
    queue(connection, updates, now)


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
    payload: Payload,
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
    message = NewMessage(
        kind=kind,
        recipient_id=booking.person_id,
        payload={"booking_id": booking.id, "site_id": site_id},
        key=f"{kind}:{booking.id}:{site_id}:{visits}",
        priority=priority,
    )
    queue(connection, [message], now)


def visit_reminders(
    connection: Connection,
    booking: Booking,
    visits: Sequence[Visit],
    timezone: str,
    now: datetime,
) -> list[NewMessage]:
    """The day before at 15:00, two hours before (not before 07:00), half an hour after an unmarked start,
    and the next morning, when the host is asked who came.

    Visits of one day share the first two messages. Only moments still ahead are planned; whether a
    message is still true is asked again when it is sent (G1).
    """
    zone = ZoneInfo(timezone)
    seen: set[date] = set()
    roles_at = {
        site_id: read_site_roles(connection, site_id) for site_id in {each.site_id for each in visits}
    }
    messages: list[NewMessage] = []
    for each in sorted(visits, key=lambda one: one.starts_at):
        messages += _reminders(
            booking,
            each,
            zone,
            now,
            roles_at[each.site_id],
            of_the_day=local_day(each.starts_at, zone) not in seen,
        )
        seen.add(local_day(each.starts_at, zone))
    return messages


def _reminders(
    booking: Booking,
    visit: Visit,
    zone: ZoneInfo,
    now: datetime,
    roles: Mapping[PersonId, Role],
    *,
    of_the_day: bool,
) -> list[NewMessage]:
    """Of one visit; ``of_the_day``: with those that the visits of its day share. ``roles``: at its site."""
    day = local_day(visit.starts_at, zone)
    midnight = utc_at(day, time(0), zone)
    payload: Payload = {"booking_id": booking.id, "visit_id": visit.id}
    once = f"{visit.id}:{visit.starts_at:%Y%m%d%H%M}"

    def to_leader(kind: str, due_at: datetime, stale_at: datetime) -> NewMessage:
        return NewMessage(
            kind=kind,
            recipient_id=booking.person_id,
            payload=payload,
            key=f"{kind}:{once}",
            due_at=due_at,
            stale_at=stale_at,
            priority=Priority.REMINDER,
        )

    def to_site(kind: str, due_at: datetime, stale_at: datetime) -> list[NewMessage]:
        wanted = TO_HOSTS[kind]
        return to_each(
            [person_id for person_id, role in roles.items() if role in wanted],
            kind,
            payload,
            key=f"{kind}:{once}",
            due_at=due_at,
            stale_at=stale_at,
            priority=Priority.REMINDER,
        )

    eve = utc_at(day - timedelta(days=1), DAY_BEFORE_AT, zone)
    soon = max(visit.starts_at - BEFORE_START, utc_at(day, EARLIEST_REMINDER, zone))
    messages: list[NewMessage] = []
    if of_the_day and now <= eve < visit.starts_at:
        messages.append(to_leader("visit.tomorrow", eve, midnight))
    if of_the_day and now <= soon < visit.starts_at:
        messages.append(to_leader("visit.soon", soon, visit.starts_at))
    missing = visit.starts_at + MISSING_AFTER
    if missing > now:
        messages.append(to_leader("visit.missing", missing, visit.ends_at))
        unmarked = utc_at(day + timedelta(days=1), DAY_AFTER_AT, zone)
        unmarkable = utc_at(last_mark_day(day, Role.OWNER), time(0), zone)
        messages += to_site("visit.unmarked.host", unmarked, unmarkable)
        messages += to_site("visit.missing.host", missing + HOST_ASKED_AFTER_LEADER, visit.ends_at)
    return messages


def is_awaited(booking: Booking, site_id: SiteId) -> bool:
    """Whether a site still has to answer."""
    return any(each.status is VisitStatus.PENDING for each in booking.at(site_id))
