"""The form of a booking at each question, and one's own bookings in each state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.booking import Booking
from bot.domain.booking.duties import Duty
from bot.domain.booking.views import (
    BookingFormView,
    BookingView,
    ChosenSession,
    ComingView,
    MineView,
)
from bot.domain.catalogue.catalogue import Programme
from bot.domain.forms import BookingForm, Part, Question
from bot.domain.model import (
    ApplicationStatus,
    Audience,
    BookingId,
    CancelReason,
    DraftId,
    DutyKind,
    HostReason,
    Party,
    ProgrammeId,
    ProgrammeKind,
    SessionId,
    VisitStatus,
)
from bot.domain.people.given import GivenAway
from bot.domain.refusal import (
    ChangeAdults,
    OpenBooking,
    OtherProgramme,
    OtherSession,
    Reason,
    Refusal,
)
from bot.domain.typed.moments import Days
from bot.ui.visitor import intents
from bot.ui.visitor.booking import form as screens
from bot.ui.visitor.booking import mine, on_the_day
from bot.ui.visitor.callback_data import ShowBooking
from bot.ui.visitor.consent import consent_text
from tests import details
from tests.screens.gallery import Gallery
from tests.screens.showroom import (
    COMMENT,
    LEADER,
    LONG_SCHOOL,
    NOW,
    OPERATOR,
    PRINTED,
    REFERENCES,
    REVIEW,
    SCHOOL,
    STATES,
    Showroom,
    actor,
    application_to,
    booking_of,
    ten_cards,
    visit_to,
    words_of_the_day,
)

TIMES = (time(9), time(10, 30), time(12), time(13, 30))
DAY = date(2027, 1, 14)


def hang(g: Gallery, room: Showroom) -> None:
    _questions(g, room)
    _days(g, room)
    _summaries(g, room)
    _beside(g, room)
    _own(g, room)


def form_of(programme: Programme, **answers: Any) -> BookingForm:
    form = BookingForm(
        programme_id=programme.id,
        audience=Audience.SCHOOL,
        grade=7,
        letter="Б",
        organisation_id=LONG_SCHOOL.id,
        organisation_name=LONG_SCHOOL.title,
        children=27,
        adults=3,
        youngest_age=12,
        party_agreed=True,
    )
    return replace(form, **answers)


def form_view(room: Showroom, form: BookingForm, step: Question, **more: Any) -> BookingFormView:
    programme = room.catalogue.programmes[form.programme_id]
    view = BookingFormView(
        draft_id=DraftId(2**31 - 1),
        form=form,
        step=step,
        question=None,
        asks_detail=False,
        programme=programme,
        site=room.catalogue.site_of(programme),
        actor=actor(name=LEADER),
        today=NOW.date(),
        now=NOW,
    )
    return replace(view, **more)


def show_form(g: Gallery, case: str, view: BookingFormView) -> None:
    g.show(
        screens.form_screen,
        case,
        view,
        g.t,
        consent_version=OPERATOR.consent_version,
        consent=consent_text(g.t, OPERATOR, view.own_consent),
    )


def _questions(g: Gallery, room: Showroom) -> None:
    _, programme = room.of_kind(ProgrammeKind.CAREER)
    blank = BookingForm(programme.id)
    refused = Refusal(Reason.TEXT_REFUSED, {"problem": "nothing_understood"})
    show_form(g, "party: first time", form_view(room, blank, Question.PARTY, takes_classes=True))
    show_form(
        g, "party: ten cards", form_view(room, blank, Question.PARTY, cards=ten_cards(), takes_classes=True)
    )
    more = {each.id: 22 for each in ten_cards()}
    raised = form_view(room, blank, Question.PARTY, cards=ten_cards(), card_adults=more, takes_classes=True)
    show_form(g, "party: more adults than on the cards", raised)
    for least in (1, 10):
        both = form_view(
            room, blank, Question.PARTY, cards=ten_cards(), takes_classes=True, least_seats=least
        )
        show_form(g, f"party: classes and seats from {least}", both)
        seats = form_view(room, blank, Question.PARTY, least_seats=least, refusal=refused)
        show_form(g, f"party: seats from {least}, refused", seats)
    others = _other_programmes(room)
    for reason in (Reason.TOO_YOUNG, Reason.CLASS_TOO_YOUNG):
        young = Refusal(reason, {"min_age": 12, "youngest_age": 8}, others)
        show_form(
            g, f"party: {reason}", form_view(room, blank, Question.PARTY, takes_classes=True, refusal=young)
        )
    latin = replace(blank, audience=Audience.SCHOOL, grade=11, letter="Б", other_letter="В", children=27)
    show_form(g, "party: which letter", form_view(room, latin, Question.PARTY))
    named = replace(blank, audience=Audience.SCHOOL, grade=11, letter="Б")
    show_form(g, "party: how many", form_view(room, named, Question.PARTY, refusal=refused))
    show_form(
        g, "party: which grade", form_view(room, replace(blank, children=120, adults=12), Question.PARTY)
    )
    school = form_of(programme, organisation_id=None, organisation_name=None, party_agreed=False)
    show_form(g, "school", form_view(room, school, Question.SCHOOL))
    found = form_view(
        room, school, Question.SCHOOL, organisations=(SCHOOL, LONG_SCHOOL), typed_school="Северный"
    )
    show_form(g, "school: matches", found)
    show_form(g, "school: none", form_view(room, school, Question.SCHOOL, typed_school=LONG_SCHOOL.name))
    check = form_of(programme, party_agreed=False)
    show_form(g, "party check", form_view(room, check, Question.PARTY_CHECK))
    no_age = replace(check, youngest_age=None, children=1, adults=1)
    show_form(g, "party check, no age", form_view(room, no_age, Question.PARTY_CHECK))
    many = replace(check, children=22, adults=21, youngest_age=6)
    show_form(g, "party check, many", form_view(room, many, Question.PARTY_CHECK))
    sixth = replace(check, grade=6, youngest_age=11, age_guessed=True)
    show_form(
        g, "party check, perhaps too young", form_view(room, sixth, Question.PARTY_CHECK, fitting=others)
    )
    few = Refusal(Reason.NOT_ENOUGH_ADULTS, {"adults": 3, "needed": 6}, (ChangeAdults(6),))
    show_form(
        g,
        "party check, too few adults",
        form_view(room, check, Question.PARTY_CHECK, refusal=few, adults_needed=6),
    )
    for question in details.AT_PARTY_CHECK:
        asked = form_view(room, check, Question.PARTY_CHECK, question=question, asks_detail=True)
        show_form(g, f"ask {question}", asked)
    chosen = chosen_of(room, programme, 1)
    full = form_of(programme, parts=tuple(_parts(chosen)))
    for step in (Question.CONSENT, Question.NAME, Question.PHONE):
        show_form(g, step.value, form_view(room, full, step, chosen=chosen, note=DAY))
    g.show(screens.before_consent, "a later day", form_view(room, full, Question.CONSENT, note=DAY), g.t)


def _other_programmes(room: Showroom) -> tuple[OtherProgramme, ...]:
    longest = max(room.catalogue.programmes.values(), key=lambda each: len(str(each.title)))
    site = room.catalogue.site_of(longest)
    return tuple(OtherProgramme(ProgrammeId(1_234_567), longest.title, site.name) for _ in range(3))


def chosen_of(room: Showroom, programme: Programme, parts: int) -> tuple[ChosenSession, ...]:
    children, adults = 28 // parts, max(4 // parts, 1)
    return tuple(
        ChosenSession(room.session(programme, DAY, at, number=number + 1), children, adults)
        for number, at in enumerate(TIMES[:parts])
    )


def _parts(chosen: tuple[ChosenSession, ...]) -> Iterator[Part]:
    for each in chosen:
        yield Part(each.session.id, each.children, each.adults)


def _days(g: Gallery, room: Showroom) -> None:
    site = room.site("vychegda-sheet")
    programme = room.programme(site.slug, "tour")
    sessions = room.weekly(programme, TIMES)
    parties = (
        ("a class in one session", Party(17, 3, 12), Audience.SCHOOL),
        ("two subgroups", Party(27, 3, 12), Audience.SCHOOL),
        ("four subgroups", Party(70, 10, 12), Audience.SCHOOL),
        ("too young", Party(17, 3, 6), Audience.SCHOOL),
        ("too few adults", Party(20, 1, 12), Audience.SCHOOL),
        ("adults", Party(0, 12), Audience.TOURIST),
        ("alone", Party(0, 1), Audience.TOURIST),
        ("far too many", Party(190, 20, 12), Audience.SCHOOL),
    )
    one_a_day = room.weekly(programme, TIMES[:1])
    on_near_days = (("on near days", Party(33, 4, 12), Audience.SCHOOL, one_a_day),)
    of_day = ((*each, sessions) for each in parties)
    for case, party, audience, there in (*of_day, *on_near_days):
        days = room.days(programme, party, audience, there)
        form = form_of(
            programme,
            audience=audience,
            children=party.children,
            adults=party.adults,
            youngest_age=party.youngest_age,
        )
        show_form(g, f"day: {case}, the nearest", form_view(room, form, Question.DAY, days=days))
        for note in (Days(DAY, DAY + timedelta(days=9)), Days(DAY, DAY + timedelta(days=400))):
            show_form(g, f"day: {case}, within", form_view(room, form, Question.DAY, days=days, note=note))
        for month in (date(2026, 12, 1), date(2027, 1, 1)):
            view = form_view(room, form, Question.DAY, days=days, month=month)
            show_form(g, f"day: {case}, {month:%m}", view)
        starts = [NOW + timedelta(days=30 + number) for number in range(3)]
        ways = tuple(
            OtherSession(SessionId(number), start, site.timezone, number)
            for number, start in enumerate(starts)
        )
        why = Refusal(Reason.NO_SEATS_ON_DAY, {"seats": 30, "free": 20, "capacity": 20}, ways)
        view = form_view(room, form, Question.DAY, days=days, month=date(2026, 12, 1), refusal=why)
        show_form(g, f"day: {case}, a full day tapped", view)
        open_days = [day for day, choice in days.items() if choice.options]
        for day in [*open_days[:2], next(iter(days))]:
            view = form_view(room, replace(form, day=day), Question.TIME, days=days, month=day.replace(day=1))
            show_form(g, f"time: {case}, {day}", view)
    view = form_view(room, form_of(programme), Question.DAY, days={}, month=date(2026, 11, 1))
    show_form(g, "day: no sessions", view)
    refused = Refusal(Reason.SESSION_FULL, {"seats": 21, "free": 1})
    shared = room.programme("warm-trace", "class")
    for audience in (Audience.TOURIST, Audience.STUDENT):
        days = room.days(shared, Party(0, 2), audience, room.weekly(shared, (time(11),)))
        form = form_of(shared, audience=audience, children=0, adults=2, organisation_name=None)
        show_form(g, f"day: {audience}", form_view(room, form, Question.DAY, days=days, refusal=refused))


def _summaries(g: Gallery, room: Showroom) -> None:
    _, programme = room.of_kind(ProgrammeKind.CAREER)
    held, due = NOW + timedelta(minutes=15), NOW + timedelta(days=3)
    plain: dict[str, Any] = {"answer_due_at": due, "hold_expires_at": held}
    for parts in (1, 2, 4):
        chosen = chosen_of(room, programme, parts)
        form = form_of(programme, parts=tuple(_parts(chosen)))
        view = form_view(room, form, Question.SUMMARY, chosen=chosen, **plain)
        show_form(g, f"summary, {parts} parts", view)
    full = replace(form, foreign=3, wheelchairs=2, comment=COMMENT)
    show_form(g, "summary, everything", replace(view, form=full))
    show_form(g, "summary, the hold ran out", replace(view, form=full, hold_expires_at=None))
    for refusal in _refusals_of_sending(room, programme):
        shown = replace(view, refusal=refusal, hold_expires_at=None)
        show_form(g, f"summary, {refusal.reason}", shown)
    for question in details.AT_SUMMARY:
        show_form(g, f"ask {question}", replace(view, form=full, question=question, asks_detail=True))
    refused = Refusal(Reason.TEXT_REFUSED, {"problem": "name_and_health"})
    comment = replace(view, question=Question.COMMENT, asks_detail=True, refusal=refused)
    show_form(g, "ask comment, refused", comment)
    shared = room.programme("warm-trace", "class")
    chosen = (ChosenSession(room.session(shared, DAY), 0, 2),)
    form = BookingForm(shared.id, Audience.TOURIST, adults=2, party_agreed=True, parts=tuple(_parts(chosen)))
    instant = form_view(room, form, Question.SUMMARY, chosen=chosen, hold_expires_at=held)
    show_form(g, "summary of seats", replace(instant, actor=actor(name=None)))


def _others(room: Showroom, programme: Programme) -> tuple[OtherSession, ...]:
    timezone = room.catalogue.site_of(programme).timezone
    return tuple(
        OtherSession(
            SessionId(1_234_567 + number),
            room.session(programme, DAY + timedelta(days=number)).starts_at,
            timezone,
            None,
            (SessionId(1_234_567),) * 3,
            (room.session(programme, DAY + timedelta(days=number)).ends_at,) * 3,
        )
        for number in range(3)
    )


def _refusals_of_sending(room: Showroom, programme: Programme) -> Iterator[Refusal]:
    others = _others(room, programme)
    yield Refusal(Reason.HOLD_EXPIRED, {}, others)
    yield Refusal(Reason.SESSION_FULL, {"free": 2, "seats": 21}, others)
    yield Refusal(Reason.TOO_MANY_OPEN, {"most": 5})
    yield Refusal(Reason.OVERLAPS, {"reference": REFERENCES[1]}, (OpenBooking(BookingId(1), REFERENCES[1]),))


def _beside(g: Gallery, room: Showroom) -> None:
    _, programme = room.of_kind(ProgrammeKind.CAREER)
    chosen = chosen_of(room, programme, 1)
    view = form_view(room, form_of(programme, parts=tuple(_parts(chosen))), Question.CONSENT, chosen=chosen)
    g.show(screens.form_cancelled, "cancelled", programme.id, g.t)
    g.show(screens.form_closed, "an old button", g.t)
    g.show(screens.consent_refused, "no consent", view, g.t)
    wanted = Refusal(Reason.TEXT_REFUSED, {"problem": "press_a_button"})
    g.show(screens.not_by_text, "typed where a button answers", wanted, g.t)


# --- one's own -------------------------------------------------------------------------------------


def _session(room: Showroom, programme: Programme, at: datetime | None = None) -> SessionFacts:
    session = room.session(programme, DAY)
    if at is None:
        return session
    return replace(session, starts_at=at, ends_at=at + timedelta(minutes=90))


def reason_for(status: VisitStatus) -> str | None:
    if status in {VisitStatus.DECLINED, VisitStatus.CANCELLED_BY_HOST}:
        return HostReason.PARTY_UNSUITABLE.value
    return CancelReason.GROUP_FELL_THROUGH.value if status is VisitStatus.CANCELLED else None


def bookings_in_every_state(room: Showroom, programme: Programme) -> Iterator[tuple[str, Booking]]:
    """A class alone and in four subgroups, and tourists."""
    sessions = [room.session(programme, DAY, at, number=number + 1) for number, at in enumerate(TIMES)]
    for status in STATES:
        reason = reason_for(status)
        yield f"{status}", booking_of(visit_to(sessions[0], status, reason=reason))
        parts = [
            visit_to(each, status, position=number, children=7, adults=1, reason=reason)
            for number, each in enumerate(sessions, start=1)
        ]
        yield f"{status}, four subgroups", booking_of(*parts)
        guests = visit_to(sessions[0], status, children=0, adults=2, reason=reason)
        yield (
            f"{status}, two guests",
            booking_of(guests, audience=Audience.TOURIST, party=Party(0, 2), comment=None),
        )


def _booking_view(room: Showroom, booking: Booking, duty: DutyKind | None) -> BookingView:
    programme = room.catalogue.programmes[booking.first.programme_id]
    return BookingView(
        booking=booking,
        site=room.catalogue.site_of(programme),
        programme=programme,
        duty=Duty(duty, NOW + timedelta(days=1)) if duty is not None else None,
        now=NOW,
        may_cancel=booking.status in {VisitStatus.PENDING, VisitStatus.CONFIRMED},
    )


def _own(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    programme = max(site.programmes, key=lambda each: len(g.t.content(each.title)))
    views = []
    for case, booking in bookings_in_every_state(room, programme):
        duties: tuple[DutyKind | None, ...] = (None,)
        if booking.status is VisitStatus.PENDING:
            duties = (DutyKind.WAIT, DutyKind.WAIT_FOR_COORDINATOR)
        if booking.status is VisitStatus.CONFIRMED:
            duties = (
                DutyKind.HAND_LIST,
                DutyKind.POLICE,
                DutyKind.FINAL_COUNT,
                DutyKind.PLATE,
                DutyKind.COME,
            )
        for duty in duties:
            view = _booking_view(room, booking, duty)
            views.append(view)
            g.show(mine.booking_card, f"{case} {duty or ''}".strip(), view, g.t)
            if booking.status is VisitStatus.ARRIVED:
                tried = replace(view, reviews=(REVIEW,) * len(booking.visits))
                g.show(mine.booking_card, f"{case} after a job trial", tried, g.t)
    sent = [view for view in views if view.may_cancel]
    for view in sent:
        case = f"{view.booking.status} {view.booking.audience} {len(view.booking.visits)}"
        g.show(mine.booking_sent, case, view, g.t)
        full = replace(view, card_refused=Refusal(Reason.TOO_MANY_CARDS, {"most": 10}))
        g.show(mine.booking_sent, f"{case}, no room for its card", full, g.t)
        changed = replace(view, outdated=PRINTED)
        g.show(mine.booking_card, f"{case}, old papers", changed, g.t)
        g.show(mine.booking_sent, f"{case}, old papers", changed, g.t)
        g.show(mine.cancel_reasons, case, view, g.t)
    _what_was_wanted(g, sent)
    for view in views:
        if view.duty is not None and view.duty.kind is DutyKind.COME:
            _on_the_day(g, view)
    intern = room.of_kind(ProgrammeKind.INTERNSHIP)[1]
    application = application_to(_session(room, intern), None, ApplicationStatus.REVIEW)
    everything = MineView(tuple(sent[:14]), tuple(views[-9:]), (application,), NOW)
    for page in (0, 1):
        g.show(mine.mine_screen, f"page {page}", everything, page, g.t, past=False)
    g.show(mine.mine_screen, "past", everything, 0, g.t, past=True)
    for case, empty in (
        ("empty", MineView((), (), (), NOW)),
        ("handed over", MineView((), (), (), NOW, given=(GivenAway(REFERENCES[1], NOW),) * 6)),
        ("placements only", MineView((), (), (application,), NOW)),
    ):
        for past in (False, True):
            g.show(mine.mine_screen, f"{case}, past {past}", empty, 0, g.t, past=past)


def _what_was_wanted(g: Gallery, views: list[BookingView]) -> None:
    """What a text leads to that answers no question."""
    for key in ("unread.text", "unread.class", "last.no_files", "last.unexpected", "last.edited"):
        g.show(intents.offered, key, key, g.t, open_draft=True, roles=actor())
    for key in ("intent.thanks", "intent.nothing"):
        g.show(intents.offered, key, key, g.t, open_draft=False, roles=actor())
    for key in ("intent.which", "intent.which_cancel", "intent.which_move", "intent.not_today"):
        g.show(intents.which, key, key, views, lambda booking: ShowBooking(booking=booking), g.t)
    for case, shown in (("none", []), ("one", views[:1]), ("many", views)):
        g.show(intents.prices, case, shown, g.t)
        g.show(intents.places, case, shown, g.t)
    g.show(intents.move_choice, "one", views[0], g.t)
    title = views[0].programme.title
    for open_draft in (True, False):
        screen = intents.offered("intent.nothing", g.t, open_draft=open_draft, roles=actor())
        g.show(intents.with_kept_form, f"offered {open_draft}", screen, title, g.t)


def _on_the_day(g: Gallery, view: BookingView) -> None:
    case = f"{view.booking.audience}, {len(view.booking.visits)} parts"
    for word, booking in words_of_the_day(view.booking):
        said = replace(view, booking=booking, awaited_today=booking.visits)
        g.show(mine.booking_card, f"{case}, {word}", said, g.t)
    for minutes in (-50, 35):
        at = replace(said, now=said.booking.first.starts_at + timedelta(minutes=minutes))
        g.show(on_the_day.late_choice, f"{case}, {minutes} minutes after the start", at, g.t)
    for refusal in (None, Refusal(Reason.TEXT_REFUSED, {"problem": "coming_range", "most": 21})):
        asked = ComingView(said, 21, refusal)
        g.show(on_the_day.coming_question, f"{case}, {refusal and refusal.reason}", asked, g.t)
