"""Questions at a site's desk: «Связаться», and what visitors ask before they book (E2, E3)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.desk.views import Outcome
from bot.domain.enquiries.enquiry import Enquiry
from bot.domain.enquiries.views import AnswerFormView, ContactView, EnquiryView, LateEnquiryView
from bot.domain.model import AbuseReason, EnquiryState
from bot.ui.formats.dates import moment_label
from bot.ui.formats.html import Html, bold, lines, lines_within
from bot.ui.formats.labels import shorten, within
from bot.ui.host.callback_data import ContactTap, EnquiryTap, RequestTap, VisitTap
from bot.ui.host.parts import leader_line, queue_button, visits_counts, who_label
from bot.ui.kit import Row, back_button, button, keyboard
from bot.ui.refusals import with_refusal
from bot.ui.screen import MOST_CHARACTERS, Button, Screen
from bot.ui.translator import Translator

ON_A_CARD = 2
"""Questions that a request shows, the newest ones."""
SHOWN_ON_A_CARD = 100
"""Characters of each text there."""
EARLIER_SHOWN = 2
MOST_OF_A_TEXT = 120
"""Where the host writes the next question; the messages show all of it."""
ASKED_SHOWN = 80
"""Characters of a question beside its answer, which is shown whole."""
OF_A_QUESTION = (AbuseReason.ADVERTISING, AbuseReason.RUDENESS)
"""What a host may complain of who was asked something."""


def enquiry_lines(found: Sequence[Enquiry], t: Translator, most: int = SHOWN_ON_A_CARD) -> list[Html]:
    """What was asked and answered, a line each."""
    shown: list[Html] = []
    for each in found:
        shown.append(t.html("host.contact.asked", text=shorten(each.text or "", most)))
        if each.answer is None:
            shown.append(t.html("host.contact.unanswered"))
        else:
            shown.append(t.html("host.contact.answered", text=shorten(each.answer, most)))
    return shown


def card_lines(found: Sequence[Enquiry], t: Translator) -> list[Html]:
    """On the card of a request: the newest questions, in short."""
    return enquiry_lines(found[-ON_A_CARD:], t)


# --- a site asks the leader of a booking ---------------------------------------------------------------


def contact_screen(view: ContactView, t: Translator) -> Screen:
    """The leader's phone, what was asked so far, and what is typed now."""
    booking, site, waits = view.booking, view.site, view.open
    if view.just_asked:
        last: Html | None = t.html("host.contact.sent")
    elif not view.may_talk:
        last = t.html("host.contact.over")
    elif waits is not None:
        last = t.html("host.contact.waits", moment=moment_label(waits.asked_at, site.timezone, t))
    else:
        last = t.html("host.contact.ask")
    head = (
        bold(t.label("host.contact.title", reference=booking.reference)),
        *_header(view, t),
        leader_line(booking, t),
    )
    earlier = [lines(*enquiry_lines([each], t, MOST_OF_A_TEXT)) for each in view.enquiries[-EARLIER_SHOWN:]]
    text = lines_within(MOST_CHARACTERS, head, earlier, (Html(""), last))
    if view.visit_id is not None:
        back = back_button(VisitTap(visit=view.visit_id, op="show"), t, "host.contact.to_group")
    else:
        tap = RequestTap(booking=booking.id, site=site.id, op="show")
        back = back_button(tap, t, "site.to_request")
    return with_refusal(Screen(text, keyboard(back)), view.refusal, t)


def _header(view: ContactView | EnquiryView, t: Translator) -> list[Html]:
    """Which site, who, when."""
    booking, site = view.booking, view.site
    if booking is None:
        return []
    return [
        t.html("host.day.site", site=site.name),
        t.html("host.who", who=who_label(booking, t)),
        *[
            t.html("host.visit_line", moment=moment_label(each.starts_at, site.timezone, t), counts=counts)
            for each, counts in zip(view.visits, visits_counts(view.visits, t), strict=True)
        ],
    ]


def leader_answered(view: EnquiryView, t: Translator) -> Screen:
    """Question and answer, to all who answer requests."""
    booking, found = view.booking, view.enquiry
    if booking is None:
        raise ValueError("a leader answers about a booking")
    title = bold(t.label("host.contact.answer_title", reference=booking.reference))
    said = (
        t.html("host.contact.asked", text=shorten(found.text or "", ASKED_SHOWN)),
        t.html("host.contact.answered", text=found.answer or ""),
    )
    text = lines_within(MOST_CHARACTERS, (title,), (*_header(view, t), leader_line(booking, t)), said)
    rows = keyboard(
        button(t.label("host.numbers.card"), RequestTap(booking=booking.id, site=view.site.id, op="show")),
        button(t.label("host.contact"), ContactTap(booking=booking.id, site=view.site.id)),
    )
    return Screen(text, rows)


# --- a visitor asks a site -----------------------------------------------------------------------------


def enquiry_card(view: EnquiryView, t: Translator) -> Screen:
    """A visitor's question with what can be done about it, or what became of it."""
    return _card(view, t)


def enquiry_notice(view: EnquiryView, t: Translator) -> Screen:
    """The same as a message, which stays where it is when the queue is opened from it."""
    return _card(view, t, notice=True)


def late_enquiry(view: LateEnquiryView, t: Translator) -> Screen:
    """A reminder: nobody has answered yet."""
    title = bold(t.count("host.enquiry.unanswered", view.working_days))
    return _card(view.shown, t, title=title, notice=True)


def _card(view: EnquiryView, t: Translator, *, title: Html | None = None, notice: bool = False) -> Screen:
    text = lines(title or bold(t.label("host.enquiry.title")), *_about(view, t), *_end(view, t))
    return Screen(text, keyboard(*_card_rows(view, t), queue_button(t, anew=notice)))


def _about(view: EnquiryView, t: Translator, *, short: bool = False) -> list[Html]:
    """Whom was asked what; the question is shown whole as long as it waits, unless it has to be ``short``."""
    text = view.enquiry.text or ""
    if short or not view.enquiry.is_open:
        text = shorten(text, ASKED_SHOWN)
    return [
        t.html("host.day.site", site=view.site.name),
        t.html("host.programme", programme=view.programme.title),
        t.html("host.enquiry.text", text=text),
    ]


def _end(view: EnquiryView, t: Translator) -> list[Html | None]:
    """By when it waits for an answer, or which it has."""
    found, zone = view.enquiry, view.site.timezone
    if found.is_open and found.answer_due_at is not None:
        key = "host.due" if found.answer_due_at > view.now else "host.overdue"
        return [t.html(key, moment=moment_label(found.answer_due_at, zone, t))]
    if found.state is not EnquiryState.ANSWERED:
        return [t.html(f"host.enquiry.{found.state}")]
    when = "" if found.answered_at is None else moment_label(found.answered_at, zone, t)
    return [
        t.html("host.enquiry.answered", text=found.answer or "", moment=when),
        t.html("host.enquiry.kept") if found.kept_at is not None else None,
    ]


def _card_rows(view: EnquiryView, t: Translator) -> list[Row]:
    found = view.enquiry

    def tap(key: str, op: str) -> Button:
        return button(t.label(key), EnquiryTap(enquiry=found.id, op=op))

    if found.is_open:
        return [tap("host.enquiry.answer", "answer"), tap("host.enquiry.close", "why")]
    if found.state is not EnquiryState.ANSWERED:
        return []
    return [
        tap("host.enquiry.add", "answer") if found.may_be_added_to else None,
        tap("host.enquiry.keep", "keep") if view.may_keep else None,
        tap("host.enquiry.drop", "drop") if found.kept_at is not None else None,
    ]


def complaint_label(reason: AbuseReason, t: Translator) -> str:
    return shorten(t.label("host.enquiry.complain", reason=within(t.label(f"abuse.reason.{reason}"))))


def end_question(view: EnquiryView, t: Translator) -> Screen:
    """How a question ends without an answer: simply, or with a complaint about whoever asked (F11)."""
    found = view.enquiry
    if not found.is_open:
        return enquiry_card(view, t)
    complaints = [
        button(
            complaint_label(each, t),
            EnquiryTap(enquiry=found.id, op="complain", value=each.value),
        )
        for each in OF_A_QUESTION
    ]
    text = lines(
        bold(t.label("host.enquiry.close_title")),
        *_about(view, t),
        Html(""),
        t.html("host.enquiry.close_ask"),
    )
    close = button(t.label("host.enquiry.close"), EnquiryTap(enquiry=found.id, op="close"))
    back = back_button(EnquiryTap(enquiry=found.id), t)
    return Screen(text, keyboard(close, *complaints, back))


def answer_question(view: AnswerFormView, t: Translator) -> Screen:
    """The answer to a visitor is written, or what is added to it."""
    shown, answer = view.shown, view.shown.enquiry.answer
    site, programme, question = _about(shown, t, short=view.refusal is not None)
    asks = (
        question,
        None
        if answer is None
        else t.html("host.enquiry.answer_so_far", text=shorten(answer, MOST_OF_A_TEXT)),
        Html(""),
        t.html("host.enquiry.ask_addition" if view.adds else "host.enquiry.ask_answer"),
    )
    text = lines(bold(t.label("host.enquiry.title")), site, programme, *asks)
    back = back_button(EnquiryTap(enquiry=shown.enquiry.id), t)
    return with_refusal(Screen(text, keyboard(back)), view.refusal, t)


def enquiry_toast(view: EnquiryView, t: Translator) -> str:
    """What a tap or an answer did, in one line."""
    if view.outcome is Outcome.DECIDED_BEFORE:
        return t.label("host.enquiry.before")
    return t.label(f"host.enquiry.done.{view.enquiry.state}")


def card_toast(view: EnquiryView, t: Translator) -> str:
    """Whether the programme's card shows it now."""
    return t.label("host.enquiry.is_kept" if view.enquiry.kept_at is not None else "host.enquiry.is_dropped")
