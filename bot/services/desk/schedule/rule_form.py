"""A weekly rule is filled in: weekdays, times; where not usual season, seats and the first day (E5)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.sessions import read_session
from bot.db.catalogue.schedules import ScheduleEntry, read_entry, running_schedule_of
from bot.db.engine.locks import lock_programme
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.catalogue.schedule_rule import WEEKDAYS, WeeklyTimes
from bot.domain.desk.schedule_views import RuleView, ScheduleView
from bot.domain.forms import Question, RuleField, RuleForm
from bot.domain.model import ScheduleId, SchoolTime, SessionId, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import local_day
from bot.domain.typed.moments import DayProblem, read_clock, read_day
from bot.services.catalogue.clashes import EARLIEST, LATEST
from bot.services.desk.reading import local_today
from bot.services.desk.schedule.rules import (
    RuleChange,
    apply_rule,
    can_have_rules,
    preview_rule,
    refuse_rule,
    show_applied,
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
    typed_number,
)
from bot.services.permissions import makes_rules_at, owns_session
from bot.services.transaction import Tx, writes

MAKES_RULES = makes_rules_at("site_id")
MOST_TIMES = 12
"""Of one day."""
FARTHEST = timedelta(days=366)
_BETWEEN_TIMES = re.compile(r"\s*(?:[,;]|\s(?:и|and)\s|\s{1,})\s*")
_BEFORE_EDGES = re.compile(r"^\s*(?:со?|from)\s+", re.IGNORECASE)
_BETWEEN_EDGES = re.compile(r"\s*[-–—]\s*|\s+(?:по|до|to|till|until)\s+", re.IGNORECASE)
WEEKDAY_WORDS = {
    **dict(zip(("пн", "вт", "ср", "чт", "пт", "сб", "вс"), WEEKDAYS, strict=True)),
    **dict(zip(("пон", "вто", "сре", "чет", "пят", "суб", "вос"), WEEKDAYS, strict=True)),
    **dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), WEEKDAYS, strict=True)),
}
_SEVERAL = {
    "будни": WEEKDAYS[:5],
    "будням": WEEKDAYS[:5],
    "weekdays": WEEKDAYS[:5],
    "выходные": WEEKDAYS[5:],
    "выходным": WEEKDAYS[5:],
    "weekends": WEEKDAYS[5:],
}
SEASONS = {"year": None, "school": ("09-01", "05-31"), "summer": ("06-01", "08-31")}
"""Those that have a button."""

OfRule = At[RuleForm]
Taken = RuleForm | Refusal


# --- how it begins --------------------------------------------------------------------------------------


@writes(MAKES_RULES)
def begin_rule(tx: Tx, site_id: SiteId) -> Asking | Refusal:
    """«Добавить правило»; the programme is chosen already if only one can have rules."""
    programmes = _programmes(tx.catalogue.site(site_id))
    if not programmes:
        return Refusal(Reason.INCOMPLETE)
    return begin(tx, RuleForm(site_id, programmes[0].id if len(programmes) == 1 else None))


@writes(MAKES_RULES)
def begin_change(tx: Tx, site_id: SiteId, schedule_id: ScheduleId, *, ends: bool = False) -> Asking | Refusal:
    """A rule as it is, to be changed, or to be ended. One that was changed meanwhile is refused."""
    form = _form_of(tx, site_id, schedule_id)
    return Refusal(Reason.ALREADY_DECIDED) if form is None else begin(tx, replace(form, ends=ends))


@writes(owns_session("session_id"))
def begin_from_session(tx: Tx, session_id: SessionId) -> Asking | Refusal:
    """«Этот и следующие»: the rule that makes a session, to be changed from its day on."""
    session = read_session(tx.connection, session_id)
    schedule_id = running_schedule_of(tx.connection, session_id)
    if session is None or schedule_id is None:
        return Refusal(Reason.ALREADY_DECIDED)
    form = _form_of(tx, session.site_id, schedule_id)
    if form is None:
        return Refusal(Reason.ALREADY_DECIDED)
    site = tx.catalogue.site(session.site_id)
    day = local_day(session.starts_at, ZoneInfo(site.timezone))
    return begin(tx, replace(form, since=day if day > local_today(site, tx.now) else None))


def _form_of(tx: Tx, site_id: SiteId, schedule_id: ScheduleId) -> RuleForm | None:
    found = read_entry(tx.connection, schedule_id)
    if found is None or tx.catalogue.programme(found[0]).site_id != site_id:
        return None
    programme_id, entry = found
    rule = entry.rule
    if not isinstance(rule, WeeklyTimes):
        return None
    season = (
        None if rule.season_from is None or rule.season_to is None else (rule.season_from, rule.season_to)
    )
    return RuleForm(
        site_id,
        programme_id,
        schedule_id,
        days=rule.days,
        days_chosen=True,
        times=tuple(sorted(rule.times)),
        season=season,
        school=rule.school,
        capacity=entry.capacity,
    )


def _site(at: OfRule) -> Site:
    return at.tx.catalogue.site(at.form.site_id)


def _programmes(site: Site) -> tuple[Programme, ...]:
    return tuple(each for each in site.programmes if can_have_rules(each))


def _programme(at: OfRule) -> Programme | None:
    return next((each for each in _programmes(_site(at)) if each.id == at.form.programme_id), None)


# --- its questions --------------------------------------------------------------------------------------


def _pick_programme(at: OfRule, value: str) -> Taken:
    found = next((each for each in _programmes(_site(at)) if str(each.id) == value), None)
    return Refusal(Reason.NOT_FOUND) if found is None else replace(at.form, programme_id=found.id)


def _toggle(at: OfRule, value: str) -> Taken:
    if value not in WEEKDAYS:
        return at.form
    days = set(at.form.days) ^ {value}
    return replace(
        at.form, days=tuple(each for each in WEEKDAYS if each in days), days_chosen=False, agreed=False
    )


def _choose_days(at: OfRule, _value: str) -> Taken:
    return replace(at.form, days_chosen=True, asks=None) if at.form.days else refused_text("no_weekdays")


def _type_weekdays(at: OfRule, text: str) -> Answer[RuleForm]:
    """«вт и чт», «по будням», "Tue, Thu"."""
    found: set[str] = set()
    for word in re.findall(r"[^\W\d_]+", text.casefold()):
        if word in _SEVERAL:
            found.update(_SEVERAL[word])
        elif (day := WEEKDAY_WORDS.get(word) or WEEKDAY_WORDS.get(word[:3])) is not None:
            found.add(day)
        elif word not in {"и", "по", "в", "во", "and", "on"}:
            return NotUnderstood("not_weekdays")
    if not found:
        return NotUnderstood("not_weekdays")
    days = tuple(each for each in WEEKDAYS if each in found)
    return replace(at.form, days=days, days_chosen=True, asks=None, agreed=False)


def read_times(text: str) -> tuple[time, ...] | None:
    """«10:00, 13:30», «10 и 14»; None for what is none, or has one twice."""
    typed = re.sub(r"\b(?:в|во|at)\s", " ", text.casefold()).strip()
    found = [read_clock(each) for each in _BETWEEN_TIMES.split(typed) if each]
    times = [each for each in found if each is not None]
    if not times or len(times) != len(found) or len(set(times)) != len(times):
        return None
    return tuple(sorted(times))


def _type_times(at: OfRule, text: str) -> Answer[RuleForm]:
    times = read_times(text)
    if times is None:
        return NotUnderstood("not_times")
    if len(times) > MOST_TIMES:
        return refused_text("too_many_times", MOST_TIMES)
    if any(not EARLIEST <= each <= LATEST for each in times):
        return refused_text("hours")
    shown = tuple(f"{each:%H:%M}" for each in times)
    return _judged(at, replace(at.form, times=shown, asks=None, agreed=False))


def _judged(at: OfRule, form: RuleForm) -> Taken:
    """A rule that cannot be is refused where its times were typed."""
    change = change_of(at.tx, form)
    refusal = None if change is None else refuse_rule(at.tx, change)
    return refusal or form


def _pick_season(at: OfRule, value: str) -> Taken:
    if value not in SEASONS:
        return at.form
    return _judged(at, replace(at.form, season=SEASONS[value], asks=None, agreed=False))


def _type_season(at: OfRule, text: str) -> Answer[RuleForm]:
    """«1 сентября – 31 мая»: of every year."""
    today = local_today(_site(at), at.tx.now)
    edges = [read_day(each, today) for each in _BETWEEN_EDGES.split(_BEFORE_EDGES.sub("", text)) if each]
    days = [each for each in edges if not isinstance(each, DayProblem)]
    if len(edges) != 2 or len(days) != 2:
        return NotUnderstood("not_a_season")
    season = (f"{days[0]:%m-%d}", f"{days[1]:%m-%d}")
    return _judged(at, replace(at.form, season=season, asks=None, agreed=False))


def _pick_school(at: OfRule, value: str) -> Taken:
    """Empty: school holidays make no difference."""
    school = next((each for each in SchoolTime if each.value == value), None)
    return _judged(at, replace(at.form, school=school, asks=None, agreed=False))


def _take_capacity(at: OfRule, seats: int) -> Taken:
    programme = _programme(at)
    if programme is None:
        return Refusal(Reason.NOT_FOUND)
    if not programme.min_group <= seats <= programme.max_group:
        return Refusal(Reason.SEATS_OF_RULE, {"least": programme.min_group, "capacity": programme.max_group})
    same = seats == programme.max_group
    return replace(at.form, capacity=None if same else seats, asks=None, agreed=False)


def _pick_capacity(at: OfRule, _value: str) -> Taken:
    return replace(at.form, capacity=None, asks=None, agreed=False)


def _pick_since(at: OfRule, value: str) -> Taken:
    """Empty: at once."""
    try:
        return _take_since(at, date.fromisoformat(value) if value else None)
    except ValueError:
        return at.form


def _type_since(at: OfRule, text: str) -> Answer[RuleForm]:
    day = read_day(text, local_today(_site(at), at.tx.now))
    return NotUnderstood(day.value) if isinstance(day, DayProblem) else _take_since(at, day)


def _take_since(at: OfRule, day: date | None) -> Taken:
    today = local_today(_site(at), at.tx.now)
    if day is not None and day < today:
        return Refusal(Reason.SESSION_PAST)
    if day is not None and day > today + FARTHEST:
        most = FARTHEST.days
        return Refusal(Reason.BEYOND_HORIZON, {"horizon_days": most, "last_day": today + FARTHEST})
    return replace(at.form, since=None if day == today else day, asks=None, agreed=False)


def _ask(at: OfRule, value: str) -> Taken:
    field = next((each for each in RuleField if each.value == value), None)
    chosen = field is not RuleField.WEEKDAYS
    return at.form if field is None else replace(at.form, asks=field, days_chosen=chosen)


def _keep(at: OfRule, _value: str) -> Taken:
    """Nothing of what a button has opened is changed."""
    return replace(at.form, asks=None, days_chosen=bool(at.form.days))


def _back_to_summary(at: OfRule) -> RuleForm:
    return replace(at.form, asks=None, days_chosen=bool(at.form.days))


def _before_weekdays(at: OfRule) -> RuleForm:
    if at.form.asks is not None:
        return _back_to_summary(at)
    return replace(at.form, programme_id=None, days=(), days_chosen=False)


def _before_times(at: OfRule) -> RuleForm:
    return _back_to_summary(at) if at.form.asks is not None else replace(at.form, days_chosen=False)


def _before_agreement(at: OfRule) -> RuleForm:
    return at.form if at.form.schedule_id is not None else replace(at.form, times=())


def _agree(at: OfRule, value: str) -> Taken:
    """``value``: the rule and the outcome that were shown; a button that showed others agrees to nothing."""
    change = change_of(at.tx, at.form)
    preview = None if change is None else preview_rule(at.tx, change)
    if preview is None:
        return Refusal(Reason.ALREADY_DECIDED)
    return replace(at.form, agreed=True) if preview.key == value else refused_text("schedule_changed")


# --- what comes of it -----------------------------------------------------------------------------------


def change_of(tx: Tx, form: RuleForm) -> RuleChange | None:
    """None: something is still missing."""
    if form.programme_id is None:
        return None
    if form.ends:
        return RuleChange(form.programme_id, form.schedule_id, None, form.since)
    if not form.days or not form.times:
        return None
    before = None if form.schedule_id is None else read_entry(tx.connection, form.schedule_id)
    of_before = ScheduleEntry(WeeklyTimes(form.days, form.times), None, None, None, None)
    entry = of_before if before is None else before[1]
    season_from, season_to = form.season or (None, None)
    kept = entry.rule if isinstance(entry.rule, WeeklyTimes) else None
    since = form.since or (None if kept is None else kept.since)
    rule = WeeklyTimes(
        form.days,
        form.times,
        season_from,
        season_to,
        since,
        None if kept is None else kept.until,
        form.school,
    )
    return RuleChange(
        form.programme_id, form.schedule_id, replace(entry, rule=rule, capacity=form.capacity), form.since
    )


def _apply(at: OfRule) -> ScheduleView | Refusal:
    tx, change = at.tx, change_of(at.tx, at.form)
    if change is None:
        raise ValueError("a form without its answers is not finished")
    lock_programme(tx.connection, change.programme_id)
    return refuse_rule(tx, change) or apply_rule(tx, change)


def _view(at: OfRule) -> RuleView:
    change = change_of(at.tx, at.form)
    ready = change is not None and at.form.days_chosen and at.form.asks is None
    preview = preview_rule(at.tx, change) if change is not None and ready else None
    site = _site(at)
    today, known = local_today(site, at.tx.now), at.tx.catalogue.calendar(site.id).school_holidays
    ahead = tuple(each for each in known if each[1] >= today)
    return RuleView(at.draft.id, at.form, site, _programmes(site), _programme(at), preview, ahead)


def _refuse(tx: Tx, form: RuleForm) -> Refusal | None:
    refusal = MAKES_RULES.refuse(tx, form.site_id)
    if refusal is not None or form.schedule_id is None:
        return refusal
    return Refusal(Reason.ALREADY_DECIDED) if read_entry(tx.connection, form.schedule_id) is None else None


KIND = form_kind(
    FormKind(
        form=RuleForm,
        questions=(
            FormQuestion(
                name=Question.PROGRAMME,
                is_missing=lambda at: at.form.programme_id is None,
                taps={"programme": _pick_programme},
            ),
            FormQuestion(
                name=Question.WEEKDAYS,
                is_missing=lambda at: not at.form.days_chosen,
                taps={"weekday": _toggle, "days": _choose_days, "change": _ask, "keep": _keep},
                text=_type_weekdays,
                undo=_before_weekdays,
            ),
            FormQuestion(
                name=Question.TIMES,
                is_missing=lambda at: not at.form.times or at.form.asks is RuleField.TIMES,
                text=_type_times,
                undo=_before_times,
            ),
            FormQuestion(
                name=Question.SEASON,
                is_missing=lambda at: at.form.asks is RuleField.SEASON,
                taps={"season": _pick_season, "school": _pick_school},
                text=_type_season,
                undo=_back_to_summary,
            ),
            FormQuestion(
                name=Question.CAPACITY,
                is_missing=lambda at: at.form.asks is RuleField.CAPACITY,
                taps={"seats": _pick_capacity},
                text=typed_number(_take_capacity),
                undo=_back_to_summary,
            ),
            FormQuestion(
                name=Question.SINCE,
                is_missing=lambda at: at.form.asks is RuleField.SINCE,
                taps={"since": _pick_since},
                text=_type_since,
                undo=_back_to_summary,
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
        sent=lambda tx, draft: show_applied(tx, draft.form.site_id, change_of(tx, draft.form)),
        refuse=_refuse,
    )
)
