"""The queue, requests, and answering them."""

from __future__ import annotations

from bot.domain.booking.duties import OF_HOST
from bot.domain.desk.views import DatesView, Outcome, RequestView, VisitView
from bot.domain.forms import SiteNoForm
from bot.domain.model import (
    AbuseReason,
    BookingId,
    DraftId,
    OfferId,
    SessionId,
    SiteId,
    VisitId,
)
from bot.domain.refusal import Reason, Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.host.common import read_reason
from bot.handlers.routes import Routes
from bot.services.booking import moving
from bot.services.desk import gate, numbers, passes, requests
from bot.services.forms.engine import Asking
from bot.services.region import complaints
from bot.ui.host.booking.moves import move_card
from bot.ui.host.callback_data import (
    ComplainTap,
    DatesTap,
    MoveAnswerTap,
    NoTap,
    NumbersAnswerTap,
    PassTap,
    RequestTap,
    ShowQueue,
)
from bot.ui.host.day import visit_card
from bot.ui.host.parts import queue_button
from bot.ui.host.refusals import refused_screen
from bot.ui.host.requests import (
    answer_toast,
    call_off_question,
    complaint_reasons,
    dates_screen,
    no_reasons,
    queue_screen,
    request_card,
)
from bot.ui.refusals import refusal_alert
from bot.ui.screen import Screen

routes = Routes("host requests")


@routes.callback
async def show_queue(chat: Chat, data: ShowQueue) -> None:
    view = await chat.do(requests.show_queue, SiteId(data.site) if data.site else None, data.page)
    screen = (
        refused_screen(view, chat.t, back=None) if isinstance(view, Refusal) else queue_screen(view, chat.t)
    )
    await chat.show(screen, anew=data.anew)


@routes.callback
async def answer_request(chat: Chat, data: RequestTap) -> None:
    """Shows a request, confirms it, or asks for the reason of a no."""
    booking_id, site_id = BookingId(data.booking), SiteId(data.site)
    if data.reason:
        await say_no(chat, NoTap(booking=data.booking, site=data.site, op=data.op, reason=data.reason))
    elif data.op in {"why", "off"}:
        await _ask_why(chat, booking_id, site_id, calls_off=data.op == "off")
    elif data.op == "confirm":
        view = await chat.do(requests.confirm_request, booking_id, site_id)
        await _show_answered(chat, booking_id, site_id, view)
    else:
        view = await chat.do(requests.show_request, booking_id, site_id)
        await chat.show(_card(chat, view))


@routes.callback
async def say_no(chat: Chat, data: NoTap) -> None:
    """Declines, or calls off after one more look; a repeat shows who answered and what."""
    booking_id, site_id = BookingId(data.booking), SiteId(data.site)
    reason = read_reason(data.reason)
    if reason is None:
        await _ask_why(chat, booking_id, site_id, calls_off=data.op != "decline")
    elif data.op == "sure":
        no = await chat.do(requests.show_no, booking_id, site_id)
        if isinstance(no, Refusal):
            await chat.show(_card(chat, no))
        else:
            await chat.show(call_off_question(no, reason, chat.t))
    else:
        answer = requests.decline_request if data.op == "decline" else requests.call_off
        await _show_answered(chat, booking_id, site_id, await chat.do(answer, booking_id, site_id, reason))


def _card(chat: Chat, view: RequestView | Refusal) -> Screen:
    if isinstance(view, Refusal):
        return refused_screen(view, chat.t, back=queue_button(chat.t))
    return request_card(view, chat.t)


async def _show_answered(
    chat: Chat, booking_id: BookingId, site_id: SiteId, view: RequestView | Refusal
) -> None:
    if isinstance(view, Refusal) and view.reason is Reason.ALREADY_DECIDED:
        view = await chat.do(requests.show_request, booking_id, site_id)
    elif not isinstance(view, Refusal):
        chat.say(answer_toast(view, chat.t))
    await chat.show(_card(chat, view))


async def _ask_why(chat: Chat, booking_id: BookingId, site_id: SiteId, *, calls_off: bool) -> None:
    asking = await chat.do(requests.ask_why, booking_id, site_id, calls_off=calls_off)
    if isinstance(asking, Asking):
        await forms.show_outcome(chat, NO_PAGES, asking.draft_id, asking)
    else:
        await chat.show(_card(chat, asking))


async def _no_closed(chat: Chat, _draft: DraftId, why: Refusal) -> Screen:
    return refused_screen(why, chat.t, back=queue_button(chat.t))


async def _no_left(chat: Chat, form: SiteNoForm) -> Screen:
    return _card(chat, await chat.do(requests.show_request, form.booking_id, form.site_id))


NO_PAGES = form_pages(
    FormPages(
        form=SiteNoForm,
        own=(NoTap,),
        question=lambda chat, view: no_reasons(view, chat.t),
        finished=lambda chat, view: no_reasons(view, chat.t),
        closed=_no_closed,
        left=_no_left,
    )
)


@routes.callback
async def offer_dates(chat: Chat, data: DatesTap) -> None:
    """«Другая дата»: chooses up to three, then names them to the leader."""
    booking_id, site_id = BookingId(data.booking), SiteId(data.site)
    chosen = [SessionId(int(each)) for each in data.chosen.split(".") if each.isascii() and each.isdecimal()]
    sends = data.op == "send"
    view = await chat.do(requests.offer_dates if sends else requests.show_dates, booking_id, site_id, chosen)
    if isinstance(view, Refusal) and view.reason is Reason.ALREADY_DECIDED:
        sends, view = False, await chat.do(requests.show_dates, booking_id, site_id)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=queue_button(chat.t)))
    elif isinstance(view, DatesView):
        await chat.show(dates_screen(view, chat.t))
    else:
        if sends:
            chat.say(answer_toast(view, chat.t))
        await chat.show(request_card(view, chat.t))


@routes.callback
async def mark_passes(chat: Chat, data: PassTap) -> None:
    """«Список получен», «пропуска готовы», or that it was a mistake."""
    booking_id, site_id = BookingId(data.booking), SiteId(data.site)
    kind = next((each for each in OF_HOST if each.value == data.kind), OF_HOST[0])
    view = await chat.do(passes.mark_passes, booking_id, site_id, kind, done=bool(data.done))
    if not isinstance(view, Refusal):
        chat.say(chat.t.label("host.passes.told" if data.done else "host.passes.taken_back"))
    elif view.reason is not Reason.NOT_ALLOWED:
        chat.say(refusal_alert(view, chat.t), alert=True)
        view = await chat.do(requests.show_request, booking_id, site_id)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=queue_button(chat.t)))
    else:
        await chat.show(request_card(view, chat.t))


@routes.callback
async def answer_numbers(chat: Chat, data: NumbersAnswerTap) -> None:
    """Grants other numbers or leaves the old ones; what was answered before is shown as it is."""
    booking_id, site_id = BookingId(data.booking), SiteId(data.site)
    granted = bool(data.granted)
    view = await chat.do(numbers.answer_numbers, booking_id, site_id, data.version, granted=granted)
    if isinstance(view, Refusal) and view.reason is not Reason.NOT_ALLOWED:
        chat.say(refusal_alert(view, chat.t), alert=True)
        view = await chat.do(requests.show_request, booking_id, site_id)
    elif not isinstance(view, Refusal):
        done = "granted" if granted else "declined"
        chat.say(chat.t.label(f"host.numbers.{done if view.outcome is Outcome.DONE else 'over'}"))
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=queue_button(chat.t)))
    else:
        await chat.show(request_card(view, chat.t))


@routes.callback
async def complain(chat: Chat, data: ComplainTap) -> None:
    """Asks why, then proposes to block whoever sent the request; a repeat says what became of it."""
    booking_id, site_id = BookingId(data.booking), SiteId(data.site)
    reason = next((each for each in AbuseReason if each.value == data.reason), None)
    view = await chat.do(requests.show_request, booking_id, site_id)
    if not isinstance(view, Refusal) and reason is not None:
        told = await chat.do(complaints.complain, booking_id, site_id, reason)
        if not isinstance(told, Refusal):
            chat.say(chat.t.label(f"host.complained.{told.complaint.state}"), alert=True)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=queue_button(chat.t)))
    elif reason is None:
        await chat.show(complaint_reasons(view, chat.t, visit=data.visit))
    else:
        await chat.show(await _complained(chat, view, VisitId(data.visit)))


async def _complained(chat: Chat, view: RequestView, visit_id: VisitId) -> Screen:
    """Where the complaint began: the group at the gate, or the request."""
    group = await chat.do(gate.show_visit, visit_id) if visit_id else None
    return visit_card(group, chat.t) if isinstance(group, VisitView) else request_card(view, chat.t)


@routes.callback
async def answer_move(chat: Chat, data: MoveAnswerTap) -> None:
    """Another time that a leader asks for: granted, refused, or looked at."""
    offer_id = OfferId(data.offer)
    if data.op in {"grant", "refuse"}:
        view = await chat.do(moving.answer_move, offer_id, grant=data.op == "grant")
    else:
        view = await chat.do(moving.show_move, offer_id)
    screen = refused_screen(view, chat.t, back=None) if isinstance(view, Refusal) else move_card(view, chat.t)
    await chat.show(screen)
