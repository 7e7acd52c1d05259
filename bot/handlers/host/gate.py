"""Today and tomorrow, and marks at the gate."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.domain.access import Actor
from bot.domain.model import DraftId, SiteId, VisitId
from bot.domain.refusal import Reason, Refusal
from bot.handlers.host.common import read_day_key, to_desk
from bot.services.host.use_cases import HostUseCases
from bot.ui.host.day import (
    code_question,
    day_screen,
    head_count_question,
    visit_card,
    visit_toast,
)
from bot.ui.host.desk import desk_screen
from bot.ui.host.refusals import host_refusal_alert, refused_screen
from bot.ui.host.taps import CodeTap, ShowDay, VisitTap
from bot.ui.screen import Screen
from bot.ui.show import show, show_below
from bot.ui.tap import button
from bot.ui.toast import Toast
from bot.ui.translator import Translator

router = Router(name="host gate")


@router.callback_query(ShowDay.filter())
async def show_day(
    callback: CallbackQuery, callback_data: ShowDay, actor: Actor, t: Translator, host: HostUseCases
) -> None:
    day = read_day_key(callback_data.day)
    ahead = 1 if callback_data.day == "1" else 0
    view = await host.show_day(actor, SiteId(callback_data.site), ahead=ahead, day=day)
    screen = refused_screen(view, t, back=to_desk(t)) if isinstance(view, Refusal) else day_screen(view, t)
    await (show_below if callback_data.anew else show)(callback, screen)


@router.callback_query(VisitTap.filter())
async def mark_visit(
    callback: CallbackQuery,
    callback_data: VisitTap,
    actor: Actor,
    t: Translator,
    host: HostUseCases,
    toast: Toast,
) -> None:
    """A look at a group, or a mark; what cannot be marked any more says why and shows the group."""
    visit_id = VisitId(callback_data.visit)
    shown = await host.show_visit(actor, visit_id)
    view = shown
    if not isinstance(shown, Refusal):
        match callback_data.op:
            case "all":
                view = await host.mark_arrival.arrived(actor, visit_id, shown.visit.seats)
            case "missed":
                view = await host.mark_arrival.missed(actor, visit_id)
            case "undo":
                view = await host.mark_arrival.undo(actor, visit_id)
            case "other":
                view = await host.ask_head_count(actor, visit_id)
            case _:
                view = shown
    if isinstance(view, Refusal):
        await show(callback, _refused(view, visit_id, t, seen=not isinstance(shown, Refusal)))
        return
    if view.asked_count is not None:
        await show(callback, head_count_question(view, t))
        return
    said = visit_toast(view, t)
    if said is not None:
        toast.say(said)
    await show(callback, visit_card(view, t))


def _refused(refusal: Refusal, visit_id: VisitId, t: Translator, *, seen: bool) -> Screen:
    card = button(t.label("host.gate.open"), VisitTap(visit=visit_id, op="show"))
    return refused_screen(refusal, t, back=card if seen else to_desk(t))


@router.callback_query(CodeTap.filter())
async def ask_code(
    callback: CallbackQuery,
    callback_data: CodeTap,
    actor: Actor,
    t: Translator,
    host: HostUseCases,
    toast: Toast,
) -> None:
    """Opens the question for codes, or ends it and goes back to the desk."""
    if callback_data.op == "ask":
        view = await host.ask_code(actor, SiteId(callback_data.id))
        screen = refused_screen(view, t, back=None) if isinstance(view, Refusal) else code_question(view, t)
        await show(callback, screen)
        return
    site_id = await host.ask_code.end(actor, DraftId(callback_data.id))
    if isinstance(site_id, Refusal):
        alert = site_id.reason is Reason.NOT_ALLOWED
        toast.say(host_refusal_alert(site_id, t), alert=alert)
        await show(callback, refused_screen(site_id, t, back=None))
        return
    desk = await host.show_desk(actor, site_id)
    screen = refused_screen(desk, t, back=None) if isinstance(desk, Refusal) else desk_screen(desk, t)
    await show(callback, screen)
