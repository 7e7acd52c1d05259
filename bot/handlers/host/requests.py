"""The queue, requests and applications, and answering them."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.domain.access import Actor
from bot.domain.model import ApplicationId, BookingId, SessionId, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.handlers.host.common import read_reason, to_desk
from bot.services.host.use_cases import HostUseCases
from bot.ui.host.applications import application_card, application_reasons, application_toast
from bot.ui.host.parts import queue_button
from bot.ui.host.refusals import refused_screen
from bot.ui.host.requests import answer_toast, decline_reasons, queue_screen, request_card
from bot.ui.host.taps import ApplicationTap, RequestTap, ShowQueue
from bot.ui.show import show, show_below
from bot.ui.tap import button
from bot.ui.toast import Toast
from bot.ui.translator import Translator

router = Router(name="host requests")


@router.callback_query(ShowQueue.filter())
async def show_queue(
    callback: CallbackQuery, callback_data: ShowQueue, actor: Actor, t: Translator, host: HostUseCases
) -> None:
    site_id = SiteId(callback_data.site) if callback_data.site else None
    view = await host.show_queue(actor, site_id, callback_data.page)
    screen = refused_screen(view, t, back=None) if isinstance(view, Refusal) else queue_screen(view, t)
    await (show_below if callback_data.anew else show)(callback, screen)


@router.callback_query(RequestTap.filter())
async def answer_request(
    callback: CallbackQuery,
    callback_data: RequestTap,
    actor: Actor,
    t: Translator,
    host: HostUseCases,
    toast: Toast,
) -> None:
    """Shows a request, asks for the reason of a no, or answers; a repeat shows who answered and what."""
    booking_id, site_id = BookingId(callback_data.booking), SiteId(callback_data.site)
    reason = read_reason(callback_data.reason)
    answers = callback_data.op == "confirm" or (callback_data.op == "decline" and reason is not None)
    if callback_data.op == "confirm":
        view = await host.answer_request.confirm(actor, booking_id, site_id)
    elif callback_data.op == "decline" and reason is not None:
        view = await host.answer_request.decline(actor, booking_id, site_id, reason)
    else:
        view = await host.show_request(actor, booking_id, site_id)
    if isinstance(view, Refusal) and view.reason is Reason.ALREADY_DECIDED:
        view = await host.show_request(actor, booking_id, site_id)
        answers = False
    if isinstance(view, Refusal):
        await show(callback, refused_screen(view, t, back=queue_button(t)))
        return
    if answers:
        toast.say(answer_toast(view, t))
    asks_why = callback_data.op in {"why", "decline"} and not answers
    await show(callback, decline_reasons(view, t) if asks_why else request_card(view, t))


@router.callback_query(ApplicationTap.filter())
async def answer_application(
    callback: CallbackQuery,
    callback_data: ApplicationTap,
    actor: Actor,
    t: Translator,
    host: HostUseCases,
    toast: Toast,
) -> None:
    application_id = ApplicationId(callback_data.application)
    reason = read_reason(callback_data.value)
    op, value = callback_data.op, callback_data.value
    answers = True
    if op == "accept" and value.isascii() and value.isdecimal():
        view = await host.answer_application.accept(actor, application_id, SessionId(int(value)))
    elif op == "decline" and reason is not None:
        view = await host.answer_application.decline(actor, application_id, reason)
    else:
        answers = False
        view = await host.show_application(actor, application_id)
    if isinstance(view, Refusal):
        card = button(t.label("host.application.open"), ApplicationTap(application=application_id, op="show"))
        back = to_desk(t) if view.reason in {Reason.NOT_ALLOWED, Reason.NOT_FOUND} else card
        await show(callback, refused_screen(view, t, back=back, application=application_id))
        return
    if answers:
        toast.say(application_toast(view, t))
    asks_why = op in {"why", "decline"} and not answers
    await show(callback, application_reasons(view, t) if asks_why else application_card(view, t))
