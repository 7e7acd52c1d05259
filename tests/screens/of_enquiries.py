"""Questions of visitors and of sites, with their answers (E2, E3), and what helps to decide (E12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.booking.booking import Booking, Turnout
from bot.domain.catalogue.catalogue import KeptAnswer, Programme, Site
from bot.domain.desk.views import Background, Outcome, QueueEntry, QueueView, RequestView
from bot.domain.enquiries.enquiry import LONGEST, LONGEST_ANSWER, LONGEST_KEPT, Enquiry
from bot.domain.enquiries.views import (
    AnswerFormView,
    AnswersView,
    AskSiteView,
    ContactView,
    EnquiryView,
    LateEnquiryView,
)
from bot.domain.messages.views import OverdueView, UnattendedView
from bot.domain.model import (
    AbuseReason,
    BookingId,
    ComplaintState,
    DraftId,
    EnquiryId,
    EnquiryState,
    PersonId,
    VisitId,
)
from bot.domain.people.complaint import Complaint, ComplaintsView, ComplaintView
from bot.domain.refusal import Reason, Refusal
from bot.domain.region.views import RegionView, UnansweredView
from bot.ui.coordinator import complaints, region
from bot.ui.formats.html import Html
from bot.ui.host import enquiries as hosts
from bot.ui.host import requests
from bot.ui.kit import home_button, keyboard
from bot.ui.screen import Screen
from bot.ui.visitor import enquiries as visitors
from bot.ui.visitor.messages import blocked
from tests.screens.gallery import Gallery
from tests.screens.of_bookings import DAY, TIMES, bookings_in_every_state
from tests.screens.showroom import COMMENT, NOW, OPERATOR, RECEPTION, Showroom, booking_of, visit_to


def _words(most: int) -> str:
    """As long as it may be, with what is HTML to nobody, and no word cut."""
    return (COMMENT * 2)[:most].rpartition(" ")[0]


QUESTION, ANSWER, SHORT = _words(LONGEST), _words(LONGEST_ANSWER), "Спасибо!"
REFUSED = Refusal(Reason.TEXT_REFUSED, {"problem": "names"})
NAMES = {PersonId(2): RECEPTION}


def enquiry_of(
    programme: Programme, booking: Booking | None, state: EnquiryState, *, answer: str | None = None
) -> Enquiry:
    answered = state is EnquiryState.ANSWERED
    return Enquiry(
        id=EnquiryId(1),
        site_id=programme.site_id,
        booking_id=None if booking is None else BookingId(1),
        programme_id=programme.id if booking is None else None,
        person_id=PersonId(1),
        state=state,
        text=QUESTION,
        asked_at=NOW,
        answer_due_at=None if booking is not None else NOW + timedelta(days=3),
        answer=(answer or ANSWER) if answered else None,
        answered_by=PersonId(2) if answered else None,
        answered_at=NOW if answered else None,
        additions=0,
        kept_at=None,
    )


def hang(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    programme = max(site.programmes, key=lambda each: len(g.t.content(each.title)))
    _asking(g, site, programme)
    _of_visitors(g, room, site, programme)
    _of_leaders(g, room, site, programme)
    _requests(g, room, site, programme)
    _complaints(g, room, site)


def _asking(g: Gallery, site: Site, programme: Programme) -> None:
    view = AskSiteView(DraftId(1), site, programme, None, NOW + timedelta(days=3))
    kept = tuple(KeptAnswer(EnquiryId(n), SHORT, SHORT) for n in range(10))
    for case, each in (
        ("asked", view),
        ("refused", replace(view, refusal=REFUSED)),
        ("after others", replace(view, programme=replace(programme, answers=kept))),
        ("the consent", replace(view, text=QUESTION, asks_consent=True)),
    ):
        g.show(visitors.ask_screen, case, each, g.t, OPERATOR)
    g.show(visitors.ask_consent_refused, "no", view, g.t)
    bare = replace(view, site=replace(site, contact_phone=None))
    g.show(visitors.ask_consent_refused, "no, without a phone", bare, g.t)
    one = KeptAnswer(EnquiryId(1), QUESTION, _words(LONGEST_KEPT - LONGEST))
    for may_change in (False, True):
        answers = AnswersView(site, programme, [one], 1, 0, 3, may_change)
        g.show(visitors.answers_screen, f"a long one, {may_change}", answers, g.t)
        g.show(visitors.answers_screen, f"short ones, {may_change}", replace(answers, entries=kept[:4]), g.t)
        g.show(visitors.answers_screen, f"none, {may_change}", replace(answers, entries=[], pages=1), g.t)


def _states(site: Site, programme: Programme, booking: Booking | None) -> Iterator[tuple[str, EnquiryView]]:
    for state in EnquiryState:
        found = enquiry_of(programme, booking, state)
        view = EnquiryView(found, site, programme, NOW, booking)
        yield f"{state}", view
        yield f"{state}, late", replace(view, now=NOW + timedelta(days=9))
        yield f"{state}, done", replace(view, outcome=Outcome.DONE)
        if state is EnquiryState.ANSWERED:
            short = replace(found, answer=SHORT)
            yield "a short answer", replace(view, enquiry=short, may_keep=booking is None)
            if booking is None:
                yield "kept", replace(view, enquiry=replace(short, kept_at=NOW))


def _of_visitors(g: Gallery, room: Showroom, site: Site, programme: Programme) -> None:
    for case, view in _states(site, programme, None):
        g.show(visitors.own_enquiry, case, view, g.t)
        g.show(hosts.enquiry_card, case, view, g.t)
        g.show(hosts.enquiry_notice, case, view, g.t)
        g.show(hosts.end_question, case, view, g.t)
        for kind in ("host.enquiry", "host.enquiry.update", "host.enquiry.late.update"):
            g.message(kind, case, view)
        for kind in ("region.enquiry.late.update", "region.enquiry.unattended.update"):
            g.message(kind, case, view)
        for adds in (False, True):
            form = AnswerFormView(DraftId(1), view, adds)
            g.show(hosts.answer_question, f"{case}, adds {adds}", form, g.t)
            g.show(hosts.answer_question, f"{case}, refused {adds}", replace(form, refusal=REFUSED), g.t)
    view = EnquiryView(enquiry_of(programme, None, EnquiryState.OPEN), site, programme, NOW)
    g.show(visitors.own_enquiry, "a second one", view, g.t, second=True)
    for days in (1, 2):
        late = LateEnquiryView(view, days)
        g.message("host.enquiry.late", f"{days}", late)
        g.show(hosts.late_enquiry, f"{days}", late, g.t)
    answered = replace(view, enquiry=enquiry_of(programme, None, EnquiryState.ANSWERED))
    g.message("enquiry.answered", "long", answered)
    g.message(
        "enquiry.closed", "closed", replace(view, enquiry=enquiry_of(programme, None, EnquiryState.CLOSED))
    )
    entry = QueueEntry(site, programme, NOW, NOW + timedelta(days=3), enquiry=view.enquiry)
    for now in (NOW, NOW + timedelta(days=4)):
        g.message("region.enquiry.late", f"{now}", OverdueView(entry, "", None, now))
        g.message("region.enquiry.unattended", f"{now}", UnattendedView(entry, None, now, waits=True))
        queue = QueueView((entry,) * 3, 3, 0, 1, None, several_sites=True, now=now)
        g.show(requests.queue_screen, f"questions at {now}", queue, g.t)
        unanswered = UnansweredView(room.region, (entry, entry), 2, 0, 1, now)
        g.show(region.unanswered_screen, f"questions at {now}", unanswered, g.t)
        desk = RegionView(room.region, (room.region,), {}, 3, 3, 0, urgent=(entry,) * 3, now=now)
        g.show(region.region_screen, f"questions at {now}", desk, g.t)


def _of_leaders(g: Gallery, room: Showroom, site: Site, programme: Programme) -> None:
    sessions = [room.session(programme, DAY, at, number=n + 1) for n, at in enumerate(TIMES[:4])]
    booking = booking_of(*[visit_to(each, position=n + 1) for n, each in enumerate(sessions)])
    typed = Screen(Html("«мост»: ничего не нашли"), keyboard(home_button(g.t)))
    if g.t.code == "en":
        typed = Screen(Html("Nothing found"), keyboard(home_button(g.t)))
    for case, view in _states(site, programme, booking):
        g.show(visitors.asked, case, view, g.t)
        g.show(visitors.answer_sent, case, view, g.t)
        g.message("booking.asked", case, view)
        g.message("booking.asked.update", case, view)
        for adds in (False, True):
            form = AnswerFormView(DraftId(1), view, adds)
            g.show(visitors.answer_screen, f"{case}, adds {adds}", form, g.t)
            g.show(visitors.answer_screen, f"{case}, refused {adds}", replace(form, refusal=REFUSED), g.t)
        offered = AnswerFormView(DraftId(1), view, adds=False, typed=QUESTION)
        g.show(visitors.with_answer_offered, case, typed, offered, g.t)
    answered = enquiry_of(programme, booking, EnquiryState.ANSWERED)
    view = EnquiryView(answered, site, programme, NOW, booking)
    g.message("host.answer", "four subgroups", view)
    g.show(hosts.leader_answered, "four subgroups", view, g.t)
    before = replace(view, outcome=Outcome.DECIDED_BEFORE)
    g.show(visitors.answer_sent, "too late", before, g.t)
    asked = (answered, answered, enquiry_of(programme, booking, EnquiryState.OPEN))
    contact = ContactView(booking, site, programme, (), NOW, may_talk=True)
    for case, each in (
        ("nothing asked yet", contact),
        ("refused", replace(contact, refusal=REFUSED)),
        ("from the gate", replace(contact, visit_id=VisitId(1))),
        ("waits", replace(contact, enquiries=asked)),
        ("just asked", replace(contact, enquiries=asked, just_asked=True)),
        ("answered", replace(contact, enquiries=asked[:2])),
        ("over", replace(contact, enquiries=asked, may_talk=False)),
    ):
        g.show(hosts.contact_screen, case, each, g.t)


def _requests(g: Gallery, room: Showroom, site: Site, programme: Programme) -> None:
    """With everything that helps to decide, and with questions."""
    other = booking_of(visit_to(room.session(programme, DAY, TIMES[1], number=7), position=1))
    beside = other, other.first
    whole = Background(date(2025, 9, 1), Turnout(12, 3), Turnout(40, 11), (beside,) * 3, beside, beside)
    asked = tuple(enquiry_of(programme, other, state) for state in (EnquiryState.ANSWERED, EnquiryState.OPEN))
    for case, booking in bookings_in_every_state(room, programme):
        view = RequestView(booking, site, room.catalogue.programmes, NAMES, NOW, background=whole)
        g.show(requests.request_card, f"{case}, with what helps", view, g.t)
        g.show(requests.request_card, f"{case}, with questions", replace(view, enquiries=asked), g.t)
    little = Background(date(2025, 9, 1), Turnout(1, 0), Turnout(), (), None, beside)
    g.show(requests.request_card, "a little that helps", replace(view, background=little), g.t)


def _complaints(g: Gallery, room: Showroom, site: Site) -> None:
    views = []
    for state in ComplaintState:
        by = None if state is ComplaintState.PROPOSED else PersonId(2)
        complaint = Complaint(
            None,
            EnquiryId(1),
            PersonId(1),
            room.region.id,
            site.id,
            AbuseReason.ADVERTISING,
            state,
            NOW,
            by,
            None if by is None else NOW,
        )
        for question in (QUESTION, None):
            view = ComplaintView(complaint, None, site, NAMES, question)
            views.append(view)
            g.show(complaints.complaint_card, f"of a question, {state}", view, g.t)
            g.show(blocked, f"of a question, {state}", view, g.t, OPERATOR.email)
            g.message("region.complaint", f"of a question, {state}", view)
    seen = ComplaintsView(room.region, tuple(each for each in views if each.decisions), 0, 1)
    g.show(complaints.complaints_screen, "of questions", seen, g.t)
