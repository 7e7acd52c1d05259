"""Who comes today, tomorrow and later, and marks at the gate, tapped and typed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.desk.views import Outcome, VisitView
from bot.domain.forms import ArrivalCodeForm, HeadCountForm
from bot.domain.links import ARRIVAL_PREFIX, read_arrival
from bot.domain.model import DraftId, SiteId, VisitId
from bot.domain.refusal import Reason, Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.host.common import read_day_key, to_desk
from bot.handlers.host.desk import desk_of
from bot.handlers.routes import Routes
from bot.services.desk import day, gate, typed_at_gate
from bot.services.forms import engine
from bot.services.forms.engine import Asking
from bot.ui.host.callback_data import CodeTap, SheetTap, ShowComing, ShowDay, VisitTap
from bot.ui.host.day import (
    asked_toast,
    code_question,
    coming_screen,
    day_screen,
    head_count_question,
    scanned,
    visit_card,
    visit_toast,
)
from bot.ui.host.refusals import host_refusal_alert, refused_screen, with_host_refusal
from bot.ui.kit import button
from bot.ui.screen import Button, Screen
from bot.ui.visitor.booking.arrival import not_for_you

routes = Routes("gate")


def _to_visit(chat: Chat, visit_id: VisitId) -> Button:
    return button(chat.t.label("host.gate.open"), VisitTap(visit=visit_id, op="show"))


@routes.callback
async def show_day(chat: Chat, data: ShowDay) -> None:
    view = await chat.do(
        day.show_day,
        SiteId(data.site),
        ahead=1 if data.day == "1" else 0,
        day=read_day_key(data.day),
    )
    if isinstance(view, Refusal):
        screen = refused_screen(view, chat.t, back=to_desk(chat.t))
    else:
        screen = day_screen(view, chat.t)
    await chat.show(screen, anew=data.anew)


@routes.callback
async def print_day(chat: Chat, data: SheetTap) -> None:
    """The list as a file is announced, and comes below."""
    view = await chat.do(
        day.ask_day_sheet,
        SiteId(data.site),
        chat.t.code,
        ahead=1 if data.day == "1" else 0,
        day=read_day_key(data.day),
    )
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=to_desk(chat.t)))
        return
    chat.say(chat.t.label("host.sheet.coming"))
    await chat.show(day_screen(view, chat.t))


@routes.callback
async def show_coming(chat: Chat, data: ShowComing) -> None:
    view = await chat.do(day.show_coming, SiteId(data.site), data.page)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=to_desk(chat.t)))
    else:
        await chat.show(coming_screen(view, chat.t))


@routes.callback
async def mark_visit(chat: Chat, data: VisitTap) -> None:
    """A look at a group, or a mark; what cannot be marked any more says why and shows the group."""
    visit_id = VisitId(data.visit)
    if data.op == "other":
        await _ask_head_count(chat, visit_id)
        return
    shown = await chat.do(gate.show_visit, visit_id)
    view = shown
    if not isinstance(shown, Refusal):
        match data.op:
            case "all":
                view = await chat.do(gate.mark_arrived, visit_id, shown.visit.seats, data.seen)
            case "said":
                view = await chat.do(gate.mark_arrived, visit_id, data.count, data.seen)
            case "missed":
                view = await chat.do(gate.mark_missed, visit_id)
            case "nobody":
                view = await chat.do(gate.ask_leader, visit_id)
            case "undo":
                view = await chat.do(gate.undo_mark, visit_id, data.seen or None)
    if isinstance(view, Refusal):
        back = to_desk(chat.t) if isinstance(shown, Refusal) else _to_visit(chat, visit_id)
        await chat.show(refused_screen(view, chat.t, back=back))
        return
    said = asked_toast(view, chat.t) if data.op == "nobody" else visit_toast(view, chat.t)
    if said is not None:
        chat.say(said, alert=view.outcome is Outcome.DECIDED_BEFORE)
    await chat.show(visit_card(view, chat.t))


# --- a typed head-count ---------------------------------------------------------------------------------


async def _visit(chat: Chat, visit_id: VisitId) -> Screen:
    view: VisitView | Refusal = await chat.do(gate.show_visit, visit_id)
    if isinstance(view, Refusal):
        return refused_screen(view, chat.t, back=to_desk(chat.t))
    return visit_card(view, chat.t)


async def _no_count(chat: Chat, _draft: DraftId, why: Refusal) -> Screen:
    return refused_screen(why, chat.t, back=to_desk(chat.t))


def _refused_count(refusal: Refusal, asking: Asking, chat: Chat) -> Screen:
    view: VisitView = asking.view
    if refusal.reason is Reason.TEXT_REFUSED:
        return with_host_refusal(head_count_question(view, chat.t), refusal, chat.t)
    return refused_screen(refusal, chat.t, back=_to_visit(chat, view.visit.id))


COUNT_PAGES = form_pages(
    FormPages(
        form=HeadCountForm,
        question=lambda chat, view: head_count_question(view, chat.t),
        finished=lambda chat, view: visit_card(view, chat.t),
        closed=_no_count,
        repeats=True,
        refused=_refused_count,
        left=lambda chat, form: _visit(chat, form.visit_id),
    )
)


async def _ask_head_count(chat: Chat, visit_id: VisitId) -> None:
    asking = await chat.do(typed_at_gate.ask_head_count, visit_id)
    if isinstance(asking, Refusal):
        seen = asking.reason is not Reason.NOT_ALLOWED
        back = _to_visit(chat, visit_id) if seen else to_desk(chat.t)
        await chat.show(refused_screen(asking, chat.t, back=back))
    else:
        await forms.show_outcome(chat, COUNT_PAGES, asking.draft_id, asking)


# --- arrival codes --------------------------------------------------------------------------------------


async def _no_codes(chat: Chat, _draft: DraftId, why: Refusal) -> Screen:
    return refused_screen(why, chat.t, back=None)


def _refused_code(refusal: Refusal, asking: Asking, chat: Chat) -> Screen:
    end = button(chat.t.label("host.code.end"), CodeTap(op="end", id=asking.draft_id))
    return refused_screen(refusal, chat.t, back=end)


CODE_PAGES = form_pages(
    FormPages(
        form=ArrivalCodeForm,
        own=(CodeTap, VisitTap),
        question=lambda chat, view: code_question(view, chat.t),
        finished=lambda chat, view: code_question(view, chat.t),
        closed=_no_codes,
        refused=_refused_code,
        left=lambda chat, form: desk_of(chat, form.site_id),
    )
)


@routes.callback
async def ask_codes(chat: Chat, data: CodeTap) -> None:
    """Opens the question for codes, or ends it and goes back to the desk."""
    if data.op == "ask":
        asking = await chat.do(typed_at_gate.ask_codes, SiteId(data.id))
        if isinstance(asking, Refusal):
            await chat.show(refused_screen(asking, chat.t, back=None))
        else:
            await forms.show_outcome(chat, CODE_PAGES, asking.draft_id, asking)
        return
    left = await chat.do(engine.leave, ArrivalCodeForm, DraftId(data.id))
    if isinstance(left, ArrivalCodeForm):
        await chat.show(await desk_of(chat, left.site_id))
    elif isinstance(left, Refusal):
        chat.say(host_refusal_alert(left, chat.t), alert=left.reason is Reason.NOT_ALLOWED)
        await chat.show(refused_screen(left, chat.t, back=None))


@routes.link(ARRIVAL_PREFIX)
async def scan(chat: Chat, payload: str) -> None:
    """The picture on a leader's phone, scanned. Whoever does not work at its site learns what it is."""
    link = read_arrival(payload)
    if link is None:
        await chat.show(not_for_you(chat.t))
        return
    view = await chat.do(typed_at_gate.scan_code, link.site_id, link.code)
    if not isinstance(view, Refusal):
        await chat.show(scanned(view, chat.t))
    elif view.reason is Reason.NOT_ALLOWED:
        await chat.show(not_for_you(chat.t))
    else:
        await chat.show(refused_screen(view, chat.t, back=to_desk(chat.t, link.site_id)))


async def look_by_code(chat: Chat, site_ids: Sequence[SiteId], code: str) -> None:
    """A code that was typed while none was asked for shows its group, and marks nobody; where no site knows
    it, why, as the one says that knows most of it."""
    refused: list[tuple[bool, SiteId, Refusal]] = []
    for site_id in site_ids:
        found = await chat.do(typed_at_gate.find_by_code, site_id, code)
        if not isinstance(found, Refusal):
            await mark_visit(chat, VisitTap(visit=found, op="show"))
            return
        refused.append((found.params.get("problem") == "nobody", site_id, found))
    _, site_id, why = min(refused, key=lambda each: each[0])
    await chat.show(refused_screen(why, chat.t, back=to_desk(chat.t, site_id)))
