"""Deadlines and hours of a region, and for how long it keeps data, where it has its own (F9).

A change holds for what is asked and promised from then on: a deadline that somebody was told stays. Data go
with the next night; how many that are is shown before.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.db.catalogue.publication import count_upcoming
from bot.db.engine.locks import lock_region
from bot.db.operations.retention import EXPIRIES, classes_of, scope_of
from bot.db.region.settings import (
    read_consent_text,
    read_days,
    read_school_holidays,
    read_setting,
    store_setting,
)
from bot.domain.forms import DaysKind, Question, RegionSettingForm
from bot.domain.model import RegionId, RegionSetting
from bot.domain.people.consents import RegionConsent
from bot.domain.refusal import Reason, Refusal
from bot.domain.region.settings import (
    EARLIEST,
    HOURS,
    KEPT,
    LATEST,
    NO_HOURS,
    NUMBERS,
    leaves_no_hours,
    limits_with,
    value_in,
    window_of,
)
from bot.domain.region.settings_views import DaysEffect, RegionSettingView, SettingsView, runs_of
from bot.domain.time.quiet_hours import Window
from bot.services.desk.requests import read_queue
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    NotUnderstood,
    begin,
    form_kind,
    refused_text,
)
from bot.services.permissions import coordinates
from bot.services.region.days import region_today
from bot.services.transaction import Tx, reads, record, writes

COORDINATES = coordinates("region_id")

AS_USUAL = ""
"""The value of a form that goes back to what the installation has."""

_NO_HOURS = re.compile(r"нет|никогда|тихо|весь день тихо|no|none|never|quiet")
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*ч\w*)?"
_HOURS = re.compile(rf"(?:с\s+|from\s+)?{_CLOCK}\s*(?:[-–—]|до|по|to|till|until)\s*{_CLOCK}")
_NUMBER = re.compile(r"\D{0,12}?(\d{1,3})\D{0,24}")

OfSetting = At[RegionSettingForm]
Taken = RegionSettingForm | Refusal


@reads(COORDINATES)
def show_settings(tx: Tx, region_id: RegionId) -> SettingsView | Refusal:
    """All that a region has of its own, and what holds where it has nothing."""
    return settings_view(tx, region_id)


@reads(COORDINATES)
def show_settled(tx: Tx, region_id: RegionId, what: DaysKind, effect: DaysEffect) -> SettingsView | Refusal:
    """The same after days were settled. ``effect``: what came of it."""
    return settings_view(tx, region_id, what.value, effect)


def settings_view(
    tx: Tx, region_id: RegionId, done: str | None = None, effect: DaysEffect | None = None
) -> SettingsView:
    region = tx.catalogue.region(region_id)
    today = region_today(tx, region)
    days = {day: own for day, own in read_days(tx.connection, region_id).items() if day >= today}
    school = [each for each in read_school_holidays(tx.connection, region_id) if each[1] >= today]
    stored = {each: read_setting(tx.connection, region_id, each) for each in RegionSetting}
    own = {name: value for name, value in stored.items() if value is not None}
    limits = limits_with(tx.limits, own)
    version, text = read_consent_text(tx.connection, region_id)
    return SettingsView(
        region,
        runs_of(days),
        tuple(school),
        limits,
        tx.limits,
        frozenset(own),
        done,
        effect,
        None if text is None else RegionConsent(region, version, text),
    )


# --- one of them ----------------------------------------------------------------------------------------


@writes(COORDINATES)
def begin_setting(tx: Tx, region_id: RegionId, setting: RegionSetting) -> Asking | Refusal:
    return begin(tx, RegionSettingForm(region_id, setting))


def _take(at: OfSetting, value: str) -> Taken:
    """``value``: as it would be stored, or empty."""
    form, limits = at.form, at.tx.limits
    before = read_setting(at.tx.connection, form.region_id, form.setting)
    if value == (before or AS_USUAL) or (before is None and value == value_in(limits, form.setting)):
        return refused_text("setting_as_it_is")
    return _refuse_hours(at, value) or replace(form, value=value, agreed=False)


def _refuse_hours(at: OfSetting, value: str) -> Refusal | None:
    """One kind of day at least has hours in which people are written to."""
    tx, form = at.tx, at.form
    if form.setting not in HOURS:
        return None
    stored = {each: read_setting(tx.connection, form.region_id, each) for each in HOURS}
    own = {name: hours for name, hours in stored.items() if hours is not None}
    hours = limits_with(tx.limits, own).hours
    window = window_of(value or value_in(tx.limits, form.setting))
    return refused_text("no_hours_left") if leaves_no_hours(hours, form.setting, window) else None


def _type(at: OfSetting, text: str) -> Answer[RegionSettingForm]:
    if at.form.setting in NUMBERS:
        return _type_number(at, text)
    if _NO_HOURS.fullmatch(text.casefold().strip(" .!")):
        return _take(at, NO_HOURS)
    window = read_window(text)
    if window is None:
        return NotUnderstood("not_hours")
    if window.opens < EARLIEST or window.closes > LATEST:
        return refused_text("hours_of_night")
    return _take(at, str(window))


def read_window(text: str) -> Window | None:
    """«8–20», «с 9:00 до 19:30»: here two numbers are always two hours; None for what is none."""
    found = _HOURS.fullmatch(text.casefold().strip(" ."))
    if found is None:
        return None
    opens, closes = ((int(found[n]), int(found[n + 1] or 0)) for n in (1, 3))
    if max(opens[0], closes[0]) > 23 or max(opens[1], closes[1]) > 59 or opens >= closes:
        return None
    return Window(time(*opens), time(*closes))


def _type_number(at: OfSetting, text: str) -> Answer[RegionSettingForm]:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return NotUnderstood("not_a_number")
    _, least, most = NUMBERS[at.form.setting]
    number = int(found[1])
    if not least <= number <= most:
        return Refusal(Reason.TEXT_REFUSED, {"problem": "number_between", "least": least, "most": most})
    return _take(at, str(number))


def _pick(at: OfSetting, value: str) -> Taken:
    """«Как в боте», or a day without any hours."""
    if value == NO_HOURS and at.form.setting in HOURS:
        return _take(at, NO_HOURS)
    return _take(at, AS_USUAL) if not value else at.form


def _agree(at: OfSetting, value: str) -> Taken:
    """``value``: what was shown to hold before. Where a colleague has changed it since, that is shown
    first."""
    same = value == _key(at.tx, at.form)
    return replace(at.form, agreed=True) if same else refused_text("schedule_changed")


def _key(tx: Tx, form: RegionSettingForm) -> str:
    """What was shown: what held before, and of data how many go."""
    before = _as_tap(read_setting(tx.connection, form.region_id, form.setting) or AS_USUAL)
    return f"{before}.{_touched(tx, form)}" if form.setting in KEPT and form.value is not None else before


def _as_tap(value: str) -> str:
    """A colon ends a field of callback data."""
    return value.replace(":", ".")


def _store(at: OfSetting) -> SettingsView | Refusal:
    tx, form = at.tx, at.form
    if form.value is None:
        raise ValueError("a setting has a value")
    lock_region(tx.connection, form.region_id)
    if refusal := _refuse_hours(at, form.value):
        return refusal
    before = read_setting(tx.connection, form.region_id, form.setting)
    store_setting(tx.connection, form.region_id, form.setting, form.value or None)
    tx.change_catalogue()
    record(
        tx,
        "region.setting",
        "region",
        form.region_id,
        {"name": form.setting.value, "before": before, "after": form.value or None},
        region_id=form.region_id,
    )
    return settings_view(tx, form.region_id, "setting")


def _touched(tx: Tx, form: RegionSettingForm) -> int:
    if form.setting in KEPT:
        return _goes_tonight(tx, form)
    sites = list(tx.catalogue.everything.sites_of(form.region_id))
    if form.setting is RegionSetting.ANSWER_DAYS:
        return len(read_queue(tx, sites))
    if form.setting is RegionSetting.NUMBERS_PERCENT:
        return sum(count_upcoming(tx.connection, each, tx.now) for each in sites)
    return 0


def _goes_tonight(tx: Tx, form: RegionSettingForm) -> int:
    """How many records go with the next night that would stay by what holds now."""
    region, setting = tx.catalogue.region(form.region_id), form.setting
    midnight = datetime.combine(
        region_today(tx, region) + timedelta(days=1), time(), ZoneInfo(region.timezone)
    ).astimezone(UTC)
    usual = value_in(tx.limits, setting)
    after = midnight - timedelta(days=int(form.value or usual))
    before = midnight - timedelta(days=int(read_setting(tx.connection, region.id, setting) or usual))
    if after <= before:
        return 0
    gone = 0
    for what in classes_of(setting):
        scope = scope_of(setting, what, [region.id])
        goes, went = (EXPIRIES[what].count(tx.connection, each, scope) for each in (after, before))
        gone += goes - went
    return gone


def _view(at: OfSetting) -> RegionSettingView:
    tx, form = at.tx, at.form
    own, usual = read_setting(tx.connection, form.region_id, form.setting), value_in(tx.limits, form.setting)
    return RegionSettingView(
        at.draft.id,
        form,
        tx.catalogue.region(form.region_id),
        usual if own is None else own,
        usual,
        _key(tx, form),
        0 if form.value is None else _touched(tx, form),
    )


KIND = form_kind(
    FormKind(
        form=RegionSettingForm,
        questions=(
            FormQuestion(
                name=Question.SETTING,
                is_missing=lambda at: at.form.value is None,
                taps={"value": _pick},
                text=_type,
            ),
            FormQuestion(
                name=Question.AGREEMENT,
                is_missing=lambda at: not at.form.agreed,
                taps={"agree": _agree},
                undo=lambda at: replace(at.form, value=None),
            ),
        ),
        view=_view,
        finish=_store,
        sends_itself=True,
        refuse=lambda tx, form: COORDINATES.refuse(tx, form.region_id),
    )
)
