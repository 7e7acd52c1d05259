"""The form of a booking: beginning it, filling it in, sending it."""

from __future__ import annotations

from bot.domain.booking.offers.views import OfferView, WaitingView
from bot.domain.booking.views import BookingFormView, BookingView
from bot.domain.forms import BookingForm, Question
from bot.domain.model import BookingId, DraftId, ProgrammeId, ProgrammeKind, RouteId, SessionId
from bot.domain.refusal import Reason, Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.routes import Routes
from bot.handlers.visitor import application
from bot.handlers.visitor.finding.browse import card_of, programme_screen, route_screen, session_of
from bot.services.booking.form import questions as booking_form
from bot.services.booking.mine import read_own_booking
from bot.services.booking.moving import start_move
from bot.services.forms import engine
from bot.services.forms.engine import Asking
from bot.ui.refusals import refusal_alert
from bot.ui.screen import Screen
from bot.ui.visitor import catalogue
from bot.ui.visitor.booking import form as screens
from bot.ui.visitor.booking.mine import booking_card, booking_sent, not_moved
from bot.ui.visitor.booking.offers import offer_screen, waiting_screen
from bot.ui.visitor.callback_data import (
    Book,
    BookAgainTap,
    BookRoute,
    ConsentTap,
    ContinueForm,
    FormTap,
    MoveTap,
    SendForm,
    ShowProgramme,
    ShowRoute,
)
from bot.ui.visitor.consent import consent_text

routes = Routes("book")

ON_THE_CALENDAR = frozenset(
    {
        Reason.TOO_LATE,
        Reason.CUT_OFF,
        Reason.TOO_LATE_FOREIGN,
        Reason.BEYOND_HORIZON,
        Reason.WRONG_AUDIENCE,
        Reason.SESSION_PAST,
        Reason.SESSION_CLOSED,
        Reason.PRIVATE_TAKEN,
        Reason.GROUP_TOO_SMALL,
        Reason.GROUP_TOO_LARGE,
        Reason.SESSION_FULL,
        Reason.NO_SEATS_ON_DAY,
        Reason.NO_SESSIONS_ON_DAY,
        Reason.DAY_TAKEN,
        Reason.DAY_CUT_OFF,
        Reason.DAY_FOR_OTHERS,
        Reason.DAY_CLOSED,
        Reason.DAY_OVER,
        Reason.NOT_ENOUGH_ADULTS,
        Reason.CANNOT_SPLIT,
        Reason.TOO_YOUNG,
    }
)
"""Refusals that a window over the screen explains while the calendar behind it shows the present truth."""


async def _closed(chat: Chat, draft_id: DraftId, _why: Refusal) -> Screen:
    """A form that was sent shows what it became, one that was put aside the way on (a button never dies)."""
    sent = await chat.do(engine.show_sent, BookingForm, draft_id)
    return screens.form_closed(chat.t) if isinstance(sent, Refusal) else _finished(chat, sent)


async def _left(chat: Chat, form: BookingForm) -> Screen:
    if form.moves is not None:
        card = await chat.do(read_own_booking, form.moves)
        return screens.refused(card, chat.t) if isinstance(card, Refusal) else booking_card(card, chat.t)
    return screens.form_cancelled(form.programme_id, chat.t, form.route_id)


async def _card(chat: Chat, asking: Asking) -> Screen:
    view: BookingFormView = asking.view
    form = view.form
    if view.route is not None:
        return await route_screen(chat, ShowRoute(route=view.route.id, source=form.source))
    card = ShowProgramme(programme=view.programme.id, session=form.wanted or 0, source=form.source)
    return await programme_screen(chat, card)


def _alert(refusal: Refusal, asking: Asking, chat: Chat) -> str | None:
    shown = refusal.reason in ON_THE_CALENDAR and asking.question in {Question.DAY, Question.TIME}
    return refusal_alert(refusal, chat.t) if shown else None


def _finished(chat: Chat, sent: BookingView | WaitingView | OfferView) -> Screen:
    match sent:
        case WaitingView():
            return waiting_screen(sent, chat.t)
        case OfferView():
            return offer_screen(sent, chat.t)
        case BookingView():
            return booking_sent(sent, chat.t)


PAGES = form_pages(
    FormPages(
        form=BookingForm,
        own=(FormTap, ConsentTap, SendForm),
        question=lambda chat, view: screens.form_screen(
            view,
            chat.t,
            consent_version=chat.operator.consent_version,
            consent=consent_text(chat.t, chat.operator, view.own_consent),
        ),
        finished=_finished,
        closed=_closed,
        left=_left,
        out={Question.PARTY: _card},
        alert=_alert,
        consent_refused=lambda chat, view: screens.consent_refused(view, chat.t),
        not_by_text=lambda refusal, chat: screens.not_by_text(refusal, chat.t),
        before_consent=lambda view, chat: screens.before_consent(view, chat.t),
    )
)


@routes.callback
async def start_booking(chat: Chat, data: Book) -> None:
    programme_id = ProgrammeId(data.programme)
    programme = chat.published.programmes.get(programme_id)
    if programme is None:
        await chat.show(catalogue.not_published(chat.t))
    elif programme.kind is ProgrammeKind.INTERNSHIP:
        await application.start(chat, programme_id, data.source)
    else:
        outcome = await chat.do(
            booking_form.start_booking,
            programme_id,
            session_of(data.session),
            card_of(data.card),
            data.source,
        )
        if isinstance(outcome, Refusal):
            await chat.show(screens.refused(outcome, chat.t))
        else:
            await forms.show_outcome(chat, PAGES, outcome.draft_id, outcome)


@routes.callback
async def start_route(chat: Chat, data: BookRoute) -> None:
    """«Записаться на маршрут»: all stops as one (C3)."""
    outcome = await chat.do(booking_form.start_route, RouteId(data.route), data.source)
    if isinstance(outcome, Refusal):
        await chat.show(screens.refused(outcome, chat.t))
    else:
        await forms.show_outcome(chat, PAGES, outcome.draft_id, outcome)


@routes.callback
async def book_again(chat: Chat, data: BookAgainTap) -> None:
    """An alternative that was offered after a no. The message that offered it stays."""
    wanted = tuple(SessionId(int(each)) for each in data.sessions.split(".") if each.isdecimal())
    outcome = await chat.do(booking_form.book_again, BookingId(data.booking), wanted)
    if isinstance(outcome, Refusal):
        await chat.below(screens.refused(outcome, chat.t))
        return
    asking, refusal = outcome
    if refusal is not None:
        chat.say(refusal_alert(refusal, chat.t), alert=True)
    await chat.below(await forms.question_screen(chat, PAGES, asking))


@routes.callback
async def move_booking(chat: Chat, data: MoveTap) -> None:
    """«Перенести»; the message it stands under stays, as it may be worth keeping."""
    outcome = await chat.do(start_move, BookingId(data.booking))
    if isinstance(outcome, Refusal):
        await chat.show(not_moved(outcome, chat.t))
    elif isinstance(outcome, OfferView):
        await chat.show(offer_screen(outcome, chat.t))
    else:
        await chat.show(await forms.question_screen(chat, PAGES, outcome))


@routes.callback
async def continue_form(chat: Chat, data: ContinueForm) -> None:
    for pages in (PAGES, application.PAGES):
        asking = await chat.do(engine.show, pages.form)
        if not isinstance(asking, Refusal):
            await forms.show_outcome(chat, pages, asking.draft_id, asking)
            return
    await chat.show(screens.form_closed(chat.t))


@routes.callback
async def answer_form(chat: Chat, data: FormTap) -> None:
    draft_id = DraftId(data.draft)
    if data.op == "why":
        await _explain_day(chat, draft_id, data.value)
    else:
        await forms.tap(chat, PAGES, draft_id, data.op, data.value)


async def _explain_day(chat: Chat, draft_id: DraftId, value: str) -> None:
    """A day with sessions that this party cannot have says why not, and which days are nearest (A4)."""
    day = forms.read_day(value)
    if day is None:
        chat.say(chat.t.label("nothing.no_sessions"))
        return
    outcome = await chat.do(booking_form.explain_day, draft_id, day)
    if isinstance(outcome, Refusal):
        await chat.show(await _closed(chat, draft_id, outcome))
        return
    asking, why = outcome
    chat.say(chat.t.label("form.day_opened") if why is None else refusal_alert(why, chat.t), alert=True)
    await chat.show(await forms.question_screen(chat, PAGES, asking))


@routes.callback
async def answer_consent(chat: Chat, data: ConsentTap) -> None:
    await forms.answer_consent(
        chat, PAGES, DraftId(data.draft), version=data.version, agree=data.agree, own=data.own
    )


@routes.callback
async def send_form(chat: Chat, data: SendForm) -> None:
    await forms.send(chat, PAGES, DraftId(data.draft))
