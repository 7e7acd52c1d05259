"""What a region has settled of days, deadlines and hours, as it stands (F9)."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from bot.db.region.settings import read_consent_text, read_days, read_school_holidays, read_setting
from bot.domain.catalogue.catalogue import Region
from bot.domain.model import RegionId, RegionSetting
from bot.domain.people.consents import RegionConsent
from bot.domain.region.settings import limits_with
from bot.domain.region.settings_views import DaysOutcome, SettingsView, runs_of
from bot.domain.time.local_time import local_day
from bot.services.transaction import Tx


def region_today(tx: Tx, region: Region) -> date:
    return local_day(tx.now, ZoneInfo(region.timezone))


def settings_view(
    tx: Tx, region_id: RegionId, done: str | None = None, effect: DaysOutcome | None = None
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
