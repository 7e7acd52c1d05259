"""A rule of a placement's intakes is filled in (E5)."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.catalogue.schedule_rule import WEEKDAYS
from bot.domain.desk.schedule_views import IntakeView, RulePreview
from bot.domain.forms import IntakeField, IntakeForm
from bot.ui.formats.dates import weekday_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import name_label
from bot.ui.host.schedule.callback_data import IntakeTap, StartIntake
from bot.ui.host.schedule.rules import intake_day_label, months_label, outcome_lines
from bot.ui.kit import Row, button, keyboard
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator

WEEKS = (1, 2, 3, 4)
WEEKDAYS_A_ROW = 4
MONTHS_A_ROW = 2
DATES_NAMED = 3


def intake_screen(view: IntakeView, t: Translator) -> Screen:
    """The question that is open, else the whole rule with what it would do."""
    form = view.form
    if view.programme is None:
        return _ask_programme(view, t)
    if form.week is None or form.weekday is None or form.asks is IntakeField.DAY:
        return _ask_day(view, t)
    if not form.months_chosen or form.asks is IntakeField.MONTHS:
        return _ask_months(view, t)
    if form.clock is None or form.asks is IntakeField.TIME:
        return _ask(view, "time", t)
    return _summary(view, t)


def _ask_programme(view: IntakeView, t: Translator) -> Screen:
    rows = [
        button(name_label(t.content(each.title)), _tap(view, "programme", str(each.id)))
        for each in view.programmes
    ]
    return Screen(lines(_title(view, t), t.html("host.new.programme")), keyboard(*rows, _cancel(view, t)))


def _ask_day(view: IntakeView, t: Translator) -> Screen:
    """Which week, and which weekday of it: two taps, or one line that is typed."""
    form = view.form

    def week(number: int) -> Button:
        mark = "✓ " if number == form.week else ""
        label = t.label("host.intake.week", ordinal=t.label(f"host.intake.ordinal.{number}"))
        return button(f"{mark}{label}", _tap(view, "week", str(number)))

    def weekday(code: str) -> Button:
        mark = "✓ " if code == form.weekday else ""
        label = weekday_label(WEEKDAYS.index(code) + 1, t)
        return button(f"{mark}{label}", _tap(view, "weekday", code))

    cells = [weekday(each) for each in WEEKDAYS]
    return _ask(
        view,
        "day",
        t,
        tuple(week(each) for each in WEEKS),
        tuple(cells[:WEEKDAYS_A_ROW]),
        tuple(cells[WEEKDAYS_A_ROW:]),
    )


def _ask_months(view: IntakeView, t: Translator) -> Screen:
    def toggle(month: int) -> Button:
        mark = "✓ " if month in view.form.months else ""
        return button(f"{mark}{t.label(f'date.month.{month}')}", _tap(view, "month", str(month)))

    cells = [toggle(month) for month in range(1, 13)]
    rows = [tuple(cells[at : at + MONTHS_A_ROW]) for at in range(0, len(cells), MONTHS_A_ROW)]
    done = button(t.label("host.rule.days_done"), _tap(view, "months")) if view.form.months else None
    return _ask(view, "months", t, *rows, done)


def _ask(view: IntakeView, key: str, t: Translator, *rows: Row) -> Screen:
    text = lines(_title(view, t), _said(view.form, t), t.html(f"host.intake.ask.{key}"))
    return Screen(text, keyboard(*rows, _ends(view, t)))


def _said(form: IntakeForm, t: Translator) -> Html | None:
    """What was answered so far."""
    day = "" if form.week is None or form.weekday is None else intake_day_label(form.weekday, form.week, t)
    months = months_label(form.months, t) if form.months_chosen else ""
    said = " · ".join(each for each in (day, months) if each)
    return t.html("host.intake.said", said=said) if said else None


def _summary(view: IntakeView, t: Translator) -> Screen:
    """The rule, its next dates, and what becomes of the intakes that are there; each line can be changed."""
    form, preview, programme = view.form, view.preview, view.programme
    if preview is None or programme is None or form.week is None or form.weekday is None:
        return Screen(lines(_title(view, t)), keyboard(_cancel(view, t)))
    rule = t.html(
        "host.intake.whole",
        day=intake_day_label(form.weekday, form.week, t),
        time=form.clock or "",
        months=months_label(form.months, t),
        days=t.count("count.working_days", programme.days or 1),
        seats=programme.max_group,
    )
    lead = t.html("host.intake.lead", days=t.count("count.working_days", programme.lead_working_days))
    few = replace(preview, next_dates=preview.next_dates[:DATES_NAMED])
    text = lines(_title(view, t), rule, lead, *outcome_lines(few, view.site.timezone, t))
    agree = "host.rule.end" if form.ends else "host.rule.save" if form.schedule_id else "host.rule.open"
    return Screen(
        text,
        keyboard(
            button(t.label(agree), _tap(view, "agree", _key(preview))),
            None if form.ends else _fields(view, t),
            _to_end(view, t),
            _cancel(view, t),
        ),
    )


def _key(preview: RulePreview) -> str:
    return preview.key


def _fields(view: IntakeView, t: Translator) -> tuple[Button, ...]:
    return tuple(
        button(t.label(f"host.intake.field.{each}"), _tap(view, "change", each)) for each in IntakeField
    )


def _to_end(view: IntakeView, t: Translator) -> Button | None:
    form = view.form
    if form.schedule_id is None or form.ends:
        return None
    end = StartIntake(site=view.site.id, schedule=form.schedule_id, ends=True)
    return button(t.label("host.rule.to_end"), end)


def _title(view: IntakeView, t: Translator) -> Html:
    form = view.form
    key = "new" if form.schedule_id is None else "ends" if form.ends else "changed"
    return lines(
        bold(t.label(f"host.intake.title.{key}", site=view.site.name)),
        None if view.programme is None else t.html("host.programme", programme=view.programme.title),
    )


def _tap(view: IntakeView, op: str, value: str = "") -> IntakeTap:
    return IntakeTap(draft=view.draft_id, op=op, value=value)


def _cancel(view: IntakeView, t: Translator) -> Button:
    return button(t.label("button.cancel"), _tap(view, "cancel"))


def _ends(view: IntakeView, t: Translator) -> tuple[Button, ...]:
    form, cancel = view.form, _cancel(view, t)
    begins = form.asks is None and (form.week is None or form.weekday is None) and len(view.programmes) < 2
    return (cancel,) if begins else (button(t.label("button.back"), _tap(view, "back")), cancel)
