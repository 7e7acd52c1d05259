"""A site with everybody who could want something from it, and everything that they could want.

Made once into a file and copied: what one person did is not there for the next.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import ParamSpec, TypeVar

from sqlalchemy import Connection, insert, or_, select, update

from bot.clock import MovableClock
from bot.db.booking.drafts import add_sent_draft, start_draft
from bot.db.booking.enquiries import EnquiryEntry, add_enquiry, give_answer, keep_on_card
from bot.db.booking.offers import add_offer
from bot.db.booking.session_admin import add_session
from bot.db.booking.sessions import read_sessions
from bot.db.booking.waiting import add_waiting
from bot.db.catalogue.closures import add_closure
from bot.db.catalogue.schedules import read_scheduled
from bot.db.engine.database import Database
from bot.db.links.handovers import accept_handover
from bot.db.operations.demo import add_known_person, give_role
from bot.db.papers.feedback import set_score
from bot.db.papers.reviews import complete, set_scale, set_sentence
from bot.db.people.people import read_actor
from bot.db.placements.ends import set_sentence as set_end_sentence
from bot.db.region.announcements import add_announcement
from bot.db.tables import (
    booking,
    complaint,
    draft,
    draw,
    enquiry,
    membership,
    metadata,
    organisation,
    person,
    region,
    route,
    route_stop,
    session,
    site,
    visit,
)
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.offers.offer import Terms
from bot.domain.booking.offers.waiting import party_key
from bot.domain.booking.views import BookingFormView, BookingView
from bot.domain.desk.endings import EndView
from bot.domain.desk.views import ApplicationView, InvitationView, SessionView
from bot.domain.forms import (
    ApplicationForm,
    ArrivalCodeForm,
    BookingForm,
    CardForm,
    DraftKind,
    Form,
    HeadCountForm,
    NewSessionForm,
    Part,
    ProfileField,
    ProfileForm,
    Question,
    Wish,
)
from bot.domain.model import (
    AbuseReason,
    AgeBand,
    AnnouncementId,
    Applicant,
    ApplicationId,
    Audience,
    BookingId,
    ClassCardId,
    ClosureId,
    ConsentKind,
    DraftId,
    DrawId,
    DutyKind,
    EnquiryId,
    HandoverId,
    HostReason,
    NewsAudience,
    OfferId,
    OfferPurpose,
    PersonId,
    ProgrammeId,
    Publication,
    RegionId,
    RevisionId,
    Role,
    ScheduleId,
    SessionId,
    SiteId,
    Transport,
    VisitId,
    VisitStatus,
    WaitingId,
)
from bot.domain.papers.review import Scale
from bot.domain.people.access import Actor
from bot.domain.people.complaint import ComplaintView
from bot.domain.people.consents import CONSENT_VERSION
from bot.domain.people.handover import HandoverView
from bot.domain.placements.choosing import DrawView, ScoresView
from bot.domain.placements.ending import NOT_SAID
from bot.domain.placements.selection import USUAL_CRITERIA
from bot.domain.refusal import Refusal
from bot.domain.texts import Texts
from bot.services.booking.duties import mark_duty
from bot.services.booking.form.questions import start_booking
from bot.services.catalogue.cache import CatalogueCache
from bot.services.catalogue.cards.form import ask_field
from bot.services.catalogue.cards.revisions import show_revisions
from bot.services.desk import sessions
from bot.services.desk.guides.asking import ask_guide
from bot.services.forms import engine
from bot.services.links.handover import offer_booking
from bot.services.people.class_cards import read_class_cards
from bot.services.people.consents import give_consent
from bot.services.people.invitations import invite_to_site
from bot.services.placements.answers import accept_application, offer_other_dates
from bot.services.placements.draws import announce_draw
from bot.services.placements.ending import say_end
from bot.services.placements.form import start_application
from bot.services.placements.selection import score_application
from bot.services.region.complaints import complain, complain_of_question
from bot.services.runner import Runner
from bot.services.transaction import UseCase
from tests.host.site import Site
from tests.runners import runner_over

P = ParamSpec("P")
R = TypeVar("R")

THURSDAY = 4
"""There are tours, and none on the next day."""
KEY, OTHER_KEY = "AAECAwQFBgcICQoL", "AQIDBAUGBwgJCgsM"


@dataclass(frozen=True, slots=True)
class Targets:
    """What is there to be reached: ids, each of which somebody else may send."""

    site_id: SiteId
    hidden_site_id: SiteId
    """Another site of the region, not published: nobody's business but its own people's."""
    region_id: RegionId
    tour_id: ProgrammeId
    other_tour_id: ProgrammeId
    other_placement_id: ProgrammeId
    """Of other sites, published."""
    hidden_programme_id: ProgrammeId
    booking_id: BookingId
    sent_draft_id: DraftId
    visit_id: VisitId
    """Confirmed, today, begun more than half an hour ago."""
    code: str
    later_visit_id: VisitId
    today_booking_id: BookingId
    listed_booking_id: BookingId
    """Confirmed, of a class whose list is still to be handed over."""
    visited_booking_id: BookingId
    """It took place, and was rated."""
    tried_visit_id: VisitId
    """A job trial that has just ended, of which the expert has said everything."""
    offer_id: OfferId
    """Seats kept for the leader instead of others."""
    move_id: OfferId
    """Another time that the leader asks the site for."""
    enquiry_id: EnquiryId
    """A visitor's question that waits for the site's answer."""
    answered_enquiry_id: EnquiryId
    """Another of theirs, which the card of the programme shows; there is a complaint about it."""
    leader_enquiry_id: EnquiryId
    """A question of the site to the leader of ``booking_id``."""
    waiting_id: WaitingId
    """The leader's place on the list of a day that is full."""
    wider: Wish
    """For which they could wait as well."""
    handover_id: HandoverId
    """Of the listed booking: the visitor has accepted it, and the leader has yet to agree."""
    handover_link: str
    card_id: ClassCardId
    form_id: DraftId
    """The leader's open form at its summary, with seats held."""
    other_sessions: tuple[SessionId, ...]
    """What that form could have instead."""
    application_id: ApplicationId
    sent_application_draft_id: DraftId
    offered_application_id: ApplicationId
    """Other dates are kept for it."""
    intake_id: SessionId
    other_intake_id: SessionId
    """Nobody asked for it."""
    ended_application_id: ApplicationId
    """Of a placement that has just ended, of which the site has said everything."""
    scored_application_id: ApplicationId
    """The owner has scored it."""
    tied_intake_id: SessionId
    """More apply for it than it has places, all with the same points."""
    drawn_intake_id: SessionId
    """The same, and a draw is announced, whose seed is known."""
    draw_id: DrawId
    draw_code: str
    application_form_id: DraftId
    profile_draft_id: DraftId
    head_count_draft_id: DraftId
    """Of a staff member, like the next two."""
    code_draft_id: DraftId
    new_session_draft_id: DraftId
    session_id: SessionId
    closed_session_id: SessionId
    led_session_id: SessionId
    """The guide was asked to lead it, and has not answered."""
    led_key: str
    closure_id: ClosureId
    """Days of the site that are closed."""
    schedule_id: ScheduleId
    intake_rule_id: ScheduleId
    """Of the site's placement."""
    revision_id: RevisionId
    """A change of the tour's card that waits for the coordinator; ``revision_key``: as it is shown."""
    revision_key: str
    """A weekly rule of the tour."""
    announcement_id: AnnouncementId
    """News of the region, on their way."""
    invitation: str
    now: datetime
    telegram_ids: Mapping[str, int]


@dataclass(slots=True)
class Scenario:
    """One copy, opened."""

    file: Path
    db: Database
    clock: MovableClock
    content: CatalogueCache
    targets: Targets
    actors: Mapping[str, Actor]
    runner: Runner
    called: str = ""
    """The use case that was called last."""
    _message_ids: count[int] = field(default_factory=lambda: count(100_000))

    async def do(self, actor: Actor, case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        self.called = case.name
        return await self.runner.do(actor, case, *args, **kwargs)

    def message_id(self) -> int:
        return next(self._message_ids)

    async def own_draft(self, actor: Actor, form: Form, question: Question) -> DraftId:
        """A draft of this person, however they came to it: their role may have ended since."""
        now = self.clock.now()
        return await self.db.write(
            lambda connection: start_draft(connection, actor.person_id, form, question, now)
        )

    def written(self) -> list[tuple[int, int]]:
        """Size and time of the file and its log: equal as long as nothing was stored. Quicker than looking
        at all rows, and most of what is tried stores nothing."""
        files = (self.file, self.file.with_name(f"{self.file.name}-wal"))
        return [(each.stat().st_size, each.stat().st_mtime_ns) for each in files if each.exists()]

    async def close(self) -> None:
        await self.db.close()


def digest(connection: Connection, *, but: Collection[str] = ()) -> str:
    """Of every row of every table, as the driver gives them; ``but``: tables that do not count."""
    sum_of_all = hashlib.sha256()
    for table in (each for each in metadata.sorted_tables if each.name not in but):
        rows = connection.exec_driver_sql(f'SELECT * FROM "{table.name}" ORDER BY rowid').fetchall()
        sum_of_all.update(repr(rows).encode())
    return sum_of_all.hexdigest()


def digest_of_others(connection: Connection, person_id: PersonId, own_sites: Collection[SiteId] = ()) -> str:
    """Of every row that belongs to a person, but this one. ``own_sites``: what their host may say of bookings
    and questions there is left out; so is what a leader is asked."""
    sum_of_all = hashlib.sha256()
    for table in (person, *(each for each in metadata.sorted_tables if "person_id" in each.c)):
        column = table.c.id if table is person else table.c.person_id
        others = select(table).where(column != person_id).order_by(*table.primary_key)
        if table in {complaint, enquiry}:
            others = others.where(table.c.site_id.not_in(list(own_sites)))
        if table is enquiry:
            led = select(booking.c.id).where(booking.c.person_id == person_id)
            others = others.where(or_(enquiry.c.booking_id.is_(None), enquiry.c.booking_id.not_in(led)))
        rows = connection.execute(others)
        sum_of_all.update(repr([tuple(row) for row in rows]).encode())
    return sum_of_all.hexdigest()


async def open_scenario(template: Path, targets: Targets, file: Path) -> Scenario:
    shutil.copyfile(template, file)
    db, clock = await Database.open(f"sqlite:///{file}"), MovableClock(targets.now)
    content = CatalogueCache(db, clock)
    await content.refresh()

    def read(connection: Connection) -> dict[str, Actor]:
        found = {}
        for name, number in targets.telegram_ids.items():
            actor = read_actor(connection, number)
            assert actor is not None
            found[name] = actor
        return found

    actors = await db.read(read)
    actors["blocked"] = replace(actors["leader"], blocked=True)
    return Scenario(
        file=file,
        db=db,
        clock=clock,
        content=content,
        targets=targets,
        actors=actors,
        runner=runner_over(db, clock, content, seed=11),
    )


async def fill_scenario(there: Site) -> Targets:
    """Puts everything into the database of a site that was just opened."""
    people = await _add_people(there)
    hidden_site, hidden_programme = await _hide_other_site(there)
    today = (await there.sessions(there.programme("tour").id, after=timedelta(hours=1)))[0]
    visit = await there.book(today, status=VisitStatus.CONFIRMED)
    there.clock.move_to(today.starts_at + timedelta(minutes=40))
    far = await there.sessions(there.programme("tour").id, after=timedelta(days=14))
    booking = await there.book(far[0])
    later = await there.sessions(there.programme("tour").id, after=timedelta(days=28))
    listed = await there.book(later[0], status=VisitStatus.CONFIRMED)
    await there.db.write(partial(_want_list, visit_id=listed.first.id, until=later[0].starts_at))
    visited = await there.book(far[1], status=VisitStatus.ARRIVED)
    tried = await _try_a_job(there)
    promised = await _promise(there, far)
    intakes = await there.sessions(there.programme("intern").id, after=timedelta(days=10))
    application_id = await there.apply(intakes[0])
    offered_id = await there.apply(intakes[0])
    offered = await there.do(there.owner, offer_other_dates, offered_id, intakes[1].id)
    assert isinstance(offered, ApplicationView), offered
    tied_intake, drawn_intake = (
        await there.sessions(there.programme("intern").id, after=timedelta(days=60))
    )[:2]
    ended_id = await _end_placement(there)
    other = replace(there, leader=people["applicant"])
    scored_id = await _tie(other, tied_intake)
    await _tie(other, drawn_intake)
    drawn = await there.do(there.owner, announce_draw, drawn_intake.id)
    assert isinstance(drawn, DrawView), drawn
    leader = people["leader"]
    by_bus = DutyKind.TRANSPORT, None, None, Transport.BUS
    marked = await there.do(leader, mark_duty, listed.id, there.id, *by_bus)
    assert isinstance(marked, BookingView), marked
    given = await there.do(leader, offer_booking, listed.id)
    assert isinstance(given, HandoverView), given
    consented = await there.do(leader, give_consent, ConsentKind.PROCESSING, CONSENT_VERSION, "text")
    assert isinstance(consented, Actor)
    sent_form, _ = await _fill_form(there, consented, "А")
    sent = await there.do(consented, engine.send, BookingForm, sent_form)
    assert isinstance(sent, engine.Finished), sent
    card_id = (await there.do(consented, read_class_cards))[0].id
    form, others = await _fill_form(there, consented, "В")
    application_form = await _fill_application(there, consented)
    link = await there.do(there.owner, invite_to_site, there.id, Role.GUARD, KEY)
    assert isinstance(link, InvitationView)
    listed_change = await _propose_change(there)
    closed = far[3]
    shut = await there.do(there.owner, sessions.close_session, closed.id, HostReason.REPAIR)
    assert isinstance(shut, SessionView), shut
    led = await there.do(there.owner, ask_guide, far[2].id, there.guide.person_id, "")
    assert isinstance(led, SessionView), led
    complained = await there.do(there.owner, complain, visit.id, there.id, AbuseReason.NO_SHOWS)
    assert isinstance(complained, ComplaintView), complained
    asked = await _ask(there, people["visitor"], booking.id)
    blamed = await there.do(there.owner, complain_of_question, asked[1], AbuseReason.RUDENESS)
    assert isinstance(blamed, ComplaintView), blamed
    now = there.clock.now()

    def body(connection: Connection) -> tuple[DraftId, DraftId, DraftId, DraftId, DraftId]:
        set_score(connection, visited.id, there.id, 5, now)
        connection.execute(update(draw).values(seed_at=now - timedelta(hours=1)))
        until, taker = now + timedelta(days=7), people["visitor"].person_id
        assert accept_handover(connection, given.handover.id, taker, now, until)
        staff = there.staff.person_id
        profile = ProfileForm(ProfileField.NAME)
        of_application = connection.execute(
            select(draft.c.id).where(
                draft.c.kind == DraftKind.APPLICATION, draft.c.person_id == leader.person_id
            )
        ).scalars()
        return (
            start_draft(connection, leader.person_id, profile, Question.NAME, now),
            start_draft(connection, staff, HeadCountForm(visit.visits[0].id), Question.HEAD_COUNT, now),
            start_draft(connection, staff, ArrivalCodeForm(there.id), Question.CODE, now),
            start_draft(
                connection,
                staff,
                NewSessionForm(there.id, there.programme("tour").id, far[0].starts_at.date()),
                Question.SESSION_TIME,
                now,
            ),
            DraftId(min(of_application)),
        )

    far_ahead = now.date() + timedelta(days=200)
    closure_id = await there.db.write(
        lambda connection: add_closure(
            connection, there.id, (far_ahead, far_ahead), HostReason.REPAIR, there.owner.person_id, now
        )
    )
    tour_rule = await there.db.read(
        lambda connection: read_scheduled(connection, there.programme("tour").id).schedules[0].id
    )
    intake_rule = await there.db.read(
        lambda connection: read_scheduled(connection, there.programme("intern").id).schedules[0].id
    )
    profile, head_count, code, new_session, sent_application = await there.db.write(body)
    announcement_id = await there.db.write(
        lambda connection: add_announcement(
            connection,
            there.region_id,
            there.coordinator.person_id,
            sent_application,
            "Новости",
            (NewsAudience.ALL, None, ()),
            now,
        )
    )
    assert announcement_id is not None
    return Targets(
        site_id=there.id,
        hidden_site_id=hidden_site,
        region_id=there.region_id,
        tour_id=there.programme("tour").id,
        other_tour_id=_elsewhere(there, "tour", hidden_site),
        other_placement_id=_elsewhere(there, "intern", hidden_site),
        hidden_programme_id=hidden_programme,
        booking_id=booking.id,
        sent_draft_id=sent_form,
        visit_id=visit.visits[0].id,
        code=visit.visits[0].code,
        later_visit_id=booking.visits[0].id,
        today_booking_id=visit.id,
        listed_booking_id=listed.id,
        visited_booking_id=visited.id,
        tried_visit_id=tried,
        offer_id=promised.offer_id,
        move_id=promised.move_id,
        enquiry_id=asked[0],
        answered_enquiry_id=asked[1],
        leader_enquiry_id=asked[2],
        waiting_id=promised.waiting_id,
        wider=promised.wider,
        handover_id=given.handover.id,
        handover_link=given.payload,
        card_id=card_id,
        form_id=form,
        other_sessions=others,
        application_id=application_id,
        sent_application_draft_id=sent_application,
        offered_application_id=offered_id,
        intake_id=intakes[0].id,
        other_intake_id=intakes[1].id,
        ended_application_id=ended_id,
        scored_application_id=scored_id,
        tied_intake_id=tied_intake.id,
        drawn_intake_id=drawn_intake.id,
        draw_id=drawn.draw.id,
        draw_code=drawn.draw.code,
        application_form_id=application_form,
        profile_draft_id=profile,
        head_count_draft_id=head_count,
        code_draft_id=code,
        new_session_draft_id=new_session,
        session_id=far[0].id,
        closed_session_id=closed.id,
        led_session_id=led.session.id,
        led_key="" if led.guide is None else led.guide.key,
        closure_id=closure_id,
        schedule_id=tour_rule,
        intake_rule_id=intake_rule,
        revision_id=listed_change[0],
        revision_key=listed_change[1],
        announcement_id=announcement_id,
        invitation=link.payload,
        now=now,
        telegram_ids={name: each.telegram_id for name, each in people.items()},
    )


async def _tie(there: Site, intake: SessionFacts) -> ApplicationId:
    """More applicants than places, to all of whom the owner has given the same points; one of them."""
    for _ in range(intake.free + 1):
        application_id = await there.apply(intake)
        for criterion in USUAL_CRITERIA:
            scored = await there.do(there.owner, score_application, application_id, criterion, 4)
            assert isinstance(scored, ScoresView), scored
    return application_id


async def _ask(there: Site, visitor: Actor, booking_id: BookingId) -> tuple[EnquiryId, EnquiryId, EnquiryId]:
    """Questions of a visitor, one answered and shown by a card, and one to the leader of a booking."""
    now, staff = there.clock.now(), there.staff.person_id
    tour = there.programme("tour").id
    of_visitor = EnquiryEntry(there.id, None, tour, visitor.person_id, "Есть ли парковка?", now, now)

    def body(connection: Connection) -> tuple[EnquiryId, EnquiryId, EnquiryId]:
        answered = add_enquiry(connection, of_visitor)
        assert answered is not None
        assert give_answer(connection, answered, "Да, у проходной", by=staff, now=now)
        assert keep_on_card(connection, answered, now)
        waiting = add_enquiry(connection, of_visitor)
        to_leader = add_enquiry(
            connection, EnquiryEntry(there.id, booking_id, None, staff, "Нужен ли лифт?", now, None)
        )
        assert waiting is not None
        assert to_leader is not None
        return waiting, answered, to_leader

    return await there.db.write(body)


def _want_list(connection: Connection, visit_id: VisitId, until: datetime) -> None:
    connection.execute(update(visit).where(visit.c.id == visit_id).values(list_due_at=until))


@dataclass(frozen=True, slots=True)
class _Promised:
    offer_id: OfferId
    move_id: OfferId
    waiting_id: WaitingId
    wider: Wish


async def _promise(there: Site, far: Sequence[SessionFacts]) -> _Promised:
    """Seats kept for the leader, of two kinds, and a place on a waiting list."""
    leader, now = there.leader.person_id, there.clock.now()
    lost = await there.book(far[4])
    moving = await there.book(far[5], status=VisitStatus.CONFIRMED)
    day = next(each.starts_at.date() for each in far[10:] if each.starts_at.isoweekday() == THURSDAY)
    full = [each for each in far if each.starts_at.date() == day]
    await there.book(*full, status=VisitStatus.CONFIRMED)
    form = BookingForm(
        full[0].programme_id,
        audience=Audience.SCHOOL,
        grade=8,
        letter="А",
        children=9,
        adults=2,
        youngest_age=13,
        party_agreed=True,
    )

    def body(connection: Connection) -> _Promised:
        def offer(purpose: OfferPurpose, booking_id: BookingId, session: SessionFacts) -> OfferId:
            made = add_offer(
                connection,
                leader,
                purpose,
                add_sent_draft(connection, leader, form, now),
                Terms(now, now + timedelta(hours=4)),
                [[Part(session.id, 9, 2)]],
                booking_id=booking_id,
                waiting_id=None,
                granted=False,
                made_by=None,
                now=now,
            )
            assert made is not None
            return made

        waits = add_sent_draft(connection, leader, replace(form, waits=Wish.of_day(day)), now)
        return _Promised(
            offer(OfferPurpose.REFUSED, lost.id, far[6]),
            offer(OfferPurpose.MOVE, moving.id, far[7]),
            add_waiting(
                connection,
                leader,
                waits,
                form.programme_id,
                Wish.of_day(day),
                party=party_key(form),
                seats=11,
                now=now,
            ),
            Wish(day, day + timedelta(days=1)),
        )

    return await there.db.write(body)


_OTHERS = ("stranger", "visitor", "elsewhere region", "former", "applicant")
"""Those who have nothing to do with the site. The applicant is in no column: somebody has to be chosen."""


async def _add_people(there: Site) -> dict[str, Actor]:
    """Everybody by the column of the matrix in which they stand."""
    now = there.clock.now()

    def body(connection: Connection) -> dict[str, Actor]:
        second = connection.execute(
            insert(region)
            .values(
                slug="ural",
                name=Texts({"ru": "Урал"}),
                timezone="Asia/Yekaterinburg",
                prefix="У",
                created_at=now,
            )
            .returning(region.c.id)
        ).scalar_one()
        found = {}
        for number, name in enumerate(_OTHERS, start=20):
            person_id = add_known_person(
                connection, number, "ru", "Игорь", f"+7000000000{number}", there.region_id, now
            )
            if name == "elsewhere region":
                give_role(connection, person_id, Role.COORDINATOR, RegionId(second), None, now)
            if name == "former":
                give_role(connection, person_id, Role.OWNER, there.region_id, there.id, now)
                give_role(connection, person_id, Role.COORDINATOR, there.region_id, None, now)
                ended = update(membership).where(membership.c.person_id == person_id).values(ended_at=now)
                connection.execute(ended)
            actor = read_actor(connection, number)
            assert actor is not None
            found[name] = actor
        return found

    return {
        **await there.db.write(body),
        "leader": there.leader,
        "guard": there.guard,
        "guide": there.guide,
        "staff": there.staff,
        "owner": there.owner,
        "elsewhere": there.stranger,
        "coordinator": there.coordinator,
    }


async def _propose_change(there: Site) -> tuple[RevisionId, str]:
    """The owner wants another age, and the coordinator has to agree."""
    tour = there.programme("tour").id
    asking = await there.do(there.owner, ask_field, there.id, tour, "children_per_adult")
    assert isinstance(asking, engine.Asking), asking
    typed = await there.do(there.owner, engine.tap, CardForm, asking.draft_id, "pick", "6")
    assert isinstance(typed, engine.Asking), typed
    sent = await there.do(there.owner, engine.tap, CardForm, asking.draft_id, "agree", typed.view.key)
    assert isinstance(sent, engine.Finished), sent
    view = await there.do(there.coordinator, show_revisions, there.region_id)
    assert not isinstance(view, Refusal), view
    return view.entries[0].revision.id, view.entries[0].key


async def _hide_other_site(there: Site) -> tuple[SiteId, ProgrammeId]:
    other = there.content.site(there.other_id)
    hide = update(site).where(site.c.id == other.id).values(status=Publication.HIDDEN)
    await there.db.write(lambda connection: connection.execute(hide).rowcount)
    await there.db.write(partial(_add_route, programme_ids=_of_the_way(there, other.id)))
    return other.id, other.programmes[0].id


async def _end_placement(there: Site) -> ApplicationId:
    """Somebody was accepted, the placement ended two hours ago, and its site has said how it was."""
    alike = (await there.sessions(there.programme("intern").id, after=timedelta(days=60)))[0]
    shift = timedelta(days=1, hours=1)

    def open_intake(connection: Connection) -> SessionFacts:
        opened = add_session(
            connection,
            programme_id=alike.programme_id,
            site_id=alike.site_id,
            starts_at=alike.starts_at + shift,
            ends_at=alike.ends_at + shift,
            sharing=alike.sharing,
            confirmation=alike.confirmation,
            audience=alike.audience,
            capacity=alike.capacity,
            now=there.clock.now(),
        )
        assert opened is not None
        return read_sessions(connection, [opened])[opened]

    intake = await there.db.write(open_intake)
    application_id = await there.apply(intake)
    accepted = await there.do(there.owner, accept_application, application_id, intake.id)
    assert isinstance(accepted, ApplicationView), accepted
    now = there.clock.now()
    times = {"starts_at": now - timedelta(days=6), "ends_at": now - timedelta(hours=2)}

    def body(connection: Connection) -> None:
        connection.execute(update(session).where(session.c.id == intake.id).values(**times))

    await there.db.write(body)
    said = await there.do(there.staff, say_end, application_id, 4, NOT_SAID)
    assert isinstance(said, EndView), said
    await there.db.write(
        lambda connection: set_end_sentence(
            connection, application_id, "Аккуратно работает", by=there.staff.person_id, now=now
        )
    )
    return application_id


async def _try_a_job(there: Site) -> VisitId:
    """A group came to a job trial, it ended an hour ago, and its expert has said how it was."""
    trial = (await there.sessions(there.programme("trial").id, after=timedelta(days=14)))[0]
    tried = (await there.book(trial, status=VisitStatus.ARRIVED)).first.id
    now, staff = there.clock.now(), there.staff.person_id
    times = {"starts_at": now - timedelta(hours=3), "ends_at": now - timedelta(hours=1)}

    def body(connection: Connection) -> None:
        connection.execute(update(session).where(session.c.id == trial.id).values(**times))
        for scale in Scale:
            set_scale(connection, tried, scale, 4, seen=0, by=staff, now=now)
        complete(connection, tried, now)
        set_sentence(connection, tried, "Спорили о каждом слое", by=staff)

    await there.db.write(body)
    return tried


def _of_the_way(there: Site, hidden: SiteId) -> list[ProgrammeId]:
    sites = there.content.everything.sites.values()
    tours = [each.id for one in sites for each in one.programmes if each.code == "tour" and one.id != hidden]
    return tours[:2]


def _add_route(connection: Connection, *, programme_ids: Sequence[ProgrammeId]) -> None:
    """Like the demo's first, past sites that are published."""
    known = connection.execute(select(route).order_by(route.c.id).limit(1)).one()
    values = {**known._mapping, "slug": "open-to-all"}
    del values["id"]
    route_id = connection.execute(insert(route).values(values).returning(route.c.id)).scalar_one()
    stops = [
        {"route_id": route_id, "position": n, "programme_id": each, "day": 1, "travel_min": 30 * (n - 1)}
        for n, each in enumerate(programme_ids, start=1)
    ]
    connection.execute(insert(route_stop), stops)


def _elsewhere(there: Site, code: str, hidden: SiteId) -> ProgrammeId:
    return next(
        each.id
        for each in there.content.published.programmes.values()
        if each.code == code and each.site_id not in {there.id, hidden}
    )


async def _fill_form(there: Site, leader: Actor, letter: str) -> tuple[DraftId, tuple[SessionId, ...]]:
    """A class's form up to its summary, and the sessions that it could have instead."""
    school = await there.db.read(lambda c: c.execute(select(organisation.c.id).limit(1)).scalar_one())
    form = _asking(await there.do(leader, start_booking, there.programme("tour").id)).draft_id

    async def tap(op: str, value: str = "") -> BookingFormView:
        view = _asking(await there.do(leader, engine.tap, BookingForm, form, op, value)).view
        assert isinstance(view, BookingFormView), view
        return view

    _asking(await there.do(leader, engine.type_text, BookingForm, form, f"7 {letter}, 9 + 2"))
    view = await tap("org", str(school))
    view = await tap("ok", view.form.agreement)
    assert view.days is not None
    free = [day for day, choice in sorted(view.days.items()) if len(choice.options) > 1]
    view = await tap("day", free[-1].isoformat())
    assert view.days is not None
    one, other, *_ = view.days[free[-1]].options
    first, second = (tuple(part.session_id for part in option.parts) for option in (one, other))
    await tap("ses", ".".join(map(str, first)))
    return form, second


async def _fill_application(there: Site, leader: Actor) -> DraftId:
    """A form for a placement at another site, up to its summary."""
    started = await there.do(leader, start_application, _elsewhere(there, "intern", there.other_id))
    form = _asking(started).draft_id
    for op, value in (("who", Applicant.TEACHER), ("age", AgeBand.FROM_16), ("d1", ""), ("skip", "")):
        view = _asking(await there.do(leader, engine.show, ApplicationForm, form)).view
        free = [str(each.session.id) for each in view.intakes if each.refusal is None]
        given = free[0] if op == "d1" else value
        _asking(await there.do(leader, engine.tap, ApplicationForm, form, op, given))
    for text in ("11 класс", "Хочу увидеть, как работает цех"):
        _asking(await there.do(leader, engine.type_text, ApplicationForm, form, text))
    return form


def _asking(outcome: object) -> engine.Asking:
    assert isinstance(outcome, engine.Asking), outcome
    return outcome
