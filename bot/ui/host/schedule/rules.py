"""The rules of a site: the list, a weekly one that is filled in, what no rule makes any more (E5)."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.catalogue import Site
from bot.domain.catalogue.schedule_rule import WEEKDAYS, WeeklyTimes
from bot.domain.catalogue.sessions_ahead import IntakeRule
from bot.domain.desk.schedule_views import (
    OffView,
    ProgrammeRules,
    RuleEntry,
    RulePreview,
    RuleView,
    ScheduleView,
)
from bot.domain.desk.views import REASONS_TO_CLOSE
from bot.domain.forms import RuleField
from bot.domain.model import HostReason, ProgrammeKind, SchoolTime
from bot.ui.formats.dates import day_label, moment_label, short_moment_label, weekday_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import name_label, shorten
from bot.ui.host.callback_data import SessionTap, ShowSessions
from bot.ui.host.cards.callback_data import ShowCards
from bot.ui.host.parts import fit, reason_buttons, reason_label
from bot.ui.host.schedule.callback_data import (
    OffScheduleTap,
    RuleTap,
    ShowSchedule,
    StartIntake,
    StartRule,
)
from bot.ui.host.sessions import days_label
from bot.ui.kit import Row, back_button, button, keyboard
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator

KEPT_NAMED = 4
HOLIDAYS_NAMED = 4
IN_A_ROW = 4
EVERY_MONTH = 12


def schedule_screen(view: ScheduleView, t: Translator) -> Screen:
    """The rules by programme; each opens to be changed by whoever may."""
    head = [
        None if view.done is None else bold(t.label(f"host.schedule.done.{view.done}")),
        bold(t.label("host.schedule.title", site=view.site.name)),
    ]
    text = fit(head, [_programme_text(each, t) for each in view.programmes], t)
    rows: list[Row] = []
    for each in view.programmes:
        rules = each.rules if view.may_change else ()
        rows += [button(shorten(rule_label(rule, t)), _to_rule(rule, view)) for rule in rules]
        if each.off:
            label = t.label("host.schedule.off", n=len(each.off))
            rows.append(button(label, OffScheduleTap(programme=each.programme.id, op="show")))
    back = back_button(ShowSessions(site=view.site.id), t, "host.to_sessions")
    return Screen(text, keyboard(*rows, *(add_buttons(view.site, t) if view.may_change else ()), back))


def _to_rule(entry: RuleEntry, view: ScheduleView) -> StartRule | StartIntake:
    of_intakes = isinstance(entry.rule, IntakeRule)
    return (StartIntake if of_intakes else StartRule)(site=view.site.id, schedule=entry.id)


def add_buttons(site: Site, t: Translator) -> list[Button]:
    """Of the rules that its programmes can have: by the week, of intakes, or both."""
    placements = {each.kind is ProgrammeKind.INTERNSHIP for each in site.programmes}
    return [
        *([button(t.label("host.schedule.add"), StartRule(site=site.id))] if False in placements else []),
        *([button(t.label("host.intake.add"), StartIntake(site=site.id))] if True in placements else []),
    ]


def prepared_schedule(view: ScheduleView, t: Translator) -> Screen:
    """The same for a coordinator who opens a site: the way on is its cards."""
    shown = schedule_screen(replace(view, may_change=False), t)
    on = button(t.label("new_site.on"), ShowCards(site=view.site.id))
    return replace(shown, keyboard=keyboard(on))


def _programme_text(each: ProgrammeRules, t: Translator) -> Html:
    rules = [t.html("host.schedule.rule", rule=rule_label(rule, t)) for rule in each.rules]
    return lines(
        Html(""),
        t.html("host.schedule.programme", programme=each.programme.title),
        *(rules or [t.html("host.schedule.no_rules")]),
        t.html("host.schedule.off_line", n=len(each.off)) if each.off else None,
    )


def rule_label(entry: RuleEntry, t: Translator) -> str:
    """«вт, чт · 10:00, 13:30 · с 1 сентября по 31 мая · мест 20»."""
    seats = t.label("host.rule.seats", n=entry.capacity)
    match entry.rule:
        case WeeklyTimes() as rule:
            season = season_label(rule.season_from, rule.season_to, t)
            dates = [season, school_label(rule.school, t), _since_label(rule, t)]
            parts = [weekdays_label(rule.days, t), ", ".join(sorted(rule.times)), *dates, seats]
        case IntakeRule() as intake:
            months = months_label(intake.months, t)
            parts = [intake_day_label(intake.weekday, intake.week, t), months, intake.time, seats]
    return " · ".join(each for each in parts if each)


def intake_day_label(weekday: str, week: int, t: Translator) -> str:
    """«2-й понедельник»."""
    return t.label(f"host.intake.on.{weekday}", ordinal=t.label(f"host.intake.ordinal.{week}"))


def months_label(months: tuple[int, ...], t: Translator) -> str:
    if len(months) == EVERY_MONTH:
        return t.label("host.intake.every_month")
    return ", ".join(t.label(f"date.month_in_a_list.{each}") for each in sorted(months))


def weekdays_label(days: tuple[str, ...], t: Translator) -> str:
    return ", ".join(weekday_label(WEEKDAYS.index(each) + 1, t) for each in WEEKDAYS if each in days)


def season_label(first: str | None, last: str | None, t: Translator) -> str:
    """Empty: the whole year."""
    if first is None or last is None:
        return ""
    return t.label("host.rule.season", first=_edge(first, t), last=_edge(last, t))


def school_label(school: SchoolTime | None, t: Translator) -> str:
    """Empty: school holidays make no difference."""
    return "" if school is None else t.label(f"host.rule.school.{school}").lower()


def _edge(edge: str, t: Translator) -> str:
    month, day = (int(each) for each in edge.split("-"))
    return t.label("host.rule.edge", day=day, month=t.label(f"date.month_of.{month}"))


def _since_label(rule: WeeklyTimes, t: Translator) -> str:
    since = "" if rule.since is None else t.label("host.rule.since", day=day_label(rule.since, t))
    until = "" if rule.until is None else t.label("host.rule.until", day=day_label(rule.until, t))
    return " ".join(each for each in (since, until) if each)


# --- one that is filled in ------------------------------------------------------------------------------


def rule_screen(view: RuleView, t: Translator) -> Screen:
    """The question that is open, else the whole rule with what it would do."""
    form = view.form
    if view.programme is None:
        return _ask_programme(view, t)
    if not form.days_chosen:
        return _ask_weekdays(view, t)
    if not form.times or form.asks is RuleField.TIMES:
        return _ask(view, "times", t)
    match form.asks:
        case RuleField.SEASON:
            return _ask(view, "season", t, *_seasons(view, t), about=_school_holidays(view, t))
        case RuleField.CAPACITY:
            usual = t.label("host.change.usual_seats", n=view.programme.max_group)
            return _ask(view, "capacity", t, button(usual, _tap(view, "seats")))
        case RuleField.SINCE:
            return _ask(view, "since", t, button(t.label("host.rule.at_once"), _tap(view, "since")))
        case _:
            return _summary(view, t)


def _ask_programme(view: RuleView, t: Translator) -> Screen:
    rows = [
        button(name_label(t.content(each.title)), _tap(view, "programme", str(each.id)))
        for each in view.programmes
    ]
    text = lines(_title(view, t), t.html("host.new.programme"))
    return Screen(text, keyboard(*rows, _cancel(view, t)))


def _ask_weekdays(view: RuleView, t: Translator) -> Screen:
    def toggle(code: str) -> Button:
        mark = "✓ " if code in view.form.days else ""
        return button(f"{mark}{weekday_label(WEEKDAYS.index(code) + 1, t)}", _tap(view, "weekday", code))

    cells = [toggle(each) for each in WEEKDAYS]
    text = lines(_title(view, t), t.html("host.rule.ask.weekdays"))
    done = button(t.label("host.rule.days_done"), _tap(view, "days")) if view.form.days else None
    return Screen(text, keyboard(tuple(cells[:IN_A_ROW]), tuple(cells[IN_A_ROW:]), done, _ends(view, t)))


def _ask(view: RuleView, key: str, t: Translator, *rows: Row, about: Html | None = None) -> Screen:
    text = lines(
        _title(view, t),
        t.html("host.rule.days", days=weekdays_label(view.form.days, t)),
        about,
        t.html(f"host.rule.ask.{key}"),
    )
    return Screen(text, keyboard(*rows, _ends(view, t)))


def _seasons(view: RuleView, t: Translator) -> tuple[Row, ...]:
    def of_school(value: str) -> Button:
        mark = "✓ " if value == (view.form.school or "") else ""
        label = t.label(f"host.rule.school.{value or 'any'}")
        return button(f"{mark}{label}", _tap(view, "school", value))

    return (
        *[
            button(t.label(f"host.rule.season.{each}"), _tap(view, "season", each))
            for each in ("year", "school", "summer")
        ],
        *[of_school(each) for each in ("", *SchoolTime)],
    )


def _school_holidays(view: RuleView, t: Translator) -> Html:
    """Which the region knows of: without them a rule that asks for them has no sessions."""
    days = "; ".join(days_label(first, last, t) for first, last in view.school_holidays[:HOLIDAYS_NAMED])
    return t.html("host.rule.school.days", days=days) if days else t.html("host.rule.school.unknown")


def _summary(view: RuleView, t: Translator) -> Screen:
    """The rule, its next dates, and what becomes of the sessions that are there; each line can be changed."""
    form, preview = view.form, view.preview
    if preview is None:
        return Screen(lines(_title(view, t)), keyboard(_cancel(view, t)))
    since = t.label("host.rule.at_once") if form.since is None else day_label(form.since, t)
    season = "" if form.season is None else season_label(*form.season, t)
    school = school_label(form.school, t)
    seats = form.capacity or (0 if view.programme is None else view.programme.max_group)
    rule = t.html(
        "host.rule.whole",
        days=weekdays_label(form.days, t),
        times=", ".join(form.times),
        season=", ".join(each for each in (season or t.label("host.rule.season.year"), school) if each),
        seats=seats,
        since=since,
    )
    holidays = None if form.school is None else _school_holidays(view, t)
    text = lines(_title(view, t), rule, holidays, *outcome_lines(preview, view.site.timezone, t))
    agree = "host.rule.end" if form.ends else "host.rule.save" if form.schedule_id else "host.rule.open"
    fields = [RuleField.SINCE] if form.ends else list(RuleField)
    asks = [button(t.label(f"host.rule.field.{each}"), _tap(view, "change", each)) for each in fields]
    ends = None
    if form.schedule_id is not None and not form.ends:
        ends = button(
            t.label("host.rule.to_end"), StartRule(site=view.site.id, schedule=form.schedule_id, ends=True)
        )
    return Screen(
        text,
        keyboard(
            button(t.label(agree), _tap(view, "agree", preview.key)),
            tuple(asks[:3]),
            tuple(asks[3:]),
            ends,
            _cancel(view, t),
        ),
    )


def outcome_lines(preview: RulePreview, zone: str, t: Translator) -> list[Html | None]:
    """The next dates of a rule, and what becomes of the sessions that are there."""
    dates = ", ".join(moment_label(each, zone, t) for each in preview.next_dates)
    nothing = not preview.opened and not preview.gone
    return [
        t.html("host.rule.next", dates=dates) if dates else None,
        Html(""),
        t.html("host.rule.opens", sessions=t.count("host.count.sessions", preview.opened))
        if preview.opened
        else None,
        t.html("host.rule.takes_off", sessions=t.count("host.count.sessions", preview.gone))
        if preview.gone
        else None,
        t.html("host.rule.nothing") if nothing else None,
        t.html("host.rule.keeps", sessions=t.count("host.count.sessions", len(preview.kept)))
        if preview.kept
        else None,
        *[_kept_line(each, zone, t) for each in preview.kept[:KEPT_NAMED]],
        t.html("host.more", n=len(preview.kept) - KEPT_NAMED) if len(preview.kept) > KEPT_NAMED else None,
        t.html("host.rule.by_hand", sessions=t.count("host.count.sessions", preview.by_hand))
        if preview.by_hand
        else None,
    ]


def _kept_line(session: SessionFacts, zone: str, t: Translator) -> Html:
    moment = moment_label(session.starts_at, zone, t)
    return t.html("off_schedule.host.line", moment=moment, taken=session.taken, capacity=session.capacity)


def _title(view: RuleView, t: Translator) -> Html:
    form = view.form
    key = "new" if form.schedule_id is None else "ends" if form.ends else "changed"
    return lines(
        bold(t.label(f"host.rule.title.{key}", site=view.site.name)),
        None if view.programme is None else t.html("host.programme", programme=view.programme.title),
    )


def _tap(view: RuleView, op: str, value: str = "") -> RuleTap:
    return RuleTap(draft=view.draft_id, op=op, value=value)


def _cancel(view: RuleView, t: Translator) -> Button:
    return button(t.label("button.cancel"), _tap(view, "cancel"))


def _ends(view: RuleView, t: Translator) -> tuple[Button, ...]:
    cancel = _cancel(view, t)
    first = view.form.asks is None and not view.form.days_chosen and len(view.programmes) < 2
    return (cancel,) if first else (button(t.label("button.back"), _tap(view, "back")), cancel)


# --- what no rule makes any more ------------------------------------------------------------------------


def off_screen(view: OffView, t: Translator) -> Screen:
    """Sessions with guests; all are closed in one step, or each is looked at."""
    if not view.sessions:
        text = lines(_off_title(view, t), t.html("host.off.none"))
        return Screen(text, keyboard(_to_schedule(view, t)))
    head = [_off_title(view, t), t.html("host.off.stay")]
    text = fit(head, [_kept_line(each, view.site.timezone, t) for each in view.sessions], t)
    rows = [
        button(
            t.label("host.off.open", moment=short_moment_label(each.starts_at, view.site.timezone, t)),
            SessionTap(session=each.id, op="show"),
        )
        for each in view.sessions[:KEPT_NAMED]
    ]
    return Screen(
        text, keyboard(*rows, button(t.label("host.off.close"), _off_tap(view, "why")), _to_schedule(view, t))
    )


def off_reasons(view: OffView, t: Translator) -> Screen:
    if not view.sessions:
        return off_screen(view, t)
    reasons = reason_buttons(REASONS_TO_CLOSE, lambda each: _off_tap(view, "sure", each.value), t)
    text = lines(_off_title(view, t), t.html("host.period.why"))
    return Screen(text, keyboard(*reasons, back_button(_off_tap(view, "show"), t)))


def off_question(view: OffView, reason: HostReason, t: Translator) -> Screen:
    """How many are hit, and whether to go on."""
    if not view.sessions:
        return off_screen(view, t)
    groups, people = t.count("host.count.groups", view.groups), t.count("count.people", view.people)
    text = lines(
        _off_title(view, t),
        t.html("host.session.reason", reason=reason_label(reason.value, t)),
        t.html("host.off.sessions", sessions=t.count("host.count.sessions", len(view.sessions))),
        t.html("host.session.affects", groups=groups, people=people),
    )
    close = OffScheduleTap(programme=view.programme.id, op="close", reason=reason.value, seen=view.key)
    return Screen(
        text,
        keyboard(
            button(t.label("host.period.close_and_tell"), close), back_button(_off_tap(view, "show"), t)
        ),
    )


def _off_title(view: OffView, t: Translator) -> Html:
    return lines(
        bold(t.label("host.off.title", site=view.site.name)),
        t.html("host.programme", programme=view.programme.title),
    )


def _off_tap(view: OffView, op: str, reason: str = "") -> OffScheduleTap:
    return OffScheduleTap(programme=view.programme.id, op=op, reason=reason)


def _to_schedule(view: OffView, t: Translator) -> Button:
    return back_button(ShowSchedule(site=view.site.id), t, "host.to_schedule")
