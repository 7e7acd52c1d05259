"""Screens of the people of a site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.booking.availability import Option
from bot.domain.booking.booking import Booking
from bot.domain.booking.takers import Takers
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.catalogue.photo import PhotoProblem, PhotoQuestionView, PhotoView, SitePhoto
from bot.domain.catalogue.schedule_rule import WEEKDAYS, WeeklyTimes
from bot.domain.catalogue.sessions_ahead import IntakeRule
from bot.domain.desk.closure import Closure
from bot.domain.desk.feedback import LowRatedView, Ratings, Said, SiteFeedbackView
from bot.domain.desk.reviews import ReviewView
from bot.domain.desk.schedule_views import (
    IntakeView,
    OffView,
    ProgrammeRules,
    RuleEntry,
    RulePreview,
    RuleView,
    ScheduleView,
)
from bot.domain.desk.sources import (
    MOST_LABELS,
    Came,
    LabelQuestionView,
    LabelView,
    LinksView,
    SessionLinkView,
    SourceLine,
)
from bot.domain.desk.views import (
    REASONS_TO_CLOSE,
    ClosuresView,
    CodeView,
    ComingView,
    DatesView,
    DayEntry,
    DayView,
    DeskSite,
    DeskView,
    Hit,
    InvitationView,
    Member,
    NewSessionView,
    NewTime,
    NoView,
    Outcome,
    PeopleView,
    PeriodView,
    PlannedSession,
    QueueEntry,
    QueueView,
    RequestView,
    SessionChangeView,
    SessionEntry,
    SessionsView,
    SessionView,
    SilentGuide,
    VisitView,
    WelcomeView,
)
from bot.domain.forms import (
    IntakeField,
    IntakeForm,
    NewSessionForm,
    Part,
    PeriodForm,
    RuleField,
    RuleForm,
    SessionChangeForm,
    SessionField,
)
from bot.domain.lengths import LABEL, SITE_LINE
from bot.domain.model import (
    ApplicationStatus,
    Audience,
    ClosureId,
    DraftId,
    HostReason,
    OfferPurpose,
    OfferState,
    Party,
    PersonId,
    PhotoId,
    PhotoState,
    ProgrammeKind,
    Role,
    ScheduleId,
    SessionStatus,
    VisitStatus,
)
from bot.domain.pages import Page
from bot.domain.papers.review import ExpertReview, Scale
from bot.domain.refusal import Reason, Refusal
from bot.ui.formats.html import bold
from bot.ui.host import day as day_screens
from bot.ui.host import desk, people, requests, sessions
from bot.ui.host.after import feedback, reviews
from bot.ui.host.promotion import links, photo
from bot.ui.host.schedule import intakes, one_session, period, rules
from tests.screens.gallery import Gallery
from tests.screens.of_bookings import DAY, TIMES, bookings_in_every_state
from tests.screens.of_offers import offer_of
from tests.screens.showroom import (
    COMMENT,
    LEADER,
    LINKS,
    NOW,
    RECEPTION,
    STATES,
    Showroom,
    application_to,
    booking_of,
    visit_to,
    words_of_the_day,
)

LINES = {"ru": "Котёл остановят до пятницы", "en": "The boiler stands until Friday"}
DAY_AT = datetime.combine(DAY, time(7), UTC)
NAMES = {PersonId(2): RECEPTION}
KEY = "a1b2c3d4e5f6"
SITE_ROLES = (Role.OWNER, Role.STAFF, Role.GUIDE, Role.GUARD)


def hang(g: Gallery, room: Showroom) -> None:
    _desk(g, room)
    _requests(g, room)
    _days(g, room)
    _sessions(g, room)
    _new_session(g, room)
    _session_changes(g, room)
    _closed_days(g, room)
    _rules(g, room)
    _people(g, room)
    _reviews(g, room)
    _links(g, room)
    _photos(g, room)


def _photos(g: Gallery, room: Showroom) -> None:
    site, sent = room.longest_site, SitePhoto(PhotoId(1), PhotoState.PREVIEW, b"", None)
    for has_photo in (False, True):
        for problem in (None, "send_photo", *PhotoProblem):
            refusal = None if problem is None else Refusal(Reason.TEXT_REFUSED, {"problem": str(problem)})
            question = PhotoQuestionView(DraftId(1), site, has_photo, refusal)
            g.show(photo.photo_question, f"{has_photo}, {problem}", question, g.t)
    for state in (None, PhotoState.SHOWN, PhotoState.HIDDEN):
        view = PhotoView(site, None if state is None else replace(sent, state=state), sent, owns=True)
        g.show(photo.photo_state, f"{state}", view, g.t)
        g.show(photo.coordinated_photo, f"{state}", view, g.t)
        g.show(photo.photo_preview, f"{state}", view, sent, g.t)
    g.show(photo.photo_remove, "sure?", site.id, g.t)


def _links(g: Gallery, room: Showroom) -> None:
    site, labels = room.longest_site, tuple(f"poster{number:08}"[:LABEL] for number in range(MOST_LABELS))
    came = Came(12_345, 678, 90)
    for case, of in (("a site", site), ("a region", None)):
        one = SourceLine(labels[0], of or site, came)
        of_all = (one, SourceLine("x", None if of is None else of, Came()))
        for many, view in (
            ("none", LinksView(room.region, of, (), ())),
            ("two", LinksView(room.region, of, labels[:2], of_all)),
            ("all", LinksView(room.region, of, labels, (one,) * MOST_LABELS, page=1)),
        ):
            g.show(links.links_screen, f"{case}, {many}", view, g.t)
        programmes = () if of is None else of.programmes
        routes = () if of is not None else tuple(room.catalogue.routes.values())
        for label in ("", labels[0]):
            found = LabelView(room.region, of, label, came, programmes, routes)
            g.show(links.label_screen, f"{case}, {label or 'no label'}", found, LINKS, g.t)
        nothing = LabelView(room.region, None, "", came, (), ())
        g.show(links.label_screen, "nothing to link to", nothing, LINKS, g.t)
        for refusal in (
            None,
            *(Refusal(Reason.TEXT_REFUSED, {"problem": each, "most": 30}) for each in LABEL_PROBLEMS),
        ):
            question = LabelQuestionView(DraftId(1), room.region, of, refusal)
            g.show(links.label_question, f"{case}, {refusal}", question, g.t)
    session = SessionLinkView(site, site.programmes[0], room.session(site.programmes[0], DAY), labels)
    for case, labelled in (("labels", session), ("no labels", replace(session, labels=()))):
        g.show(links.session_link, case, labelled, LINKS, g.t)


LABEL_PROBLEMS = ("not_a_label", "too_many_labels")


def _desk(g: Gallery, room: Showroom) -> None:
    first, *others = sorted(room.sites, key=lambda each: -len(g.t.content(each.name)))
    for role in SITE_ROLES:
        programme = first.programmes[0]
        silent = [SilentGuide(room.session(programme, DAY), programme, each) for each in (LEADER, None)]
        answers = role in {Role.OWNER, Role.STAFF}
        chosen = DeskSite(
            first, role, 21, 2, published=role is not Role.GUIDE, silent=tuple(silent) if answers else ()
        )
        one = DeskView((chosen,), chosen, coordinates=False, name_known=True)
        g.show(desk.desk_screen, f"one site, {role}", one, g.t)
        several = DeskView(
            (chosen, *(DeskSite(each, role, number, number) for number, each in enumerate(others[:4]))),
            None,
            coordinates=True,
            name_known=False,
        )
        g.show(desk.desk_screen, f"a choice, {role}", several, g.t)
        g.show(desk.desk_screen, f"one of several, {role}", replace(several, chosen=chosen), g.t)
    for role in (*SITE_ROLES, Role.COORDINATOR):
        site = None if role is Role.COORDINATOR else first
        for kept in (False, True):
            welcome = WelcomeView(role, room.region, site, kept, name_known=not kept)
            g.show(desk.welcome_screen, f"{role}, kept {kept}", welcome, g.t)
    name = g.t.content(first.name)
    g.show(desk.leave_question, "sure?", first.id, name, g.t)
    g.show(desk.left_screen, "left", name, g.t)
    g.show(desk.no_desk_screen, "a stranger", g.t)
    _feedback(g, room)


def _site_of(room: Showroom, booking: Booking) -> Site:
    return room.catalogue.sites[booking.first.site_id]


def _requests(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    programme = max(site.programmes, key=lambda each: len(g.t.content(each.title)))
    for case, booking in bookings_in_every_state(room, programme):
        for days in (0, 3.5):
            now = NOW + timedelta(days=days)
            view = RequestView(booking, site, room.catalogue.programmes, NAMES, now)
            shown = f"{case}, after {days} days"
            g.show(requests.request_card, shown, view, g.t)
            for calls_off, line in (
                (False, None),
                (True, LINES[g.t.code]),
                (False, "5" * SITE_LINE),
            ):
                no = NoView(view, calls_off, line)
                g.show(requests.no_reasons, f"{shown}, {calls_off}, {len(line or '')}", no, g.t)
            g.show(requests.complaint_reasons, shown, view, g.t)
            no = NoView(view, calls_off=True, line=LINES[g.t.code])
            g.show(requests.call_off_question, shown, no, HostReason.PARTY_UNSUITABLE, g.t)
    _dates(g, room, view)
    title = bold("⏳")
    g.show(requests.request_card, "with another title", view, g.t, first_line=title)
    _queue(g, room)


def _dates(g: Gallery, room: Showroom, view: RequestView) -> None:
    """Other times to name: single ones, and subgroups one after the other."""
    programme = view.site.programmes[0]
    found = []
    for number in range(8):
        day = DAY + timedelta(days=number)
        sessions = [
            room.session(
                programme,
                day + timedelta(days=each * (number % 4 == 3)),  # some on near days
                time(10 + each),
                number=2 * number + each,
            )
            for each in (0, 1)
        ]
        parts = tuple(Part(each.id, 14, 2) for each in sessions[: 1 + number % 2])
        found.append(Option(parts, tuple(each.starts_at for each in sessions[: len(parts)])))
    ids = [each.session_ids[0] for each in found]
    for chosen in ((), tuple(ids[:1]), tuple(ids[1:4])):
        dates = DatesView(view, tuple(found), chosen)
        g.show(requests.dates_screen, f"{len(chosen)} chosen", dates, g.t)
    taken = replace(dates, refusal=Refusal(Reason.SESSION_FULL))
    g.show(requests.dates_screen, "one taken meanwhile", taken, g.t)
    g.show(requests.dates_screen, "none", DatesView(view, (), ()), g.t)


def _queue(g: Gallery, room: Showroom) -> None:
    entries = []
    for number, site in enumerate(room.sites[:6]):
        programme = site.programmes[0]
        session = room.session(programme, DAY, number=number + 1)
        audience = Audience.TOURIST if number % 3 == 2 else Audience.SCHOOL
        booking = booking_of(visit_to(session), audience=audience)
        due = NOW + timedelta(days=number - 2)
        entries.append(QueueEntry(site, programme, NOW, due, booking=booking))
    site, intern = room.of_kind(ProgrammeKind.INTERNSHIP)
    application = application_to(room.session(intern, DAY), None, ApplicationStatus.REVIEW)
    entries[3] = QueueEntry(site, intern, NOW, NOW, application=application)
    move = offer_of(room, programme, OfferPurpose.MOVE, OfferState.LIVE)
    entries[0] = replace(
        entries[0], site=move.first.site, programme=programme, booking=move.before, move=move
    )
    for total in (1, 2, 21):
        shown = tuple(entries[: min(total, 6)])
        view = QueueView(shown, total, 0, -(-total // 6), None, several_sites=True, now=NOW)
        g.show(requests.queue_screen, f"of all sites, {total}", view, g.t)
        one = replace(view, site=room.longest_site)
        g.show(requests.queue_screen, f"of one site, {total}", one, g.t)
    empty = QueueView((), 0, 0, 1, site, several_sites=True, now=NOW)
    g.show(requests.queue_screen, "empty", empty, g.t)


def entries_of(room: Showroom) -> Iterator[DayEntry]:
    site = room.longest_site
    for number, status in enumerate(STATES):
        programme = site.programmes[number % len(site.programmes)]
        session = room.session(programme, DAY, TIMES[number % len(TIMES)], number=number + 1)
        audience = Audience.FAMILY if number % 4 == 3 else Audience.SCHOOL
        arrived = 28 if status is VisitStatus.ARRIVED else None
        visit = visit_to(session, status, position=number + 1, arrived_count=arrived)
        yield DayEntry(booking_of(visit, audience=audience), visit, programme)


def _days(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    entries = tuple(entries_of(room))
    for role in SITE_ROLES:
        for ahead in (0, 1, 30):
            today = DAY - timedelta(days=ahead)
            view = DayView(site, DAY, today, role, entries)
            g.show(day_screens.day_screen, f"{role}, {ahead} days ahead", view, g.t)
    for shown, pages in ((entries[:6], 3), (entries[:1], 1), ((), 1)):
        page = Page(tuple(shown), 0, pages, len(shown) * pages)
        g.show(day_screens.coming_screen, f"{len(shown)}", ComingView(site, page, DAY, NOW), g.t)
    g.show(day_screens.day_screen, "nobody", DayView(site, DAY, DAY, Role.GUARD, ()), g.t)
    for entry in entries:
        for marks in (False, True):
            seen = VisitView(
                site,
                entry.programme,
                entry.booking,
                entry.visit,
                Role.STAFF,
                DAY if marks else NOW.date(),
                entry.visit.starts_at,
                may_mark=marks,
                may_miss=marks,
                may_undo=marks,
                may_ask=marks,
            )
            case = f"{entry.visit.status}, marks {marks}"
            g.show(day_screens.visit_card, case, replace(seen, may_review=marks), g.t)
        g.show(day_screens.head_count_question, case, seen, g.t)
        if entry.visit.status is VisitStatus.CONFIRMED:
            for word, booking in words_of_the_day(entry.booking):
                spoken = replace(seen, booking=booking, visit=booking.first)
                g.show(day_screens.visit_card, f"{case}, {word}", spoken, g.t)
            asked = replace(entry.visit, asked_at=entry.visit.starts_at + timedelta(minutes=35))
            g.show(day_screens.visit_card, f"{case}, leader asked", replace(seen, visit=asked), g.t)
            early = CodeView(site, DraftId(7), seen, early=True)
            g.show(day_screens.code_question, f"{case}, of another hour", early, g.t)
        for outcome in (Outcome.DONE, Outcome.REPEATED):
            code = CodeView(site, DraftId(7), replace(seen, outcome=outcome))
            g.show(day_screens.code_question, f"{case}, {outcome}", code, g.t)
    g.show(day_screens.code_question, "first", CodeView(site, DraftId(7)), g.t)


def _sessions(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    found = [
        SessionEntry(
            room.session(
                site.programmes[number % len(site.programmes)],
                DAY + timedelta(days=number // 3),
                TIMES[number % 3],
                number=number + 1,
                taken=number,
                status=SessionStatus.CLOSED if number % 4 == 1 else SessionStatus.OPEN,
            ),
            site.programmes[number % len(site.programmes)],
        )
        for number in range(21)
    ]
    for case, entries, today in (
        ("a full week", tuple(found), NOW.date()),
        ("two", tuple(found[:2]), DAY),
        ("none", (), DAY),
    ):
        view = SessionsView(site, DAY, today, entries, more=True)
        g.show(sessions.sessions_screen, case, view, g.t)
    entry = found[4]
    for groups, seats in ((0, 0), (1, 1), (2, 23), (5, 25)):
        session = replace(entry.session, taken=seats, parties=groups)
        view_of = SessionView(site, entry.programme, session, None, groups, seats, NOW)
        case = f"{groups} groups"
        g.show(sessions.session_card, case, view_of, g.t)
        g.show(sessions.prepared_session, case, view_of, g.t)
        g.show(sessions.session_card, f"{case}, waited for", replace(view_of, waiting=12), g.t)
        coming = tuple(entries_of(room))[:groups]
        g.show(sessions.session_card, f"{case}, by name", replace(view_of, coming=coming), g.t)
        g.show(sessions.close_reasons, case, view_of, g.t)
        for reason in REASONS_TO_CLOSE:
            agreed = replace(view_of, reason=reason)
            g.show(sessions.close_question, f"{case}, {reason}", agreed, g.t)
            closed = replace(
                agreed,
                session=replace(session, status=SessionStatus.CLOSED),
                closed_reason=reason.value,
                outcome=Outcome.DONE,
            )
            g.show(sessions.session_card, f"{case}, closed: {reason}", closed, g.t)
    over = replace(view_of, now=NOW + timedelta(days=90))
    for function in (sessions.session_card, sessions.close_reasons, sessions.close_question):
        g.show(function, "over", over, g.t)


def _new_session(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    programme = site.programmes[0]
    blank = NewSessionForm(site.id)
    chosen = replace(blank, programme_id=programme.id)
    there = (room.session(programme, DAY, time(9)), room.session(programme, DAY, time(13, 30)))
    view = NewSessionView(
        draft_id=DraftId(2**31 - 1),
        form=blank,
        site=site,
        programmes=site.programmes,
        today=NOW.date(),
        first=NOW.date(),
        last_day=NOW.date() + timedelta(days=120),
        on_day=(),
    )
    g.show(sessions.new_session_screen, "which programme", view, g.t)
    for first in (NOW.date(), date(2027, 3, 1)):
        g.show(
            sessions.new_session_screen, f"which day, {first}", replace(view, form=chosen, first=first), g.t
        )
    timed = replace(view, form=replace(chosen, day=DAY))
    g.show(sessions.new_session_screen, "what time", timed, g.t)
    g.show(sessions.new_session_screen, "what time, others there", replace(timed, on_day=there), g.t)
    starts, who = there[0].starts_at, (Audience.FAMILY, Audience.TOURIST)
    classes = (Audience.SCHOOL, Audience.COLLEGE)
    for case, takers in (
        ("everybody", Takers(published=True, can=(*classes, *who))),
        ("some", Takers(published=True, can=who, too_late=classes, lead=10, first_day=DAY)),
        ("nobody", Takers(published=True, can=(), too_late=classes, lead=10, first_day=DAY)),
        ("too soon", Takers(published=True, can=(), too_late=who)),
        ("nobody from abroad", Takers(published=True, can=(*classes, *who), foreign_days=45)),
        ("nobody yet", Takers(published=False, can=())),
    ):
        planned = PlannedSession(starts, starts + timedelta(hours=2), takers, "09001100")
        g.show(sessions.new_session_screen, f"whether, {case}", replace(timed, planned=planned), g.t)


def _session_changes(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    session = room.session(site.programmes[0], DAY, taken=12)
    for groups in (0, 4):
        shown = SessionView(site, site.programmes[0], session, None, groups, 12 * groups, NOW)
        for field in SessionField:
            form = SessionChangeForm(session.id, field)
            view = SessionChangeView(DraftId(2**31 - 1), form, shown, 500)
            g.show(one_session.change_screen, f"{field}, {groups} groups", view, g.t)
        planned = NewTime(session.starts_at, session.ends_at, "09001100")
        g.show(one_session.change_screen, f"whether, {groups}", replace(view, planned=planned), g.t)
        for outcome in (Outcome.RESIZED, Outcome.RETIMED):
            changed = replace(shown, outcome=outcome)
            said = sessions.session_toast(changed, g.t)
            g.show(sessions.session_card, f"{outcome}, {groups}", changed, g.t, said=said)


def _closed_days(g: Gallery, room: Showroom) -> None:
    site, form = room.longest_site, PeriodForm(room.longest_site.id)
    view = PeriodView(
        DraftId(2**31 - 1), form, site, NOW.date(), NOW.date(), NOW.date() + timedelta(days=366)
    )
    last = DAY + timedelta(days=13)
    visits = [
        visit_to(room.session(site.programmes[0], DAY, number=number + 1), VisitStatus.CONFIRMED)
        for number in range(12)
    ]
    coming = tuple(DayEntry(booking_of(each), each, site.programmes[0]) for each in visits)
    for case, chosen in (
        ("from when", form),
        ("until when", replace(form, first=DAY)),
        ("why", replace(form, first=DAY, last=last)),
        ("why, one day", replace(form, first=DAY, last=DAY)),
    ):
        g.show(period.period_screen, case, replace(view, form=chosen), g.t)
    closures = tuple(
        Closure(ClosureId(2**31 - 1), site.id, DAY, last, reason.value, is_live=True)
        for reason in REASONS_TO_CLOSE
    )
    of_site = ClosuresView(site, closures)
    for case, hit in (
        ("nobody", Hit(0, (), 0)),
        ("twelve", Hit(48, coming, 3)),
        ("one", Hit(1, coming[:1], 0)),
    ):
        for reason in REASONS_TO_CLOSE:
            whole = replace(view, form=replace(form, first=DAY, last=last, reason=reason), hit=hit)
            g.show(period.period_screen, f"whether, {reason}, {case}", whole, g.t)
        closed = replace(of_site, done=closures[0], hit=hit, left=len(hit.coming))
        g.show(period.closed_screen, case, closed, g.t)
    g.show(period.closures_screen, "all reasons", of_site, g.t)
    g.show(period.closures_screen, "opened", replace(of_site, closures=(), done=closures[0]), g.t)
    g.show(period.open_question, "sure?", of_site, closures[0], g.t)
    week = SessionsView(site, DAY, DAY, (), more=False, closures=closures)
    g.show(sessions.sessions_screen, "closed days", week, g.t)


def _rules(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    programme = max(site.programmes, key=lambda each: len(g.t.content(each.title)))
    weekly = WeeklyTimes(
        WEEKDAYS, ("10:00", "13:30", "15:00"), "09-01", "05-31", DAY, DAY + timedelta(days=300)
    )
    intake = IntakeRule("MO", 2, (2, 6, 7, 11), "10:00")
    kept = tuple(room.session(programme, DAY, number=number + 1, taken=number) for number in range(7))
    entries = tuple(
        RuleEntry(ScheduleId(2**31 - 1), each, 25)
        for each in (weekly, WeeklyTimes(("TU",), ("09:00",)), intake)
    )
    full = tuple(ProgrammeRules(each, entries, kept) for each in site.programmes)
    for case, programmes, may in (
        ("full", full, True),
        ("staff looks", full, False),
        ("none", (ProgrammeRules(programme, (), ()),), True),
    ):
        for done in (None, "added", "changed", "ended"):
            view = ScheduleView(site, programmes, may_change=may, done=done)
            g.show(rules.schedule_screen, f"{case}, {done}", view, g.t)
            g.show(rules.prepared_schedule, f"{case}, {done}", view, g.t)
    blank = RuleForm(site.id)
    chosen = replace(blank, programme_id=programme.id)
    days = replace(chosen, days=WEEKDAYS, days_chosen=True)
    whole = replace(days, times=weekly.times, season=("09-01", "05-31"), since=DAY)
    changed = replace(whole, schedule_id=ScheduleId(2**31 - 1))
    moments = tuple(DAY_AT + timedelta(days=number) for number in range(5))
    nothing = RulePreview((), 0, 0, (), 0, "0a1b2c3d")
    much = RulePreview(moments, 104, 21, kept, 5, "0a1b2c3d")
    for case, form, preview in (
        ("which programme", blank, None),
        ("which days", chosen, None),
        ("which days, some", replace(chosen, days=("TU", "TH")), None),
        ("what times", days, None),
        *(
            (f"asked anew, {each}", replace(whole, asks=each), None)
            for each in RuleField
            if each != "weekdays"
        ),
        ("new", whole, much),
        ("new, nothing special", replace(whole, season=None, since=None), replace(much, kept=(), by_hand=0)),
        ("changed", changed, much),
        ("changed, nothing", changed, nothing),
        ("ended", replace(changed, ends=True), replace(much, next_dates=())),
        ("gone meanwhile", changed, None),
    ):
        of_rule = RuleView(
            DraftId(2**31 - 1),
            form,
            site,
            site.programmes,
            programme if form.programme_id is not None else None,
            preview,
        )
        g.show(rules.rule_screen, case, of_rule, g.t)
    _intakes(g, site, programme, (nothing, much))
    for case, off in (("none", ()), ("seven", kept)):
        left = OffView(site, programme, off, len(off), 25 * len(off), "7.7.175")
        g.show(rules.off_screen, case, left, g.t)
        g.show(rules.off_reasons, case, left, g.t)
        g.show(rules.off_question, case, left, HostReason.REPAIR, g.t)


def _intakes(g: Gallery, site: Site, programme: Programme, previews: tuple[RulePreview, RulePreview]) -> None:
    blank = IntakeForm(site.id)
    chosen = replace(blank, programme_id=programme.id)
    on_day = replace(chosen, week=4, weekday="SU")
    whole = replace(on_day, months=tuple(range(2, 13)), months_chosen=True, clock="10:00")
    changed = replace(whole, schedule_id=ScheduleId(2**31 - 1))
    nothing, much = previews
    for case, form, preview in (
        ("which programme", blank, None),
        ("which day", chosen, None),
        ("which day, half", replace(chosen, week=1), None),
        ("which months", on_day, None),
        ("which months, some", replace(on_day, months=(2, 6, 12)), None),
        ("what time", replace(whole, clock=None), None),
        *((f"asked anew, {each}", replace(whole, asks=each), None) for each in IntakeField),
        ("new", whole, much),
        ("new, every month", replace(whole, months=tuple(range(1, 13))), much),
        ("changed", changed, much),
        ("changed, nothing", changed, nothing),
        ("ended", replace(changed, ends=True), replace(much, next_dates=())),
        ("gone meanwhile", changed, None),
    ):
        of_intakes = IntakeView(
            DraftId(2**31 - 1),
            form,
            site,
            site.programmes,
            programme if form.programme_id is not None else None,
            preview,
        )
        g.show(intakes.intake_screen, case, of_intakes, g.t)


def _people(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    members = tuple(
        Member(PersonId(number + 1), role, name, phone, NOW - timedelta(days=400 * number))
        for number, (role, name, phone) in enumerate(
            (
                (Role.OWNER, RECEPTION, "+70000000004"),
                (Role.STAFF, LEADER, "+70000000005"),
                (Role.GUIDE, None, None),
                (Role.GUARD, "Игорь В.", "+70000000002"),
            )
        )
    )
    view = PeopleView(site, members, PersonId(1), may_change=True, coordinates=False, invite_key=KEY)
    g.show(people.people_screen, "the owner looks", view, g.t)
    g.show(people.people_screen, "staff looks", replace(view, may_change=False, reader=PersonId(2)), g.t)
    g.show(people.people_screen, "a coordinator looks", replace(view, reader=PersonId(99)), g.t)
    g.show(people.people_screen, "somebody was removed", replace(view, removed=members[2]), g.t)
    many = tuple(replace(members[1], person_id=PersonId(number)) for number in range(1, 13))
    g.show(people.people_screen, "twelve", replace(view, people=many), g.t)
    g.show(people.people_screen, "nobody", replace(view, people=(), reader=PersonId(99)), g.t)
    for member in members:
        g.show(people.remove_question, member.role, view, member, g.t)
    g.show(people.role_choice, "roles", view, KEY, g.t)
    for role in (*SITE_ROLES, Role.COORDINATOR):
        for used in (False, True):
            invitation = InvitationView(
                role,
                room.region,
                None if role is Role.COORDINATOR else site,
                "i_" + "A" * 43,
                NOW + timedelta(days=7),
                site.timezone,
                used,
            )
            g.show(people.invitation_screen, f"{role}, used {used}", invitation, LINKS, g.t)


def review_of(room: Showroom, *, said: int = 3, text: str | None = None) -> ReviewView:
    """A class at the longest job trial, of which so many scales are judged."""
    trials = [
        (site, each) for site in room.sites for each in site.programmes if each.kind is ProgrammeKind.TRIAL
    ]
    site, programme = max(
        trials, key=lambda each: len(each[0].name.get("ru") or "") + len(each[1].title.get("ru") or "")
    )
    visit = visit_to(room.session(programme, DAY), VisitStatus.ARRIVED, arrived_count=15)
    interest, care, result = (5 if number < said else None for number in range(len(Scale)))
    done = NOW if said == len(Scale) else None
    review = ExpertReview(visit.id, interest, care, result, text, PersonId(2), done)
    return ReviewView(
        site,
        programme,
        booking_of(visit),
        visit,
        review if said else None,
        may_write=True,
        asks=review.missing,
        by=RECEPTION,
    )


def _reviews(g: Gallery, room: Showroom) -> None:
    for said in range(len(Scale) + 1):
        g.message("host.review", f"{said} said", review_of(room, said=said))
    done = review_of(room, text=COMMENT[:200])
    off = replace(done, may_write=False, visit=replace(done.visit, status=VisitStatus.CONFIRMED))
    for case, view in (("done", done), ("over", replace(done, may_write=False)), ("off", off)):
        g.message("host.review.update", case, view)
        g.message("visit.review", case, view)
        g.message("visit.review.update", case, view)
        g.show(reviews.sentence_question, case, view, g.t)
    g.message("visit.review", "no sentence", review_of(room))
    refusal = Refusal(Reason.TEXT_REFUSED, {"problem": "names"})
    g.show(reviews.sentence_question, "refused", replace(done, refusal=refusal), g.t)


def guests(room: Showroom) -> Booking:
    """Two tourists at a site that confirms at once."""
    programme = room.programme("warm-trace", "class")
    visit = visit_to(room.session(programme, DAY), VisitStatus.CONFIRMED, children=0, adults=2)
    return booking_of(visit, audience=Audience.TOURIST, party=Party(0, 2), comment=None)


def _feedback(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    words = tuple(Said(score, COMMENT, 9, date(2026, 12, 1)) for score in (5, 3, 1))
    many = Ratings({5: 12, 4: 3, 3: 1, 2: 0, 1: 2})
    for works_there in (True, False):
        for case, ratings, said in (("none", Ratings({}), ()), ("many", many, words)):
            view = SiteFeedbackView(site, ratings, said, 0, 3 if said else 1, works_there)
            g.show(feedback.feedback_screen, f"{case}, host: {works_there}", view, g.t)
    low = tuple((each, Ratings({1: 2, 3: 4})) for each in room.sites[:5])
    for case, sites in (("some", low), ("none", ())):
        g.show(feedback.low_rated_screen, case, LowRatedView(room.region, sites), g.t)
