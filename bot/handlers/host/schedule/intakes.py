"""Rules of a site's intakes of placements: filled in, changed, ended (E5)."""

from __future__ import annotations

from bot.domain.desk.schedule_views import ScheduleView
from bot.domain.forms import IntakeForm
from bot.domain.model import DraftId, ScheduleId, SiteId
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.host.filling import desk_pages
from bot.handlers.host.schedule.rules import after_rule, fill_rest, left_rule, shown_schedule
from bot.handlers.routes import Routes
from bot.services.desk.schedule import intake_form
from bot.services.forms import engine
from bot.services.forms.engine import Finished
from bot.ui.host.refusals import host_refusal_alert
from bot.ui.host.schedule.callback_data import IntakeTap, StartIntake
from bot.ui.host.schedule.intakes import intake_screen
from bot.ui.screen import Screen

routes = Routes("intakes")


async def _left(chat: Chat, form: IntakeForm) -> Screen:
    return await left_rule(chat, form.site_id)


def _done(chat: Chat, view: ScheduleView) -> Screen:
    return after_rule(chat, view)


PAGES = desk_pages(IntakeForm, IntakeTap, intake_screen, finished=_done, left=_left)


@routes.callback
async def start_intake(chat: Chat, data: StartIntake) -> None:
    site_id = SiteId(data.site)
    if data.schedule:
        schedule_id = ScheduleId(data.schedule)
        asking = await chat.do(intake_form.begin_change, site_id, schedule_id, ends=data.ends)
    else:
        asking = await chat.do(intake_form.begin_intake, site_id)
    if isinstance(asking, Refusal):
        chat.say(host_refusal_alert(asking, chat.t), alert=True)
        await chat.show(await shown_schedule(chat, site_id))
    else:
        await forms.show_outcome(chat, PAGES, asking.draft_id, asking)


@routes.callback
async def fill_intake(chat: Chat, data: IntakeTap) -> None:
    """A step of a rule; with the last one it holds, and its intakes are opened."""
    draft_id = DraftId(data.draft)
    if data.op == "back":
        await forms.go_back(chat, PAGES, draft_id)
        return
    if data.op != "agree":
        await forms.tap(chat, PAGES, draft_id, data.op, data.value)
        return
    outcome = await chat.do(engine.tap, IntakeForm, draft_id, "agree", data.value, tapped_in=chat.tapped_in)
    if isinstance(outcome, Finished) and isinstance(outcome.form, IntakeForm):
        await fill_rest(chat, outcome.form.programme_id)
    await forms.show_outcome(chat, PAGES, draft_id, outcome)
