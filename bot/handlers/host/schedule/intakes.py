"""Rules of a site's intakes of placements: filled in, changed, ended (E5)."""

from __future__ import annotations

from bot.domain.forms import IntakeForm
from bot.domain.model import ScheduleId, SiteId
from bot.handlers.chat import Chat
from bot.handlers.host.filling import desk_pages
from bot.handlers.host.schedule.rules import after_rule, begin_rule, left_rule, step_of_rule
from bot.handlers.routes import Routes
from bot.services.desk.schedule import intake_form
from bot.ui.host.schedule.callback_data import IntakeTap, StartIntake
from bot.ui.host.schedule.intakes import intake_screen

routes = Routes("intakes")

PAGES = desk_pages(IntakeForm, IntakeTap, intake_screen, finished=after_rule, left=left_rule)


@routes.callback
async def start_intake(chat: Chat, data: StartIntake) -> None:
    site_id = SiteId(data.site)
    if data.schedule:
        schedule_id = ScheduleId(data.schedule)
        asking = await chat.do(intake_form.begin_change, site_id, schedule_id, ends=data.ends)
    else:
        asking = await chat.do(intake_form.begin_intake, site_id)
    await begin_rule(chat, PAGES, asking, site_id)


@routes.callback
async def fill_intake(chat: Chat, data: IntakeTap) -> None:
    await step_of_rule(chat, PAGES, data)
