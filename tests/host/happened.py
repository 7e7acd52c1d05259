"""What happened at two sites over a year and a half, by chance but always the same, and the same figures once
more, worked out the long way: every visit looked at by itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select

from bot.db.tables import booking, claim, draft, feedback, organisation, session, visit
from bot.domain.catalogue.catalogue import Programme
from bot.domain.forms import DraftKind
from bot.domain.model import (
    Audience,
    Confirmation,
    DraftState,
    OrganisationId,
    OrganisationKind,
    PersonId,
    ProgrammeKind,
    RegionId,
    SessionStatus,
    Sharing,
    SiteId,
    VisitStatus,
)

ZONE = ZoneInfo("Europe/Moscow")
FIRST = datetime(2025, 8, 30, 5, 0, tzinfo=UTC)
DAYS = 480
SEATS = 300

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """A site with its programmes, at which things happen."""

    site_id: SiteId
    programmes: tuple[Programme, ...]


@dataclass(slots=True)
class Happened:
    """Everything as rows."""

    connection: Connection
    region_id: RegionId
    leader: PersonId
    now: datetime
    random: Random
    schools: tuple[OrganisationId, ...] = ()

    def add_schools(self, number: int) -> None:
        self.schools = tuple(
            OrganisationId(
                self.connection.execute(
                    insert(organisation)
                    .values(
                        region_id=self.region_id,
                        kind=OrganisationKind.SCHOOL,
                        name=f"Школа № {each}",
                        city=("Ухта", "ухта", "Емва", None)[each % 4],
                        folded=f"школа {each} придуманная",
                        verified=True,
                        created_at=FIRST,
                    )
                    .returning(organisation.c.id)
                ).scalar_one()
            )
            for each in range(number)
        )

    def add_session(self, programme: Programme, starts_at: datetime) -> int:
        status = SessionStatus.CLOSED if self.random.random() < 0.1 else SessionStatus.OPEN
        new: int = self.connection.execute(
            insert(session)
            .values(
                programme_id=programme.id,
                site_id=programme.site_id,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=90),
                status=status,
                sharing=Sharing.SHARED,
                confirmation=Confirmation.HOST,
                audience=["school"],
                capacity=SEATS,
                max_parties=SEATS,
                created_at=FIRST,
            )
            .returning(session.c.id)
        ).scalar_one()
        return new

    def add_booking(self, sessions: list[tuple[int, SiteId, datetime]]) -> None:
        draw = self.random
        audience = draw.choice([*Audience, Audience.SCHOOL, Audience.SCHOOL])
        led = audience in {Audience.SCHOOL, Audience.COLLEGE, Audience.STUDENT}
        children, adults = draw.randint(1, 12) if led else draw.randint(0, 3), draw.randint(1, 3)
        asked = min(each[2] for each in sessions) - timedelta(
            days=draw.randint(5, 40), hours=draw.random() * 9
        )
        number = self.connection.execute(
            insert(draft)
            .values(
                person_id=self.leader,
                kind=DraftKind.BOOKING,
                state=DraftState.SENT,
                form={},
                created_at=asked,
                updated_at=asked,
            )
            .returning(draft.c.id)
        ).scalar_one()
        booking_id = self.connection.execute(
            insert(booking)
            .values(
                region_id=self.region_id,
                person_id=self.leader,
                draft_id=number,
                organisation_id=draw.choice([*self.schools, None]) if led else None,
                audience=audience,
                grade=draw.choice([*range(1, 12), None]) if audience is Audience.SCHOOL else None,
                children=children * len(sessions),
                adults=adults * len(sessions),
                youngest_age=draw.choice([7, 11, 12, 16, 17, None]),
                foreign_guests=draw.choice([0, 0, 0, 1, 2]) if children + adults > 2 else 0,
                wheelchairs=0,
                source=draw.choice([None, None, "vk", "школа"]),
                created_at=asked,
            )
            .returning(booking.c.id)
        ).scalar_one()
        for position, (session_id, site_id, starts_at) in enumerate(sessions, start=1):
            self._add_visit(booking_id, position, session_id, site_id, starts_at, asked, (children, adults))

    def _add_visit(
        self,
        booking_id: int,
        position: int,
        session_id: int,
        site_id: SiteId,
        starts_at: datetime,
        asked: datetime,
        people: tuple[int, int],
    ) -> None:
        draw = self.random
        over = starts_at < self.now
        status = draw.choice([*VisitStatus, *[VisitStatus.ARRIVED if over else VisitStatus.CONFIRMED] * 8])
        if not over and status in {VisitStatus.ARRIVED, VisitStatus.NO_SHOW}:
            status = VisitStatus.PENDING
        due = draw.choice([asked + timedelta(days=3), asked + timedelta(hours=5), None])
        decided = (
            None if status is VisitStatus.PENDING else asked + timedelta(hours=draw.choice([0.2, 4, 30, 90]))
        )
        came = status is VisitStatus.ARRIVED
        off = status in {VisitStatus.CANCELLED, VisitStatus.CANCELLED_BY_HOST}
        visit_id = self.connection.execute(
            insert(visit)
            .values(
                booking_id=booking_id,
                site_id=site_id,
                session_id=session_id,
                position=position,
                status=status,
                children=people[0],
                adults=people[1],
                code=f"{booking_id}-{position}"[-8:],
                answer_due_at=due,
                decided_at=decided,
                reason=draw.choice(["illness", "repair", "other"]) if off else None,
                arrived_count=draw.choice([None, sum(people), 1, sum(people) + 4]) if came else None,
            )
            .returning(visit.c.id)
        ).scalar_one()
        if status.takes_seats:
            self.connection.execute(
                insert(claim).values(
                    session_id=session_id, seats=sum(people), visit_id=visit_id, created_at=asked
                )
            )
            taken = {"taken": session.c.taken + sum(people), "parties": session.c.parties + 1}
            self.connection.execute(session.update().where(session.c.id == session_id).values(**taken))

    def add_rating(self, site_id: SiteId, at: datetime) -> None:
        self.connection.execute(
            insert(feedback).values(site_id=site_id, score=self.random.randint(1, 5), created_at=at)
        )


def let_happen(
    connection: Connection,
    places: Iterable[Place],
    region_id: RegionId,
    leader: PersonId,
    now: datetime,
    *,
    seed: int,
    bookings: int = 120,
) -> None:
    """Sessions, bookings of one or two visits, and ratings, the same for the same seed."""
    past = Happened(connection, region_id, leader, now, Random(seed))
    past.add_schools(9)
    sessions: list[tuple[int, SiteId, datetime]] = []
    for place in places:
        for number, programme in enumerate(place.programmes):
            if programme.kind is ProgrammeKind.INTERNSHIP:
                continue
            days = past.random.sample(range(DAYS), 25)
            for day in sorted(days):
                # At night too: the last evening of a month there is the next month in UTC, or the other way.
                starts_at = FIRST + timedelta(
                    days=day, hours=past.random.choice([0, 4, 15.5, 18]), minutes=number
                )
                sessions.append((past.add_session(programme, starts_at), place.site_id, starts_at))
        for _ in range(30):
            past.add_rating(place.site_id, FIRST + timedelta(days=past.random.random() * 440))
    for _ in range(bookings):
        first = past.random.choice(sessions)
        near = [each for each in sessions if each[1] == first[1] and each != first]
        past.add_booking([first, past.random.choice(near)] if past.random.random() < 0.3 else [first])


# --- the long way ---------------------------------------------------------------------------------------


def month_of(moment: datetime) -> date:
    return moment.astimezone(ZONE).date().replace(day=1)


def rows_of(connection: Connection) -> tuple[list[Row], list[Row], list[Row]]:
    """Visits with their sessions and bookings, sessions, ratings."""
    visits = connection.execute(
        select(
            *(
                visit.c[name]
                for name in ("status", "children", "adults", "arrived_count", "position", "reason")
            ),
            *(visit.c[name] for name in ("answer_due_at", "decided_at", "booking_id", "session_id")),
            *(booking.c[name] for name in ("audience", "grade", "youngest_age", "organisation_id")),
            booking.c.foreign_guests,
            booking.c.created_at.label("asked_at"),
            session.c.site_id,
            session.c.programme_id,
            session.c.starts_at,
            organisation.c.city,
        )
        .join(session, session.c.id == visit.c.session_id)
        .join(booking, booking.c.id == visit.c.booking_id)
        .outerjoin(organisation, organisation.c.id == booking.c.organisation_id)
        .where(visit.c.status != VisitStatus.MOVED)
    )
    sessions = connection.execute(select(session))
    ratings = connection.execute(select(feedback))
    return (
        [dict(each._mapping) for each in visits],
        [dict(each._mapping) for each in sessions],
        [dict(each._mapping) for each in ratings],
    )


def _band(row: Row) -> str:
    grade = row["grade"]
    if grade is None:
        grade = 5 if row["youngest_age"] is None else row["youngest_age"] - 6
    return "school_1_4" if grade <= 4 else "school_5_9" if grade <= 9 else "school_10_11"


def _people(row: Row) -> Counter[str]:
    """Who came, by the names of the counts."""
    number = row["arrived_count"]
    if number is None:
        number = row["children"] + row["adults"]
    names = {
        Audience.TOURIST: "tourists",
        Audience.FAMILY: "families",
        Audience.ADULT: "delegations",
        Audience.COLLEGE: "college",
        Audience.STUDENT: "students",
    }
    found: Counter[str] = Counter(visitors=number)
    audience = row["audience"]
    if audience in {Audience.TOURIST, Audience.FAMILY, Audience.ADULT}:
        found[names[audience]] = number
        return found
    adults = min(row["adults"], number)
    found["accompanying"] = adults
    found[names.get(audience) or _band(row)] = number - adults
    return found


def counted(
    visits: Iterable[Row],
    sessions: Iterable[Row],
    ratings: Iterable[Row],
    programmes: Callable[[int], Programme],
    now: datetime,
) -> Counter[str]:
    """The sums over these rows, which are all of one site and month."""
    found: Counter[str] = Counter()
    by_programme: dict[int, list[Row]] = defaultdict(list)
    for row in visits:
        by_programme[row["programme_id"]].append(row)
    for programme_id, rows in by_programme.items():
        found += _of_programme(rows, programmes(programme_id), now)
    for each in sessions:
        is_placement = programmes(each["programme_id"]).kind is ProgrammeKind.INTERNSHIP
        if each["status"] is SessionStatus.OPEN and each["starts_at"] <= now:
            if is_placement:
                found["placements_places"] += each["capacity"]
            else:
                found["sessions"] += 1
                found["occupied"] += each["parties"] > 0
                found["capacity"] += each["capacity"]
                found["taken"] += each["taken"]
    for each in ratings:
        found["rated"] += 1
        found["score"] += each["score"]
    return found


def _of_programme(rows: list[Row], programme: Programme, now: datetime) -> Counter[str]:
    found: Counter[str] = Counter()
    came = [each for each in rows if each["status"] is VisitStatus.ARRIVED]
    confirmed = {VisitStatus.CONFIRMED, VisitStatus.ARRIVED, VisitStatus.NO_SHOW}

    def bookings(*which: VisitStatus) -> int:
        return len({each["booking_id"] for each in rows if each["status"] in which})

    found["applied"] = len({each["booking_id"] for each in rows})
    found["confirmed"] = bookings(*confirmed)
    found["declined"] = bookings(VisitStatus.DECLINED)
    found["expired"] = bookings(VisitStatus.EXPIRED)
    found["waiting"] = bookings(VisitStatus.PENDING)
    found["excursions"] = len({each["session_id"] for each in came})
    found["came"] = len(came)
    for name, status in (
        ("no_show", VisitStatus.NO_SHOW),
        ("called_off_by_visitor", VisitStatus.CANCELLED),
        ("called_off_by_site", VisitStatus.CANCELLED_BY_HOST),
    ):
        found[name] = sum(each["status"] is status for each in rows)
    for each in came:
        found += _people(each)
    schools = [each for each in came if each["audience"] is Audience.SCHOOL]
    found["school_groups"] = len({each["booking_id"] for each in schools})
    if programme.kind is ProgrammeKind.CAREER:
        found["careers"] = found["excursions"]
    if programme.kind is ProgrammeKind.TRIAL:
        found["trials"] = found["excursions"]
    if programme.kind in {ProgrammeKind.CAREER, ProgrammeKind.TRIAL}:
        found["minutes"] = found["visitors"] * (programme.duration_min or 0)
    for each in rows:
        late, due = _lateness(each, now)
        found["late"] += late
        found["due"] += due
    return found


def answer_hours(row: Row) -> float | None:
    """None: it was not the site that answered, or nothing says when."""
    answered = {VisitStatus.CONFIRMED, VisitStatus.ARRIVED, VisitStatus.NO_SHOW, VisitStatus.DECLINED}
    if row["status"] not in answered or row["answer_due_at"] is None or row["decided_at"] is None:
        return None
    return float((row["decided_at"] - row["asked_at"]).total_seconds() // 3600)


def _lateness(row: Row, now: datetime) -> tuple[int, int]:
    """Whether an answer was late, and whether one was due at all."""
    if row["status"] is VisitStatus.EXPIRED:
        return 1, 1
    due = row["answer_due_at"]
    if row["status"] is VisitStatus.PENDING:
        late = due is not None and due <= now
        return int(late), int(late)
    if answer_hours(row) is None:
        return 0, 0
    return int(row["decided_at"] > due), 1


def foreign_guests(rows: Iterable[Row]) -> Counter[tuple[SiteId, date]]:
    """A booking's guests count at its first visit to a site to which it came."""
    first: dict[tuple[int, SiteId], Row] = {}
    for row in sorted(rows, key=lambda each: -each["position"]):
        if row["status"] is VisitStatus.ARRIVED:
            first[row["booking_id"], row["site_id"]] = row
    found: Counter[tuple[SiteId, date]] = Counter()
    for row in first.values():
        found[row["site_id"], month_of(row["starts_at"])] += row["foreign_guests"]
    return found


def median_of(rows: Iterable[Row]) -> float | None:
    hours = [each for each in map(answer_hours, rows) if each is not None]
    return median(hours) if hours else None
