"""What a region has of its own: days, school holidays, deadlines, hours; and how they are changed (F9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.domain.catalogue.catalogue import Region
from bot.domain.forms import DaysKind
from bot.domain.lengths import CONSENT
from bot.domain.model import RegionSetting
from bot.domain.region.settings import HOURS, KEPT, NO_HOURS, NUMBERS, TERMS, value_in
from bot.domain.region.settings_views import (
    ConsentFormView,
    DaysEffect,
    KeptSession,
    RegionDaysView,
    RegionSettingView,
    Run,
    SettingsView,
)
from bot.ui.coordinator.callback_data import (
    RegionConsentTap,
    RegionDaysTap,
    RegionSettingTap,
    ShowRegion,
    ShowSettings,
    StartConsent,
    StartDays,
    StartSetting,
)
from bot.ui.formats.dates import day_label, moment_label, short_day_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import shorten
from bot.ui.host.parts import day_key, fit
from bot.ui.host.sessions import days_label, four_weeks, weeks_line
from bot.ui.kit import Row, back_button, button, keyboard, pager
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator, languages, translator_for
from bot.ui.visitor.consent import Operator, consent_text

PARTS = ("days", "school", "terms", "hours", "kept", "consent")
WHOLE_CONSENT = "consent_text"
A_PAGE = 6
WORDS_SHOWN = 300
"""Of a text that is written anew."""
NAMED = 3
"""Days that the short overview names."""


def settings_screen(
    view: SettingsView, t: Translator, part: str = "", page: int = 0, *, operator: Operator
) -> Screen:
    """All in short, or one part with what can be changed. ``operator``: whose consent it is."""
    match part:
        case "consent":
            return _consent(view, t)
        case _ if part == WHOLE_CONSENT:
            return _whole_consent(view, t, operator)
        case "days":
            return _days(view, page, t)
        case "school":
            return _school(view, page, t)
        case "terms" | "hours" | "kept":
            return _numbers(view, part, t)
        case _:
            return _overview(view, t)


def _overview(view: SettingsView, t: Translator) -> Screen:
    days = "; ".join(_run_label(each, t) for each in view.days[:NAMED])
    school = "; ".join(days_label(*each, t) for each in view.school[:NAMED])
    text = lines(
        _done(view, t),
        bold(t.label("settings.title", region=view.region.name)),
        t.html("settings.days.line", days=days) if days else t.html("settings.days.none"),
        t.html("settings.school.line", days=school) if school else t.html("settings.school.none"),
        *[_setting_line(view, each, t) for each in TERMS],
        t.html("settings.hours.line"),
        *[_setting_line(view, each, t) for each in HOURS],
        t.html("settings.consent.line" if view.consent else "settings.consent.none"),
    )
    rows = [button(t.label(f"settings.{each}"), _to(view.region, each)) for each in PARTS]
    return Screen(text, keyboard(*rows, back_button(ShowRegion(region=view.region.id), t)))


def _days(view: SettingsView, page: int, t: Translator) -> Screen:
    """The days that the region has settled from today on; each can be given back."""
    region = view.region
    pages = max(1, -(-len(view.days) // A_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = view.days[page * A_PAGE : (page + 1) * A_PAGE]

    def usual(run: Run) -> Button:
        days = _short_days(run.first, run.last, t)
        label = shorten(t.label("settings.days.give_back", days=days))
        return button(label, _start(region, DaysKind.USUAL, run.first, run.last))

    head = [
        _done(view, t),
        bold(t.label("settings.days.title", region=region.name)),
        *_outcome(view.effect, region, t),
        None if view.days else t.html("settings.days.none"),
        t.html("settings.days.about"),
    ]
    text = fit(head, [t.html("settings.item", text=_run_label(each, t)) for each in shown], t)
    return Screen(
        text,
        keyboard(
            button(t.label("settings.days.add.off"), _start(region, DaysKind.OFF)),
            button(t.label("settings.days.add.working"), _start(region, DaysKind.WORKING)),
            *map(usual, shown),
            pager(page, pages, lambda to: ShowSettings(region=region.id, part="days", page=to)),
            _to_settings(region, t),
        ),
    )


def _school(view: SettingsView, page: int, t: Translator) -> Screen:
    """School holidays that are not over; each can be taken off."""
    region = view.region
    pages = max(1, -(-len(view.school) // A_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = view.school[page * A_PAGE : (page + 1) * A_PAGE]

    def drop(first: date, last: date) -> Button:
        label = shorten(t.label("settings.school.drop", days=_short_days(first, last, t)))
        return button(label, _start(region, DaysKind.NO_SCHOOL, first, last))

    head = [
        _done(view, t),
        bold(t.label("settings.school.title", region=region.name)),
        *_outcome(view.effect, region, t),
        None if view.school else t.html("settings.school.none"),
        t.html("settings.school.about"),
    ]
    items = [
        t.html(
            "settings.school.item",
            days=days_label(first, last, t),
            year=f"{_school_year(first)}/{(_school_year(first) + 1) % 100:02}",
        )
        for first, last in shown
    ]
    return Screen(
        fit(head, items, t),
        keyboard(
            button(t.label("settings.school.add"), _start(region, DaysKind.SCHOOL)),
            *[drop(*each) for each in shown],
            pager(page, pages, lambda to: ShowSettings(region=region.id, part="school", page=to)),
            _to_settings(region, t),
        ),
    )


def _school_year(day: date) -> int:
    """The year in whose September it began; summer belongs to the year that it ends."""
    return day.year if day.month >= 9 else day.year - 1


def _numbers(view: SettingsView, part: str, t: Translator) -> Screen:
    of_part = {"terms": TERMS, "hours": tuple(HOURS), "kept": KEPT}
    names = of_part[part]
    text = lines(
        _done(view, t),
        bold(t.label(f"settings.{part}.title", region=view.region.name)),
        *[_setting_line(view, each, t) for each in names],
        t.html(f"settings.{part}.about"),
    )
    rows = [
        button(t.label(f"setting.name.{each}"), StartSetting(region=view.region.id, setting=each.value))
        for each in names
    ]
    return Screen(text, keyboard(*rows, _to_settings(view.region, t)))


def _consent(view: SettingsView, t: Translator) -> Screen:
    """Whether the region adds anything, and what can be done about it."""
    region = view.region
    text = lines(
        _done(view, t),
        bold(t.label("settings.consent.title", region=region.name)),
        t.html("settings.consent.own" if view.consent else "settings.consent.usual"),
    )
    write = t.label("settings.consent.rewrite" if view.consent else "settings.consent.write")
    drop = t.label("settings.consent.drop")
    return Screen(
        text,
        keyboard(
            button(t.label("settings.consent.read"), _to(region, WHOLE_CONSENT)),
            button(write, StartConsent(region=region.id)),
            button(drop, StartConsent(region=region.id, own=False)) if view.consent else None,
            _to_settings(region, t),
        ),
    )


def _whole_consent(view: SettingsView, t: Translator, operator: Operator) -> Screen:
    """As visitors of the region read it."""
    back = back_button(_to(view.region, "consent"), t, "settings.back")
    return Screen(consent_text(t, operator, view.consent), keyboard(back))


def _done(view: SettingsView, t: Translator) -> Html | None:
    return None if view.done is None else bold(t.label(f"settings.done.{view.done}"))


def _setting_line(view: SettingsView, name: RegionSetting, t: Translator) -> Html:
    key = "settings.setting.own" if name in view.own else "settings.setting"
    value = setting_label(name, value_in(view.limits, name), t)
    return t.html(key, name=t.label(f"setting.name.{name}"), value=value)


def setting_label(name: RegionSetting, value: str, t: Translator) -> str:
    """«3 рабочих дня», «08:00–20:00», «не пишем»."""
    if name in NUMBERS:
        return str(t.count(f"setting.value.{name}", int(value)))
    return t.label("setting.value.none") if value == NO_HOURS else value.replace("-", "–")


def _run_label(run: Run, t: Translator) -> str:
    key = "settings.run.working" if run.working else "settings.run.off"
    return t.label(key, days=days_label(run.first, run.last, t))


def _short_days(first: date, last: date, t: Translator) -> str:
    short = short_day_label(first, t)
    if first == last:
        return short
    return t.label("host.sessions.days", first=short, last=short_day_label(last, t))


def _start(region: Region, what: DaysKind, first: date | None = None, last: date | None = None) -> StartDays:
    named = {} if first is None or last is None else {"first": day_key(first), "last": day_key(last)}
    return StartDays(region=region.id, what=what.value, **named)


def _to(region: Region, part: str) -> ShowSettings:
    return ShowSettings(region=region.id, part=part)


def _to_settings(region: Region, t: Translator) -> Button:
    return back_button(ShowSettings(region=region.id), t, "settings.back")


# --- days are settled -----------------------------------------------------------------------------------


def days_screen(view: RegionDaysView, t: Translator) -> Screen:
    """From which day, until which, and what becomes of it."""
    form = view.form
    if form.first is None:
        days = four_weeks(view.page, _first_of(view), view.last_day, _days_tap(view), t, "first")
        text = lines(_title(view, t), t.html(f"settings.ask.{form.what}"), weeks_line(view.page, t))
        return Screen(text, keyboard(*days, _days_cancel(view, t)))
    if form.last is None or view.effect is None:
        days = four_weeks(view.page, form.first, view.last_day, _days_tap(view), t, "last")
        text = lines(
            _title(view, t),
            t.html("host.period.from", day=day_label(form.first, t)),
            t.html("host.period.last"),
            weeks_line(view.page, t),
        )
        alone = button(t.label("host.period.one_day"), _day_tap(view, "last"))
        return Screen(text, keyboard(alone, *days, _days_ends(view, t)))
    days_named = days_label(form.first, form.last, t)
    head = [_title(view, t), t.html(f"settings.becomes.{form.what}", days=days_named)]
    sure = button(t.label("settings.save"), _day_tap(view, "agree", view.effect.key))
    text = fit([*head, *_what_follows(view.effect, t)], _kept_lines(view.effect, t), t)
    return Screen(text, keyboard(sure, _days_ends(view, t)))


def _first_of(view: RegionDaysView) -> date:
    return view.today


def _what_follows(effect: DaysEffect, t: Translator) -> list[Html | None]:
    changes = effect.gone or effect.opened or effect.kept
    return [
        t.html("settings.effect.gone", sessions=t.count("host.count.sessions", effect.gone))
        if effect.gone
        else None,
        t.html("settings.effect.opened", sessions=t.count("host.count.sessions", effect.opened))
        if effect.opened
        else None,
        None if changes else t.html("settings.effect.nothing"),
        t.html("settings.effect.promised"),
        t.html("settings.effect.kept", sessions=t.count("host.count.sessions", len(effect.kept)))
        if effect.kept
        else None,
    ]


def _kept_lines(effect: DaysEffect, t: Translator) -> list[Html]:
    def line(each: KeptSession) -> Html:
        return t.html(
            "settings.effect.kept_one",
            moment=moment_label(each.starts_at, each.site.timezone, t),
            site=each.site.name,
            seats=t.count("count.seats", each.taken),
        )

    return [line(each) for each in effect.kept]


def _outcome(effect: DaysEffect | None, _region: Region, t: Translator) -> list[Html | None]:
    """What was just done to sessions."""
    if effect is None:
        return []
    return [
        t.html("settings.outcome.gone", sessions=t.count("host.count.sessions", effect.gone))
        if effect.gone
        else None,
        t.html("settings.outcome.opened", sessions=t.count("host.count.sessions", effect.opened))
        if effect.opened
        else None,
        t.html("settings.outcome.kept", sessions=t.count("host.count.sessions", len(effect.kept)))
        if effect.kept
        else None,
    ]


def _title(view: RegionDaysView, t: Translator) -> Html:
    return bold(t.label(f"settings.title.{view.form.what}", region=view.region.name))


def _day_tap(view: RegionDaysView, op: str, value: str = "") -> RegionDaysTap:
    return RegionDaysTap(draft=view.draft_id, op=op, value=value)


def _days_tap(view: RegionDaysView) -> Callable[[str, date], RegionDaysTap]:
    return lambda op, day: _day_tap(view, op, day_key(day))


def _days_cancel(view: RegionDaysView, t: Translator) -> Button:
    return button(t.label("button.cancel"), _day_tap(view, "cancel"))


def _days_ends(view: RegionDaysView, t: Translator) -> tuple[Button, ...]:
    return (button(t.label("button.back"), _day_tap(view, "back")), _days_cancel(view, t))


# --- what the region adds to the consent ----------------------------------------------------------------


def consent_form_screen(view: ConsentFormView, t: Translator, operator: Operator) -> Screen:
    """The addition in each language; then the consent, word for word as visitors would read it."""
    cancel = button(t.label("button.cancel"), _consent_tap(view, "cancel"))
    back = button(t.label("button.back"), _consent_tap(view, "back"))
    title = bold(t.label("settings.consent.title", region=view.region.name))
    if view.language is not None:
        return _consent_question(view, view.language, title, (back, cancel), t)
    shown = view.form.shown
    others = [each.code for each in languages() if each.code != shown]
    return Screen(
        lines(
            consent_text(translator_for(shown), operator, view.own),
            Html(""),
            t.html("settings.consent.becomes" if view.own else "settings.consent.becomes_usual"),
        ),
        keyboard(
            button(t.label("settings.save"), _consent_tap(view, "agree", view.key)),
            *[
                button(t.label(f"settings.consent.look.{each}"), _consent_tap(view, "look", each))
                for each in others
            ],
            cancel if view.own is None else (back, cancel),
        ),
    )


def _consent_question(
    view: ConsentFormView, language: str, title: Html, ends: tuple[Button, ...], t: Translator
) -> Screen:
    first = not view.form.texts
    before = None if view.before is None else view.before.text.get(language)
    text = lines(
        title,
        t.html("settings.consent.now", text=shorten(before, WORDS_SHOWN)) if before else None,
        t.html(f"settings.consent.ask.{language}", most=CONSENT),
        t.html("settings.consent.stays") if first else None,
    )
    skip = t.label(f"settings.consent.skip.{language}") if not first else None
    return Screen(
        text,
        keyboard(
            None if skip is None else button(skip, _consent_tap(view, "skip", language)),
            ends[1:] if first else ends,
        ),
    )


def _consent_tap(view: ConsentFormView, op: str, value: str = "") -> RegionConsentTap:
    return RegionConsentTap(draft=view.draft_id, op=op, value=value)


# --- a number or hours are said -------------------------------------------------------------------------


def setting_screen(view: RegionSettingView, t: Translator) -> Screen:
    """What holds, and what shall; then what that changes."""
    form = view.form
    name = t.label(f"setting.name.{form.setting}")
    title = bold(t.label("setting.title", name=name, region=view.region.name))
    before = setting_label(form.setting, view.before, t)
    cancel = button(t.label("button.cancel"), _setting_tap(view, "cancel"))
    if form.value is None:
        text = lines(
            title, t.html("setting.now", value=before), t.html(f"setting.ask.{form.setting}"), _range(view, t)
        )
        return Screen(text, keyboard(*_choices(view, t), cancel))
    after = setting_label(form.setting, form.value or view.usual, t)
    text = lines(
        title,
        t.html("setting.becomes", before=before, after=after),
        t.html(f"setting.about.{form.setting}", n=view.touched),
    )
    sure = button(t.label("settings.save"), _setting_tap(view, "agree", view.key))
    back = button(t.label("button.back"), _setting_tap(view, "back"))
    return Screen(text, keyboard(sure, (back, cancel)))


def _range(view: RegionSettingView, t: Translator) -> Html | None:
    known = NUMBERS.get(view.form.setting)
    return None if known is None else t.html("setting.range", least=known[1], most=known[2])


def _choices(view: RegionSettingView, t: Translator) -> list[Row]:
    name = view.form.setting
    quiet = button(t.label("setting.no_hours"), _setting_tap(view, "value", NO_HOURS))
    usual = t.label("setting.usual", value=setting_label(name, view.usual, t))
    return [
        quiet if name in HOURS and view.before != NO_HOURS else None,
        button(shorten(usual), _setting_tap(view, "value")) if view.before != view.usual else None,
    ]


def _setting_tap(view: RegionSettingView, op: str, value: str = "") -> RegionSettingTap:
    return RegionSettingTap(draft=view.draft_id, op=op, value=value)
