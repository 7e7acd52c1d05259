"""Screens of a region's settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.forms import DaysKind, RegionConsentForm, RegionDaysForm, RegionSettingForm
from bot.domain.limits import Limits
from bot.domain.model import DraftId, RegionSetting
from bot.domain.people.consents import RegionConsent
from bot.domain.region.settings import HOURS, NO_HOURS, NUMBERS, value_in
from bot.domain.region.settings_views import (
    ConsentFormView,
    DaysEffect,
    KeptSession,
    RegionDaysView,
    RegionSettingView,
    Run,
    SettingsView,
)
from bot.ui.coordinator import settings as screens
from tests.screens.gallery import Gallery
from tests.screens.of_bookings import DAY
from tests.screens.showroom import NOW, OPERATOR, OWN_CONSENT, Showroom

DRAFT = DraftId(2**31 - 1)


def hang(g: Gallery, room: Showroom) -> None:
    region, site = room.region, room.longest_site
    week = timedelta(days=7)
    days = tuple(Run(DAY + week * n, DAY + week * n + timedelta(days=3), bool(n % 2)) for n in range(14))
    school = tuple((DAY + week * n, DAY + week * n + timedelta(days=5)) for n in range(9))
    kept = tuple(KeptSession(site, NOW + week * n, 20 + n) for n in range(12))
    nothing, much = DaysEffect(1, 0, 0, ()), DaysEffect(8, 104, 21, kept)
    limits = Limits()
    added = RegionConsent(region, 12, OWN_CONSENT)
    full = SettingsView(region, days, school, limits, limits, frozenset(RegionSetting), consent=added)
    empty = SettingsView(region, (), (), limits, limits, frozenset())
    for case, view in (("full", full), ("empty", empty), ("saved", replace(empty, done="setting"))):
        for part in (*("", "days", "school", "terms", "hours"), *("kept", "consent", "consent_text")):
            g.show(screens.settings_screen, f"{case}, {part}", view, g.t, part, operator=OPERATOR)
    for kind in DaysKind:
        part = "school" if "school" in kind else "days"
        done = replace(full, done=kind.value, effect=much)
        g.show(screens.settings_screen, f"done, {kind}", done, g.t, part, operator=OPERATOR)
        form = RegionDaysForm(region.id, kind)
        page, today = DAY - timedelta(days=DAY.weekday()), DAY - timedelta(days=2)
        whole = replace(form, first=DAY, last=DAY + week)
        for case, filled, effect in (
            ("from when", form, None),
            ("until when", replace(form, first=DAY), None),
            ("nothing", replace(form, first=DAY, last=DAY), nothing),
            ("much", whole, much),
        ):
            shown = RegionDaysView(DRAFT, filled, region, page, today, DAY + 20 * week, effect)
            g.show(screens.days_screen, f"{kind}, {case}", shown, g.t)
    for name in RegionSetting:
        usual = value_in(limits, name)
        asked = RegionSettingView(DRAFT, RegionSettingForm(region.id, name), region, usual, usual, "", 0)
        own = "07:00-21:30" if name in HOURS else str(NUMBERS[name][2])
        g.show(screens.setting_screen, f"{name}, asked", asked, g.t)
        g.show(screens.setting_screen, f"{name}, own", replace(asked, before=own, key=own), g.t)
        values = ("", own, *([NO_HOURS] if name in HOURS else []))
        for value in values:
            said = replace(asked, form=RegionSettingForm(region.id, name, value), before=own, touched=21)
            g.show(screens.setting_screen, f"{name}, {value or 'usual'}", said, g.t)
    texts = OWN_CONSENT.as_mapping()
    nothing_said = ConsentFormView(
        DRAFT, RegionConsentForm(region.id, shown=g.t.language.code), region, added, "ru", None, "12"
    )
    half = RegionConsentForm(region.id, {"ru": texts["ru"]}, g.t.language.code)
    for case, written in (
        ("first language", nothing_said),
        ("first text ever", replace(nothing_said, before=None)),
        ("second language", replace(nothing_said, form=half, language="en", before=None)),
        ("as it would be", replace(nothing_said, form=replace(half, texts=texts), language=None, own=added)),
        ("without", replace(nothing_said, form=replace(half, texts=dict.fromkeys(texts, "")), language=None)),
    ):
        g.show(screens.consent_form_screen, case, written, g.t, OPERATOR)
