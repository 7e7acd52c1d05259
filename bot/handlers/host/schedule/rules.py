"""The weekly rules of a site: looked at, filled in, ended; what no rule makes any more."""

from __future__ import annotations

from bot.domain.desk.schedule_views import ScheduleView
from bot.domain.desk.views import Hit
from bot.domain.forms import IntakeForm, RuleForm
from bot.domain.model import DraftId, ProgrammeId, ScheduleId, SessionId, SiteId
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages
from bot.handlers.host.cards import cards_of
from bot.handlers.host.common import read_reason, to_desk
from bot.handlers.host.filling import desk_pages
from bot.handlers.host.schedule.period import tell_all
from bot.handlers.routes import Routes
from bot.services.desk.schedule import rule_form, rules
from bot.services.forms import engine
from bot.services.forms.engine import Asking, Finished
from bot.ui.host.refusals import host_refusal_alert, refused_screen
from bot.ui.host.schedule.callback_data import (
    IntakeTap,
    OffScheduleTap,
    RuleOfSession,
    RuleTap,
    ShowSchedule,
    StartRule,
)
from bot.ui.host.schedule.rules import (
    off_question,
    off_reasons,
    off_screen,
    prepared_schedule,
    rule_screen,
    schedule_screen,
)
from bot.ui.screen import Screen

routes = Routes("weekly rules")

PARTS = 20
"""Of a window that are filled before the tap is answered; the night fills what is left."""


@routes.callback
async def show_schedule(chat: Chat, data: ShowSchedule) -> None:
    await chat.show(await shown_schedule(chat, SiteId(data.site)))


async def shown_schedule(chat: Chat, site_id: SiteId) -> Screen:
    """The rules of a site, or why not."""
    view = await chat.do(rules.show_schedule, site_id)
    if isinstance(view, Refusal):
        return refused_screen(view, chat.t, back=to_desk(chat.t))
    return schedule_screen(view, chat.t)


async def left_rule(chat: Chat, form: RuleForm | IntakeForm) -> Screen:
    """Where whoever makes rules comes from: a coordinator from the cards of a new site."""
    if chat.actor.role_at(form.site_id) is None:
        return await cards_of(chat, form.site_id)
    return await shown_schedule(chat, form.site_id)


def after_rule(chat: Chat, view: ScheduleView) -> Screen:
    """What there is after a change of the rules."""
    if chat.actor.role_at(view.site.id) is None:
        return prepared_schedule(view, chat.t)
    return schedule_screen(view, chat.t)


PAGES = desk_pages(
    RuleForm,
    RuleTap,
    rule_screen,
    finished=after_rule,
    left=left_rule,
)


async def begin_rule(
    chat: Chat, pages: FormPages, asking: Asking | Refusal, site_id: SiteId | None = None
) -> None:
    """The first question about a rule, or why it is not asked: then over the rules of the site, if named."""
    if isinstance(asking, Asking):
        await forms.show_outcome(chat, pages, asking.draft_id, asking)
        return
    chat.say(host_refusal_alert(asking, chat.t), alert=True)
    if site_id is None:
        await chat.show(refused_screen(asking, chat.t, back=to_desk(chat.t)))
    else:
        await chat.show(await shown_schedule(chat, site_id))


@routes.callback
async def start_rule(chat: Chat, data: StartRule) -> None:
    site_id = SiteId(data.site)
    if not data.schedule:
        await begin_rule(chat, PAGES, await chat.do(rule_form.begin_rule, site_id), site_id)
        return
    asking = await chat.do(rule_form.begin_change, site_id, ScheduleId(data.schedule), ends=data.ends)
    await begin_rule(chat, PAGES, asking, site_id)


@routes.callback
async def change_rule_of_session(chat: Chat, data: RuleOfSession) -> None:
    await begin_rule(chat, PAGES, await chat.do(rule_form.begin_from_session, SessionId(data.session)))


@routes.callback
async def fill_rule(chat: Chat, data: RuleTap) -> None:
    await step_of_rule(chat, PAGES, data)


async def step_of_rule(chat: Chat, pages: FormPages, data: RuleTap | IntakeTap) -> None:
    """A step of a rule; with the last one it holds, and what it makes is opened."""
    draft_id = DraftId(data.draft)
    if data.op == "back":
        await forms.go_back(chat, pages, draft_id)
        return
    if data.op != "agree":
        await forms.tap(chat, pages, draft_id, data.op, data.value)
        return
    outcome = await chat.do(engine.tap, pages.form, draft_id, "agree", data.value, tapped_in=chat.tapped_in)
    if isinstance(outcome, Finished) and isinstance(outcome.form, RuleForm | IntakeForm):
        await _fill_rest(chat, outcome.form.programme_id)
    await forms.show_outcome(chat, pages, draft_id, outcome)


async def _fill_rest(chat: Chat, programme_id: ProgrammeId | None) -> None:
    """Opens what a changed rule makes, as far as a tap has time for it."""
    for _ in range(PARTS):
        if programme_id is None or await chat.do(rules.fill_window, programme_id) is not True:
            return


@routes.callback
async def show_off_schedule(chat: Chat, data: OffScheduleTap) -> None:
    """Sessions with guests that no rule makes any more, and the steps of closing them together."""
    programme_id, reason = ProgrammeId(data.programme), read_reason(data.reason)
    if data.op == "close" and reason is not None:
        closed = await chat.do(rules.close_off_schedule, programme_id, reason, data.seen)
        if isinstance(closed, Hit):
            view = await chat.do(rules.show_off_schedule, programme_id)
            if not isinstance(view, Refusal):
                await tell_all(chat, view.site.id)
            chat.say(chat.t.label("host.off.closed"))
    view = await chat.do(rules.show_off_schedule, programme_id)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=to_desk(chat.t)))
    elif data.op == "why":
        await chat.show(off_reasons(view, chat.t))
    elif data.op == "sure" and reason is not None:
        await chat.show(off_question(view, reason, chat.t))
    else:
        await chat.show(off_screen(view, chat.t))
