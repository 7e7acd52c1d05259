"""What the gallery's screens show: the demo's content, sessions of any shape, parties, bookings, people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import MovableClock
from bot.db.engine.database import Database
from bot.db.operations.migrate import upgrade
from bot.domain.booking.availability import Asking, DayChoice, Rules, SessionFacts, choose_days
from bot.domain.booking.booking import Booking, Visit
from bot.domain.catalogue.catalogue import Catalogue, Programme, Region, Site
from bot.domain.limits import Limits
from bot.domain.model import (
    AgeBand,
    Applicant,
    ApplicationId,
    ApplicationStatus,
    Audience,
    BookingId,
    ClassCardId,
    DayWord,
    DraftId,
    OrganisationId,
    OrganisationKind,
    OwnHours,
    Party,
    PersonId,
    ProgrammeKind,
    RegionId,
    Role,
    SessionId,
    SessionStatus,
    Sharing,
    SiteId,
    VisitId,
    VisitStatus,
)
from bot.domain.papers.kinds import BEFORE, TO_READ, PaperKind
from bot.domain.papers.review import ExpertReview
from bot.domain.people.access import Actor, Membership
from bot.domain.people.organisation import ClassCard, Organisation
from bot.domain.placements.application import Application, ApplicationEntry
from bot.domain.texts import Texts
from bot.domain.time.working_days import WorkingCalendar
from bot.services.catalogue.cache import CatalogueCache
from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
from bot.services.demo.seed import DEMO_FILE
from bot.ui.links import Links
from bot.ui.visitor.booking.on_the_day import LATE
from bot.ui.visitor.consent import Operator

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday, 12:00 in Moscow."""
COMMENT = "Приедем на своём автобусе <b>ПАЗ</b> & просим показать сушильную часть. " * 4 + "Спасибо!"
"""As long as it may be, with what is HTML to nobody."""
REVIEW = ExpertReview(VisitId(1), 5, 4, 5, COMMENT[:200], PersonId(2), NOW)
"""Of a job trial, with a sentence as long as it may be."""
LEADER = "Анна-Мария Константиновна Александрова-Петропавловская-Камч"
"""Sixty characters at most."""
RECEPTION = "Отдел приёма гостей · Приполярный кварц"
COURSE = "2 курс, технология деревообработки и мебельное производство"
TALK = "в среду с 15 до 17, позвонит отдел кадров, при необходимости ещё раз в четверг утром, до обеда"
MOTIVATION = (
    "Учится на технолога и хочет увидеть цех изнутри, потому что <после> колледжа думает о заводе. " * 5
)
STATES = tuple(each for each in VisitStatus if each is not VisitStatus.MOVED)
"""Of visits that are shown: who has moved is seen where they are now."""
PRINTED = tuple(each for each in BEFORE if each not in TO_READ and each is not PaperKind.CALENDAR)
"""All papers that can be out of date."""
REFERENCES = ("К-0412", "К-12345", "КС-0007")
CODE = "Д7Ш4"

OPERATOR = Operator(
    name="АНО «Центр развития промышленного туризма Республики Коми»",
    inn="1100000000",
    address="167000, Республика Коми, г. Сыктывкар, ул. Коммунистическая, д. 8, офис 301",
    email="privacy@operator.example",
    policy_url="https://operator.example/personal-data/policy",
    database_location="167000, Сыктывкар, ул. Примерная, 1",
    consent_version=1,
    news_version=1,
)
OWN_CONSENT = Texts(
    {
        "ru": (
            "Списки группы для пропуска школа передаёт предприятию сама, на бумаге или по почте: бот их не "
            "получает. Ответственный в регионе — министерство промышленности, приёмная +7 821 220-00-00. "
        )
        * 3,
        "en": (
            "Schools send the list of a group to the enterprise themselves, on paper or by e-mail: the bot "
            "never gets it. In the region the ministry of industry answers, reception +7 821 220-00-00. "
        )
        * 3,
    }
)
"""As long as it may be, nearly."""
LINKS = Links("prokhodnaya_demo_bot")


@dataclass(frozen=True, slots=True)
class Showroom:
    """The demo's content and days off, as the bot reads them."""

    catalogue: Catalogue
    calendars: Mapping[SiteId, WorkingCalendar]

    @property
    def region(self) -> Region:
        return next(iter(self.catalogue.regions.values()))

    @property
    def sites(self) -> list[Site]:
        return list(self.catalogue.sites.values())

    def site(self, slug: str) -> Site:
        return next(each for each in self.sites if each.slug == slug)

    @property
    def longest_site(self) -> Site:
        """With the longest name of all in any language."""
        return max(self.sites, key=lambda each: max(len(text) for text in each.name.as_mapping().values()))

    def programme(self, slug: str, code: str) -> Programme:
        return next(each for each in self.site(slug).programmes if each.code == code)

    def of_kind(self, kind: ProgrammeKind) -> tuple[Site, Programme]:
        """The programme of a kind with the longest title, and its site."""
        found = [each for each in self.catalogue.programmes.values() if each.kind is kind]
        programme = max(found, key=lambda each: max(map(len, each.title.as_mapping().values())))
        return self.catalogue.site_of(programme), programme

    # sessions

    def session(
        self,
        programme: Programme,
        day: date,
        at: time = time(10),
        *,
        number: int = 1,
        capacity: int | None = None,
        taken: int = 0,
        parties: int = 0,
        status: SessionStatus = SessionStatus.OPEN,
    ) -> SessionFacts:
        """A session on the site's own clock."""
        zone = ZoneInfo(self.catalogue.site_of(programme).timezone)
        starts = datetime.combine(day, at, zone).astimezone(UTC)
        length = timedelta(minutes=programme.duration_min or 90)
        if programme.kind is ProgrammeKind.INTERNSHIP:
            length = timedelta(days=4, hours=programme.hours_per_day or 4)
        return SessionFacts(
            id=SessionId(number),
            programme_id=programme.id,
            site_id=programme.site_id,
            starts_at=starts,
            ends_at=starts + length,
            status=status,
            sharing=programme.sharing,
            confirmation=programme.confirmation,
            audience=programme.audience,
            capacity=programme.max_group if capacity is None else capacity,
            max_parties=1 if programme.sharing is Sharing.PRIVATE else programme.max_group,
            taken=taken,
            parties=parties,
        )

    def weekly(self, programme: Programme, times: Sequence[time], weeks: int = 16) -> list[SessionFacts]:
        """Sessions on Tuesdays and Thursdays; every fifth is taken, every seventh closed."""
        found: list[SessionFacts] = []
        for day in (NOW.date() + timedelta(days=number) for number in range(weeks * 7)):
            if day.isoweekday() not in {2, 4}:
                continue
            for at in times:
                number = len(found) + 1
                taken = programme.max_group if number % 5 == 0 else 0
                found.append(
                    self.session(
                        programme,
                        day,
                        at,
                        number=number,
                        taken=taken,
                        parties=1 if taken else 0,
                        status=SessionStatus.CLOSED if number % 7 == 0 else SessionStatus.OPEN,
                    )
                )
        return found

    def days(
        self, programme: Programme, party: Party, audience: Audience, sessions: Iterable[SessionFacts]
    ) -> Mapping[date, DayChoice]:
        """What a party can have, by the real rules."""
        site = self.catalogue.site_of(programme)
        rules = Rules(programme, site.timezone, self.calendars[site.id], Limits())
        return choose_days(rules, Asking(party, audience, NOW), sessions)


async def open_showroom(folder: Path) -> Showroom:
    """Imports the demo into a database of its own and reads the content back."""
    address = f"sqlite:///{folder / 'showroom.sqlite3'}"
    clock = MovableClock(NOW)
    db = await Database.open(address)
    try:
        counts = await ImportCatalogue(db, clock)(DEMO_FILE.read_bytes(), publish=True)
        assert isinstance(counts, ImportCounts), counts
        content = CatalogueCache(db, clock)
        await content.refresh()
        calendars = {site: content.calendar(site) for site in content.everything.sites}
        return Showroom(content.published, calendars)
    finally:
        await db.close()


def prepare(folder: Path) -> None:
    """Makes the empty database; apart, since migrations run a loop of their own."""
    upgrade(f"sqlite:///{folder / 'showroom.sqlite3'}")


# --- people, parties, bookings ---------------------------------------------------------------------

SCHOOL = Organisation(OrganisationId(1), OrganisationKind.SCHOOL, "Школа «Северный ключ»", "Сыктывкар")
AGENCY = Organisation(
    OrganisationId(9),
    OrganisationKind.AGENCY,
    "Туристическая компания «Дорогами северного сияния и белых ночей»",
    "Сыктывкар",
)
GROUP_TITLE = "Большое осеннее путешествие ветеранов лесной отрасли, день 2"
LONG_SCHOOL = Organisation(
    OrganisationId(2),
    OrganisationKind.SCHOOL,
    "Муниципальное автономное общеобразовательное учреждение «Средняя общеобразовательная школа № 43 "
    "с углублением»",
    "Сосногорск",
)


def actor(
    *roles: Membership,
    name: str | None = "Анна Петровна К.",
    phone: str | None = "+70000000001",
    quiet_hours: OwnHours | None = None,
    quiet_weekends: bool = False,
) -> Actor:
    return Actor(
        person_id=PersonId(1),
        telegram_id=1,
        language="ru",
        name=name,
        phone=phone,
        consent_version=1 if name else None,
        memberships=roles,
        quiet_hours=quiet_hours,
        quiet_weekends=quiet_weekends,
    )


def class_card(number: int, *, grade: int | None = 7, letter: str | None = "Б") -> ClassCard:
    return ClassCard(
        id=ClassCardId(number),
        audience=Audience.SCHOOL,
        grade=grade,
        letter=letter,
        children=27,
        adults=3,
        youngest_age=12,
        organisation=SCHOOL,
    )


def ten_cards() -> tuple[ClassCard, ...]:
    """As many as one may have; the last is a group without a grade."""
    letters = "АБВГДЕЖИК"
    cards = [
        replace(class_card(number + 1), grade=number + 2, letter=letters[number], children=20 + number)
        for number in range(9)
    ]
    return (*cards, class_card(10, grade=None, letter=None))


def visit_to(
    session: SessionFacts,
    status: VisitStatus = VisitStatus.PENDING,
    *,
    position: int = 1,
    children: int = 27,
    adults: int = 3,
    reason: str | None = None,
    arrived_count: int | None = None,
) -> Visit:
    """A visit in a state, with everything that belongs to it."""
    decided = status not in {VisitStatus.PENDING, VisitStatus.EXPIRED, VisitStatus.CANCELLED}
    here = status is VisitStatus.ARRIVED
    return Visit(
        id=VisitId(position),
        booking_id=BookingId(1),
        site_id=session.site_id,
        session_id=session.id,
        programme_id=session.programme_id,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        confirmation=session.confirmation,
        position=position,
        status=status,
        children=children,
        adults=adults,
        code=CODE,
        answer_due_at=NOW + timedelta(days=3),
        expires_at=NOW + timedelta(days=4),
        list_due_at=session.starts_at - timedelta(days=3),
        decided_by=PersonId(2) if decided else None,
        decided_at=NOW - timedelta(hours=2) if decided else None,
        reason=reason,
        arrived_at=session.starts_at + timedelta(minutes=4) if here else None,
        arrived_count=arrived_count,
    )


def words_of_the_day(booking: Booking) -> Iterator[tuple[str, Booking]]:
    """All that its leader can have said: before and after the start, fewer, as many, more."""
    start, seats = booking.first.starts_at, sum(each.seats for each in booking.visits)
    for word in (DayWord.ON_WAY, *LATE, DayWord.LATE_120, DayWord.HERE):
        for minutes in (-50, 35):
            for coming in (None, 1, seats, seats + 7):
                at = start + timedelta(minutes=minutes)
                visits = [replace(each, said=word, said_at=at, coming=coming) for each in booking.visits]
                yield f"{word} at {minutes}, {coming}", replace(booking, visits=tuple(visits))


def booking_of(
    *visits: Visit,
    audience: Audience = Audience.SCHOOL,
    party: Party | None = None,
    organisation: Organisation | None = LONG_SCHOOL,
    reference: str = REFERENCES[1],
    comment: str | None = COMMENT,
    cancel_reason: str | None = None,
    letter: str | None = "Б",
) -> Booking:
    """A booking with long answers, unless told otherwise."""
    pupils = audience in {Audience.SCHOOL, Audience.COLLEGE}
    return Booking(
        id=BookingId(1),
        region_id=RegionId(1),
        person_id=PersonId(1),
        draft_id=DraftId(1),
        reference=reference,
        audience=audience,
        organisation_id=organisation.id if organisation and pupils else None,
        organisation_title=organisation.title if organisation and pupils else None,
        class_card_id=None,
        grade=7 if pupils else None,
        letter=letter if pupils else None,
        party=party
        or Party(
            children=sum(each.children for each in visits),
            adults=sum(each.adults for each in visits),
            youngest_age=12,
            foreign=2,
            wheelchairs=1,
        ),
        comment=comment,
        leader_name=LEADER if pupils else None,
        leader_phone="+70000000001",
        cancel_reason=cancel_reason,
        created_at=NOW - timedelta(days=2),
        visits=visits,
    )


def application_to(
    first: SessionFacts,
    second: SessionFacts | None,
    status: ApplicationStatus,
    *,
    band: AgeBand = AgeBand.FROM_16,
    applicant: Applicant = Applicant.PARENT,
    reason: str | None = None,
) -> Application:
    placed = status.has_place
    decided = status not in {
        ApplicationStatus.REVIEW,
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.EXPIRED,
    }
    invited, offered = status is ApplicationStatus.INVITED, status is ApplicationStatus.OFFERED
    return Application(
        id=ApplicationId(1),
        reference=REFERENCES[2],
        entry=ApplicationEntry(
            region_id=RegionId(1),
            person_id=PersonId(1),
            draft_id=DraftId(1),
            programme_id=first.programme_id,
            site_id=first.site_id,
            first_session_id=first.id,
            second_session_id=second.id if second is not None else None,
            applicant=applicant,
            age_band=band,
            course=COURSE,
            motivation=MOTIVATION,
            name=LEADER,
            phone="+70000000001",
            answer_due_at=NOW + timedelta(days=3),
            created_at=NOW - timedelta(days=1),
        ),
        status=status,
        accepted_session_id=first.id if placed else None,
        decided_by=PersonId(2) if decided else None,
        decided_at=NOW - timedelta(hours=1) if decided else None,
        reason=reason,
        talk=TALK if invited else None,
        offered_until=NOW + timedelta(days=2) if offered else None,
    )


def member_of(site: Site, role: Role) -> Membership:
    return Membership(role, site.region_id, site.id)
