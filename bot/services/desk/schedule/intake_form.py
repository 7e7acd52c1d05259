"""A rule of a placement's intakes is filled in: which such weekday of a month, in which months, at what time
(E5). How many places an intake has is the programme's, and each intake's own once it is there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.db.catalogue.schedules import ScheduleEntry, read_entry
from bot.db.engine.locks import lock_programme
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.catalogue.schedule_rule import WEEKDAYS
from bot.domain.catalogue.sessions_ahead import IntakeRule
from bot.domain.desk.schedule_views import IntakeView, ScheduleView
from bot.domain.forms import IntakeField, IntakeForm, Question
from bot.domain.model import ScheduleId, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.moments import read_clock
from bot.services.catalogue.clashes import EARLIEST, LATEST
from bot.services.desk.schedule.rule_form import WEEKDAY_WORDS
from bot.services.desk.schedule.rules import (
    RuleChange,
    apply_rule,
    preview_rule,
    show_applied,
    takes_intakes,
)
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
from bot.services.permissions import makes_rules_at
from bot.services.transaction import Tx, writes

MAKES_RULES = makes_rules_at("site_id")
WEEKS: Final = (1, 2, 3, 4)
"""Every month has so many of each weekday."""
_WORD = re.compile(r"[^\W\d_]+|\d+")
_ORDINALS: Final = (
    ("перв", "first"),
    ("второ", "втора", "втору", "second"),
    ("трет", "third"),
    ("четверт", "fourth"),
)
_ENDINGS: Final = frozenset({"й", "я", "е", "ый", "ой", "ая", "ое", "ю", "st", "nd", "rd", "th"})
_BESIDE: Final = frozenset(
    {"и", "в", "во", "по", "месяца", "каждый", "каждую", "каждое", "and", "of", "the", "month", "every"}
)
_MONTHS: Final = {
    **{word: n for n, word in enumerate(("янв", "фев", "мар", "апр", "май", "июн"), start=1)},
    **{word: n for n, word in enumerate(("июл", "авг", "сен", "окт", "ноя", "дек"), start=7)},
    **{word: n for n, word in enumerate(("jan", "feb", "mar", "apr", "may", "jun"), start=1)},
    **{word: n for n, word in enumerate(("jul", "aug", "sep", "oct", "nov", "dec"), start=7)},
    "мая": 5,
}
_EVERY_MONTH: Final = 12

OfIntake = At[IntakeForm]
Taken = IntakeForm | Refusal


# --- how it begins --------------------------------------------------------------------------------------


@writes(MAKES_RULES)
def begin_intake(tx: Tx, site_id: SiteId) -> Asking | Refusal:
    """«Добавить набор»; the programme is chosen already if there is only one placement."""
    programmes = _programmes(tx.catalogue.site(site_id))
    if not programmes:
        return Refusal(Reason.INCOMPLETE)
    return begin(tx, IntakeForm(site_id, programmes[0].id if len(programmes) == 1 else None))


@writes(MAKES_RULES)
def begin_change(tx: Tx, site_id: SiteId, schedule_id: ScheduleId, *, ends: bool = False) -> Asking | Refusal:
    """A rule as it is, to be changed, or to be ended. One that was changed meanwhile is refused."""
    found = read_entry(tx.connection, schedule_id)
    if found is None or tx.catalogue.programme(found[0]).site_id != site_id:
        return Refusal(Reason.ALREADY_DECIDED)
    programme_id, rule = found[0], found[1].rule
    if not isinstance(rule, IntakeRule):
        return Refusal(Reason.ALREADY_DECIDED)
    form = IntakeForm(
        site_id,
        programme_id,
        schedule_id,
        week=rule.week,
        weekday=rule.weekday,
        months=tuple(sorted(rule.months)),
        months_chosen=True,
        clock=rule.time,
        ends=ends,
    )
    return begin(tx, form)


def _site(at: OfIntake) -> Site:
    return at.tx.catalogue.site(at.form.site_id)


def _programmes(site: Site) -> tuple[Programme, ...]:
    return tuple(each for each in site.programmes if takes_intakes(each))


# --- its questions --------------------------------------------------------------------------------------


def _pick_programme(at: OfIntake, value: str) -> Taken:
    found = next((each for each in _programmes(_site(at)) if str(each.id) == value), None)
    return Refusal(Reason.NOT_FOUND) if found is None else replace(at.form, programme_id=found.id)


def _pick_week(at: OfIntake, value: str) -> Taken:
    week = next((each for each in WEEKS if str(each) == value), None)
    return at.form if week is None else _with_day(replace(at.form, week=week))


def _pick_weekday(at: OfIntake, value: str) -> Taken:
    return _with_day(replace(at.form, weekday=value)) if value in WEEKDAYS else at.form


def _with_day(form: IntakeForm) -> IntakeForm:
    """Both are needed; with the second it is answered."""
    whole = form.week is not None and form.weekday is not None
    return replace(form, asks=None if whole else form.asks, agreed=False)


def _type_day(at: OfIntake, text: str) -> Answer[IntakeForm]:
    """«второй понедельник», «2-й пн», "first Monday of the month"."""
    week, weekday = None, None
    for word in _WORD.findall(text.casefold().replace("ё", "е")):
        if word.isdecimal():
            number: int | None = int(word)
        else:
            number = next((n for n, each in enumerate(_ORDINALS, start=1) if word.startswith(each)), None)
        if number in WEEKS and week is None:
            week = number
        elif (day := WEEKDAY_WORDS.get(word) or WEEKDAY_WORDS.get(word[:3])) is not None and weekday is None:
            weekday = day
        elif word not in _BESIDE | _ENDINGS:
            return NotUnderstood("not_an_intake_day")
    if week is None or weekday is None:
        return NotUnderstood("not_an_intake_day")
    return _with_day(replace(at.form, week=week, weekday=weekday))


def _toggle_month(at: OfIntake, value: str) -> Taken:
    month = int(value) if value.isascii() and value.isdecimal() else 0
    if not 1 <= month <= _EVERY_MONTH:
        return at.form
    months = tuple(sorted(set(at.form.months) ^ {month}))
    return replace(at.form, months=months, months_chosen=False, agreed=False)


def _choose_months(at: OfIntake, _value: str) -> Taken:
    return _with_months(at.form) if at.form.months else refused_text("no_months")


def _with_months(form: IntakeForm) -> IntakeForm:
    return replace(form, months_chosen=True, asks=None, agreed=False)


def _type_months(at: OfIntake, text: str) -> Answer[IntakeForm]:
    """«июнь, июль и ноябрь», «6, 7», "June and July"."""
    found: set[int] = set()
    for word in _WORD.findall(text.casefold()):
        month = int(word) if word.isdecimal() else _MONTHS.get(word[:3], 0)
        if 1 <= month <= _EVERY_MONTH:
            found.add(month)
        elif word not in _BESIDE:
            return NotUnderstood("not_months")
    if not found:
        return NotUnderstood("not_months")
    return _with_months(replace(at.form, months=tuple(sorted(found))))


def _type_time(at: OfIntake, text: str) -> Answer[IntakeForm]:
    clock = read_clock(text.strip())
    if clock is None:
        return NotUnderstood("not_a_time")
    if not EARLIEST <= clock <= LATEST:
        return refused_text("hours")
    return replace(at.form, clock=f"{clock:%H:%M}", asks=None, agreed=False)


def _ask(at: OfIntake, value: str) -> Taken:
    field = next((each for each in IntakeField if each.value == value), None)
    return at.form if field is None else replace(at.form, asks=field, agreed=False)


def _back_to_summary(at: OfIntake) -> IntakeForm | None:
    form = at.form
    return None if form.asks is None else replace(form, asks=None, months_chosen=bool(form.months))


def _before_day(at: OfIntake) -> IntakeForm:
    return _back_to_summary(at) or replace(at.form, programme_id=None, week=None, weekday=None)


def _before_months(at: OfIntake) -> IntakeForm:
    return _back_to_summary(at) or replace(at.form, week=None, weekday=None)


def _before_time(at: OfIntake) -> IntakeForm:
    return _back_to_summary(at) or replace(at.form, months_chosen=False)


def _before_agreement(at: OfIntake) -> IntakeForm:
    return at.form if at.form.schedule_id is not None else replace(at.form, clock=None)


def _agree(at: OfIntake, value: str) -> Taken:
    """``value``: the rule and the outcome that were shown; a button that showed others agrees to nothing."""
    change = change_of(at.form)
    preview = None if change is None else preview_rule(at.tx, change)
    if preview is None:
        return Refusal(Reason.ALREADY_DECIDED)
    return replace(at.form, agreed=True) if preview.key == value else refused_text("schedule_changed")


# --- what comes of it -----------------------------------------------------------------------------------


def change_of(form: IntakeForm) -> RuleChange | None:
    """None: something is still missing."""
    if form.programme_id is None:
        return None
    if form.ends:
        return RuleChange(form.programme_id, form.schedule_id, None, None)
    if form.week is None or form.weekday is None or not form.months or form.clock is None:
        return None
    rule = IntakeRule(form.weekday, form.week, form.months, form.clock)
    entry = ScheduleEntry(rule, audience=None, sharing=None, confirmation=None, capacity=None)
    return RuleChange(form.programme_id, form.schedule_id, entry, None)


def _apply(at: OfIntake) -> ScheduleView | Refusal:
    change = change_of(at.form)
    if change is None:
        raise ValueError("a form without its answers is not finished")
    lock_programme(at.tx.connection, change.programme_id)
    return apply_rule(at.tx, change)


def _view(at: OfIntake) -> IntakeView:
    tx, form, site = at.tx, at.form, _site(at)
    change = change_of(form)
    ready = change is not None and form.months_chosen and form.asks is None
    programmes: Sequence[Programme] = _programmes(site)
    return IntakeView(
        at.draft.id,
        form,
        site,
        tuple(programmes),
        next((each for each in programmes if each.id == form.programme_id), None),
        preview_rule(tx, change) if change is not None and ready else None,
    )


def _refuse(tx: Tx, form: IntakeForm) -> Refusal | None:
    refusal = MAKES_RULES.refuse(tx, form.site_id)
    if refusal is not None or form.schedule_id is None:
        return refusal
    return Refusal(Reason.ALREADY_DECIDED) if read_entry(tx.connection, form.schedule_id) is None else None


KIND = form_kind(
    FormKind(
        form=IntakeForm,
        questions=(
            FormQuestion(
                name=Question.PROGRAMME,
                is_missing=lambda at: at.form.programme_id is None,
                taps={"programme": _pick_programme},
            ),
            FormQuestion(
                name=Question.INTAKE_DAY,
                is_missing=lambda at: (
                    at.form.week is None or at.form.weekday is None or at.form.asks is IntakeField.DAY
                ),
                taps={"week": _pick_week, "weekday": _pick_weekday, "change": _ask},
                text=_type_day,
                undo=_before_day,
            ),
            FormQuestion(
                name=Question.MONTHS,
                is_missing=lambda at: not at.form.months_chosen or at.form.asks is IntakeField.MONTHS,
                taps={"month": _toggle_month, "months": _choose_months},
                text=_type_months,
                undo=_before_months,
            ),
            FormQuestion(
                name=Question.SESSION_TIME,
                is_missing=lambda at: at.form.clock is None or at.form.asks is IntakeField.TIME,
                text=_type_time,
                undo=_before_time,
            ),
            FormQuestion(
                name=Question.AGREEMENT,
                is_missing=lambda at: not at.form.agreed,
                taps={"agree": _agree},
                undo=_before_agreement,
            ),
        ),
        view=_view,
        finish=_apply,
        sends_itself=True,
        sent=lambda tx, draft: show_applied(tx, draft.form.site_id, change_of(draft.form)),
        refuse=_refuse,
    )
)
