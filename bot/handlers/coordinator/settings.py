"""A region's days, deadlines and hours: looked at, changed (F9)."""

from __future__ import annotations

from bot.domain.forms import DaysKind, RegionConsentForm, RegionDaysForm, RegionSettingForm
from bot.domain.model import DraftId, RegionId, RegionSetting
from bot.domain.refusal import Reason, Refusal
from bot.domain.region.settings_views import SettingsView
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.coordinator.common import refused, way_back
from bot.handlers.host.common import read_day_key
from bot.handlers.host.filling import chat_pages, desk_pages
from bot.handlers.routes import Routes
from bot.services.forms import engine
from bot.services.forms.engine import Asking, Finished
from bot.services.region import consent, days, settings
from bot.services.region.days import Settled
from bot.ui.coordinator.callback_data import (
    RegionConsentTap,
    RegionDaysTap,
    RegionSettingTap,
    ShowSettings,
    StartConsent,
    StartDays,
    StartSetting,
)
from bot.ui.coordinator.settings import (
    consent_form_screen,
    days_screen,
    setting_screen,
    settings_screen,
)
from bot.ui.host.refusals import host_refusal_alert
from bot.ui.screen import Screen

routes = Routes("region settings")

PARTS = 300
"""Of schedules that follow before the tap is answered; the night goes on with what is left."""


async def _settings(chat: Chat, region_id: RegionId, part: str = "", page: int = 0) -> Screen:
    view = await chat.do(settings.show_settings, region_id)
    if isinstance(view, Refusal):
        return refused(chat, view)
    return settings_screen(view, chat.t, part, page, operator=chat.operator)


@routes.callback
async def show_settings(chat: Chat, data: ShowSettings) -> None:
    await chat.show(await _settings(chat, RegionId(data.region), data.part, data.page))


def _part_of(what: DaysKind) -> str:
    return "school" if what in days.OF_SCHOOL else "days"


async def _left_days(chat: Chat, form: RegionDaysForm) -> Screen:
    return await _settings(chat, form.region_id, _part_of(form.what))


async def _left_setting(chat: Chat, form: RegionSettingForm) -> Screen:
    return await _settings(chat, form.region_id)


def _days_done(chat: Chat, view: SettingsView) -> Screen:
    return settings_screen(view, chat.t, operator=chat.operator)


DAYS = desk_pages(
    RegionDaysForm,
    RegionDaysTap,
    days_screen,
    finished=_days_done,
    left=_left_days,
    back=way_back,
)

SETTING = desk_pages(
    RegionSettingForm,
    RegionSettingTap,
    setting_screen,
    finished=lambda chat, view: settings_screen(view, chat.t, operator=chat.operator),
    left=_left_setting,
    back=way_back,
)


async def _left_consent(chat: Chat, form: RegionConsentForm) -> Screen:
    return await _settings(chat, form.region_id, "consent")


CONSENT = chat_pages(
    RegionConsentForm,
    RegionConsentTap,
    lambda chat, view: consent_form_screen(view, chat.t, chat.operator),
    finished=lambda chat, view: settings_screen(view, chat.t, "consent", operator=chat.operator),
    left=_left_consent,
    back=way_back,
)


@routes.callback
async def start_days(chat: Chat, data: StartDays) -> None:
    region_id, what = RegionId(data.region), read_kind(data.what)
    first, last = read_day_key(data.first), read_day_key(data.last)
    if what is None:
        await chat.show(await _settings(chat, region_id))
        return
    asking = await chat.do(days.begin_days, region_id, what, first, last)
    if isinstance(asking, Asking):
        await forms.show_outcome(chat, DAYS, asking.draft_id, asking)
        return
    chat.say(host_refusal_alert(asking, chat.t), alert=True)
    await chat.show(await _settings(chat, region_id, _part_of(what)))


def read_kind(value: str) -> DaysKind | None:
    return next((each for each in DaysKind if each.value == value), None)


@routes.callback
async def fill_days(chat: Chat, data: RegionDaysTap) -> None:
    """A step of settling days; with the last one they hold, and the schedules of all sites follow."""
    draft_id = DraftId(data.draft)
    match data.op:
        case "back":
            await forms.go_back(chat, DAYS, draft_id)
        case "page" | "first" | "last" if data.value:
            day = read_day_key(data.value)
            value = "" if day is None else day.isoformat()
            if data.op == "page":
                asking = await chat.do(engine.show, RegionDaysForm, draft_id, month=day)
                await forms.show_outcome(chat, DAYS, draft_id, asking)
            else:
                await forms.tap(chat, DAYS, draft_id, data.op, value)
        case "agree":
            outcome = await chat.do(
                engine.tap, RegionDaysForm, draft_id, "agree", data.value, tapped_in=chat.tapped_in
            )
            if isinstance(outcome, Finished) and isinstance(outcome.result, Settled):
                await _follow(chat, outcome.result)
            else:
                await forms.show_outcome(chat, DAYS, draft_id, outcome)
        case _:
            await forms.tap(chat, DAYS, draft_id, data.op, data.value)


async def _follow(chat: Chat, settled: Settled) -> None:
    """Has the schedules of the region look again, and shows what came of it."""
    left = PARTS
    programmes = await chat.do(days.find_to_follow, settled.region_id)
    for programme_id in () if isinstance(programmes, Refusal) else programmes:
        while left and await chat.do(days.follow_days, settled.region_id, programme_id) is True:
            left -= 1
    view = await chat.do(settings.show_settled, settled.region_id, settled.what, settled.effect)
    if isinstance(view, Refusal):
        await chat.show(refused(chat, view))
    else:
        await chat.show(settings_screen(view, chat.t, _part_of(settled.what), operator=chat.operator))


@routes.callback
async def start_setting(chat: Chat, data: StartSetting) -> None:
    region_id = RegionId(data.region)
    setting = next((each for each in RegionSetting if each.value == data.setting), None)
    if setting is None:
        await chat.show(await _settings(chat, region_id))
        return
    asking = await chat.do(settings.begin_setting, region_id, setting)
    if isinstance(asking, Asking):
        await forms.show_outcome(chat, SETTING, asking.draft_id, asking)
    else:
        await chat.show(refused(chat, asking))


@routes.callback
async def fill_setting(chat: Chat, data: RegionSettingTap) -> None:
    draft_id = DraftId(data.draft)
    if data.op == "back":
        await forms.go_back(chat, SETTING, draft_id)
    else:
        await forms.tap(chat, SETTING, draft_id, data.op, data.value)


@routes.callback
async def start_consent(chat: Chat, data: StartConsent) -> None:
    region_id = RegionId(data.region)
    asking = await chat.do(consent.begin_consent if data.own else consent.begin_without, region_id)
    if isinstance(asking, Asking):
        await forms.show_outcome(chat, CONSENT, asking.draft_id, asking)
    elif asking.reason is Reason.TEXT_REFUSED:
        chat.say(host_refusal_alert(asking, chat.t), alert=True)
        await chat.show(await _settings(chat, region_id, "consent"))
    else:
        await chat.show(refused(chat, asking))


@routes.callback
async def fill_consent(chat: Chat, data: RegionConsentTap) -> None:
    draft_id = DraftId(data.draft)
    if data.op == "back":
        await forms.go_back(chat, CONSENT, draft_id)
    else:
        await forms.tap(chat, CONSENT, draft_id, data.op, data.value)
