"""Questions of visitors before they book, what sites answer, and what sites ask leaders (E2, E3)."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.desk.views import Outcome
from bot.domain.enquiries.views import AnswerFormView, AnswersView, AskSiteView, EnquiryView
from bot.domain.forms import Question
from bot.domain.model import EnquiryState
from bot.ui.formats.dates import moment_label
from bot.ui.formats.html import Html, bold, lines, lines_within
from bot.ui.formats.labels import shorten
from bot.ui.formats.phones import office_label
from bot.ui.kit import back_button, button, keyboard, pager, ways_back
from bot.ui.refusals import with_refusal
from bot.ui.screen import MOST_CHARACTERS, Button, Inline, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.callback_data import (
    AnswersTap,
    AnswerTap,
    AskConsentTap,
    AskFormTap,
    AskTap,
    OwnEnquiryTap,
    SendAnswerTap,
    ShowBooking,
    ShowProgramme,
)
from bot.ui.visitor.consent import Operator, consent_text
from bot.ui.visitor.party import party_label

TYPED_SHOWN = 60
ASKED_SHOWN = 80
"""Characters of a question beside its answer, which is shown whole."""
ANSWER_SHOWN = 150
"""Characters of an answer where more is added to it."""
ROOM_FOR_A_REFUSAL = 260
"""Characters that the reason takes why what was typed is no answer."""


# --- «Спросить» ----------------------------------------------------------------------------------------


def ask_screen(view: AskSiteView, t: Translator, operator: Operator) -> Screen:
    """What one wants to know, then the consent as a message of its own (H1)."""
    if view.asks_consent:
        return _consent(view, t, operator)
    programme, site = view.programme, view.site
    text = lines(
        bold(t.label("ask.title", site=site.name)),
        t.html("ask.programme", programme=programme.title),
        t.html("ask.how", due=moment_label(view.due_at, site.timezone, t)),
        t.html("ask.card"),
    )
    rows = keyboard(
        _answers_button(programme.id, len(programme.answers), t),
        back_button(AskFormTap(draft=view.draft_id, op="cancel"), t, "button.cancel"),
    )
    return with_refusal(Screen(text, rows), view.refusal, t)


def _answers_button(programme_id: int, number: int, t: Translator) -> Button | None:
    if not number:
        return None
    return button(t.label("programme.answers", n=number), AnswersTap(programme=programme_id))


def _consent(view: AskSiteView, t: Translator, operator: Operator) -> Screen:
    def tap(agree: bool) -> AskConsentTap:
        version, own = operator.consent_version, view.own_consent
        return AskConsentTap(draft=view.draft_id, version=version, agree=agree, own=own.version if own else 0)

    rows = keyboard(
        button(t.label("consent.agree"), tap(True)),
        button(t.label("consent.refuse"), tap(False)),
        back_button(AskFormTap(draft=view.draft_id, op="back", value=Question.CONSENT), t),
    )
    return Screen(consent_text(t, operator, view.own_consent), rows, alone=True)


def ask_consent_refused(view: AskSiteView, t: Translator) -> Screen:
    """Nothing was kept, and nothing was sent: there is the phone."""
    text = t.html("ask.consent_refused", phone=office_label(view.site.contact_phone, t))
    again = button(t.label("consent.again"), AskTap(programme=view.programme.id))
    return Screen(text, keyboard(again, _to_programme(view, t)))


def _to_programme(view: AskSiteView | EnquiryView, t: Translator) -> Button:
    return button(t.label("mine.programme"), ShowProgramme(programme=view.programme.id))


def own_enquiry(view: EnquiryView, t: Translator, *, second: bool = False) -> Screen:
    """One's own question to a site: just sent, or as it stands. ``second``: another was about to be asked."""
    found, site = view.enquiry, view.site
    if found.state is EnquiryState.ANSWERED:
        return answered(view, t)
    if found.state is not EnquiryState.OPEN:
        return _ended(view, t)
    due = "" if found.answer_due_at is None else moment_label(found.answer_due_at, site.timezone, t)
    key = "ask.second" if second else "ask.sent" if view.outcome is Outcome.DONE else "ask.waits"
    text = lines(
        t.html(key, site=site.name),
        t.html("ask.programme", programme=view.programme.title),
        t.html("ask.text", text=found.text or ""),
        t.html(
            "ask.due" if found.answer_due_at and found.answer_due_at > view.now else "ask.overdue", due=due
        ),
        _phone_line(view, t),
    )
    withdraw = button(t.label("ask.withdraw"), OwnEnquiryTap(enquiry=found.id, op="withdraw"))
    return Screen(text, keyboard(withdraw, _to_programme(view, t)))


def _phone_line(view: EnquiryView, t: Translator) -> Html | None:
    """Whom one may call instead, if there is a phone."""
    site = view.site
    if not site.contact_phone:
        return None
    return t.html("mine.host", name=site.contact_name, phone=office_label(site.contact_phone, t))


def answered(view: EnquiryView, t: Translator) -> Screen:
    """What the site says."""
    found, site = view.enquiry, view.site
    text = lines_within(
        MOST_CHARACTERS,
        (t.html("ask.answered", site=site.name),),
        (t.html("ask.programme", programme=view.programme.title), _phone_line(view, t)),
        (
            t.html("ask.text", text=shorten(found.text or "", ASKED_SHOWN)),
            t.html("ask.answer", text=found.answer or ""),
        ),
    )
    again = button(t.label("ask.again"), AskTap(programme=view.programme.id))
    return Screen(text, keyboard(_to_programme(view, t), again))


def _ended(view: EnquiryView, t: Translator) -> Screen:
    found, site = view.enquiry, view.site
    text = lines(
        t.html(f"ask.{found.state}", site=site.name),
        t.html("ask.text", text=found.text or ""),
        _phone_line(view, t) if found.state is EnquiryState.CLOSED else None,
    )
    return Screen(text, keyboard(_to_programme(view, t)))


def closed(view: EnquiryView, t: Translator) -> Screen:
    """The site has ended the question without an answer."""
    return _ended(view, t)


def answers_screen(view: AnswersView, t: Translator) -> Screen:
    """What others have asked about a programme, with the answers of the site."""
    programme = view.programme.id

    def page_tap(page: int) -> AnswersTap:
        return AnswersTap(programme=programme, page=page)

    drops = [
        button(
            t.label("answers.drop", n=number),
            AnswersTap(programme=programme, page=view.page, drop=each.enquiry_id),
        )
        for number, each in enumerate(view.entries, start=view.first)
        if view.may_change
    ]
    text = lines(
        bold(t.label("answers.title", programme=view.programme.title)),
        *[
            lines(
                Html(""),
                t.html("answers.question", n=number, text=each.question),
                t.html("answers.answer", text=each.answer),
            )
            for number, each in enumerate(view.entries, start=view.first)
        ],
        None if view.entries else t.html("answers.none"),
    )
    rows = keyboard(
        *drops,
        pager(view.page, view.pages, page_tap),
        button(t.label("programme.ask"), AskTap(programme=programme)),
        ways_back(ShowProgramme(programme=programme), t, "answers.to_programme"),
    )
    return Screen(text, rows)


# --- a site asks the leader of a booking ---------------------------------------------------------------


def asked(view: EnquiryView, t: Translator) -> Screen:
    """A site's question under the header of the booking that it is about; answered, with the answer."""
    rows = keyboard(_answer_button(view, t), _card_button(view, t))
    return Screen(lines_within(MOST_CHARACTERS, *_question(view, t), _answer_lines(view, t)), rows)


def _question(
    view: EnquiryView, t: Translator, *, short: bool = False
) -> tuple[list[Html], list[Html | None]]:
    """What is asked, and about which booking. Beside an answer the question is ``short``."""
    text = view.enquiry.text or ""
    if short or view.enquiry.answer is not None:
        text = shorten(text, ASKED_SHOWN)
    head = [t.html("asked.title", site=view.site.name), t.html("asked.text", text=text)]
    return head, [*_header(view, t), _phone_line(view, t)]


def _header(view: EnquiryView, t: Translator) -> list[Html]:
    """Which booking: its number, when, who."""
    booking = view.booking
    if booking is None:
        return []
    children, adults = (sum(getattr(each, of) for each in view.visits) for of in ("children", "adults"))
    party = party_label(booking.audience, booking.grade, booking.letter, children, adults, t)
    return [
        t.html("asked.about", reference=booking.reference, party=party),
        *[
            t.html("asked.moment", moment=moment_label(each.starts_at, view.site.timezone, t))
            for each in view.visits
        ],
    ]


def _answer_lines(view: EnquiryView, t: Translator) -> list[Html]:
    found = view.enquiry
    if found.answer is not None:
        return [t.html("asked.answer", text=found.answer)]
    return [t.html("asked.how")] if found.is_open else []


def _answer_button(view: EnquiryView, t: Translator) -> Button | None:
    found = view.enquiry
    if found.is_open:
        return button(t.label("asked.reply"), AnswerTap(enquiry=found.id))
    return button(t.label("asked.add"), AnswerTap(enquiry=found.id)) if found.may_be_added_to else None


def _card_button(view: EnquiryView, t: Translator) -> Button | None:
    if view.booking is None:
        return None
    return button(t.label("sent.card"), ShowBooking(booking=view.booking.id, anew=True))


def answer_screen(view: AnswerFormView, t: Translator) -> Screen:
    """The leader's answer is written, what is added to it, or sent that was typed before."""
    shown = view.shown
    answer = shown.enquiry.answer
    asks = (
        None if answer is None else t.html("asked.answer", text=shorten(answer, ANSWER_SHOWN)),
        Html(""),
        t.html("asked.ask_addition" if view.adds else "asked.ask_answer"),
    )
    refused = view.refusal is not None
    most = MOST_CHARACTERS - (ROOM_FOR_A_REFUSAL if refused else 0)
    text = lines_within(most, *_question(shown, t, short=refused), asks)
    back = back_button(AnswerTap(enquiry=shown.enquiry.id, op="show"), t)
    return with_refusal(Screen(text, keyboard(back)), view.refusal, t)


def answer_sent(view: EnquiryView, t: Translator) -> Screen:
    """The leader's answer has gone to the site; or another came first, and stands."""
    first = t.html("asked.before" if view.outcome is Outcome.DECIDED_BEFORE else "asked.sent")
    head, optional = _question(view, t)
    text = lines_within(MOST_CHARACTERS, (first, *head), optional, _answer_lines(view, t))
    return replace(asked(view, t), text=text)


def with_answer_offered(screen: Screen, view: AnswerFormView, t: Translator) -> Screen:
    """Any screen that a typed text has led to, and a way to send the text to the site that waits for an
    answer."""
    if not isinstance(screen.keyboard, Inline):
        return screen
    shown = view.shown
    offered = t.html(
        "asked.offered",
        site=shown.site.name,
        question=shorten(shown.enquiry.text or "", TYPED_SHOWN),
        text=shorten(view.typed or "", TYPED_SHOWN),
    )
    send = button(t.label("asked.send_typed"), SendAnswerTap(draft=view.draft_id))
    rows = (*keyboard(send).rows, *screen.keyboard.rows)
    return replace(screen, text=lines(screen.text, Html(""), offered), keyboard=Inline(rows))
