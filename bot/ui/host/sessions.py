"""Sessions of a site: the week, one session, closing it, adding one (E5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from aiogram.filters.callback_data import CallbackData

from bot.domain.booking.takers import Takers
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.catalogue.minimum import Group
from bot.domain.desk.closure import Closure
from bot.domain.desk.views import (
    REASONS_TO_CLOSE,
    NewSessionView,
    Outcome,
    PlannedSession,
    SessionEntry,
    SessionsView,
    SessionView,
)
from bot.domain.forms import SessionField
from bot.domain.model import Audience, SessionId, SessionStatus
from bot.ui.formats.dates import (
    clock_label,
    day_label,
    local_date,
    moment_label,
    short_moment_label,
    weekday_label,
)
from bot.ui.formats.group import group_line, short_group_label
from bot.ui.formats.html import Html, bold, escape, lines
from bot.ui.formats.labels import name_label, shorten
from bot.ui.host.callback_data import GroupTap, NewSessionTap, SessionTap, ShowSessions, StartSession
from bot.ui.host.cards.callback_data import ShowCards
from bot.ui.host.day import entry_button
from bot.ui.host.guides import anyway_line, choose_button
from bot.ui.host.parts import day_key, desk_button, fit, guide_line, reason_buttons, reason_label
from bot.ui.host.schedule.callback_data import (
    RuleOfSession,
    ShowClosures,
    ShowSchedule,
    StartPeriod,
    StartSessionChange,
)
from bot.ui.kit import Row, arrows, back_button, button, keyboard
from bot.ui.screen import Button, Inline, Screen
from bot.ui.translator import Translator

WEEKS_SHOWN = 4
DAYS_A_STEP = 7


def sessions_screen(view: SessionsView, t: Translator) -> Screen:
    """Seven days of sessions; each opens its card. Numbers join a button with its line."""
    step = timedelta(days=DAYS_A_STEP)
    closed_days = button(t.label("host.sessions.closed_days"), ShowClosures(site=view.site.id))
    rows = keyboard(
        *[_session_button(view, number, each, t) for number, each in enumerate(view.entries, start=1)],
        arrows(
            _from(view, max(view.first - step, view.today)) if view.first > view.today else None,
            _from(view, view.first + step) if view.more else None,
            (t.label("host.sessions.earlier"), t.label("host.sessions.later")),
        ),
        button(t.label("host.sessions.add"), StartSession(site=view.site.id)),
        button(t.label("host.sessions.close"), StartPeriod(site=view.site.id)),
        closed_days if view.closures else None,
        button(t.label("host.sessions.schedule"), ShowSchedule(site=view.site.id)),
        desk_button(view.site.id, t),
    )
    last = view.first + step - timedelta(days=1)
    head = [
        bold(t.label("host.sessions.title", site=view.site.name)),
        t.html("host.sessions.days", first=day_label(view.first, t), last=day_label(last, t)),
        None if view.entries else t.html("host.sessions.empty"),
        *[closure_line(each, t) for each in view.closures[:CLOSURES_NAMED]],
    ]
    numbered = enumerate(view.entries, start=1)
    text = fit(head, [_session_line(view, number, each, t) for number, each in numbered], t)
    return Screen(text, rows)


CLOSURES_NAMED = 3


def closure_line(closure: Closure, t: Translator) -> Html:
    """«Закрыто: 10–20 декабря, ремонт»."""
    return t.html(
        "host.closures.line",
        days=days_label(closure.first_day, closure.last_day, t),
        reason=reason_label(closure.reason, t),
    )


def days_label(first: date, last: date, t: Translator) -> str:
    if first == last:
        return day_label(first, t)
    return t.label("host.sessions.days", first=day_label(first, t), last=day_label(last, t))


def _from(view: SessionsView, first: date) -> ShowSessions:
    return ShowSessions(site=view.site.id, first=day_key(first))


def _session_button(view: SessionsView, number: int, entry: SessionEntry, t: Translator) -> Button:
    session = entry.session
    when = short_moment_label(session.starts_at, view.site.timezone, t)
    closed = session.status is SessionStatus.CLOSED
    load = t.label("host.sessions.closed") if closed else f"{session.taken}/{session.capacity}"
    return button(shorten(f"{number}. {when} · {load}"), SessionTap(session=session.id, op="show"))


def _session_line(view: SessionsView, number: int, entry: SessionEntry, t: Translator) -> Html:
    session = entry.session
    closed = session.status is SessionStatus.CLOSED
    group = None if closed else short_group_label(session.group, t)
    return t.html(
        "host.sessions.line_closed" if closed else "host.sessions.line",
        number=number,
        moment=moment_label(session.starts_at, view.site.timezone, t),
        programme=entry.programme.title,
        taken=session.taken,
        capacity=session.capacity,
        group="".join(
            f" · {each}"
            for each in (group, t.label("host.sessions.clash") if session.clashes else None)
            if each
        ),
    )


def prepared_session(view: SessionView, t: Translator) -> Screen:
    """One that a coordinator who opens a site has added: the way on is its cards."""
    moment = moment_label(view.session.starts_at, view.site.timezone, t)
    text = lines(t.html("host.new.made"), t.html("host.day.site", site=view.site.name), escape(moment))
    more = button(t.label("card.one_more_session"), StartSession(site=view.site.id))
    return Screen(text, keyboard(button(t.label("new_site.on"), ShowCards(site=view.site.id)), more))


def session_card(view: SessionView, t: Translator, *, said: str | None = None) -> Screen:
    """``said``: what has just been done, where no line over the screen says it."""
    change = {
        SessionStatus.OPEN: button(t.label("host.session.close"), _tap(view, "why")),
        SessionStatus.CLOSED: button(t.label("host.session.reopen"), _tap(view, "reopen")),
    }.get(view.session.status)
    ahead = view.session.starts_at > view.now
    takers = view.takers if ahead and view.session.status is SessionStatus.OPEN else None
    text = lines(
        None if said is None else bold(said),
        session_title(view, t),
        *_session_state(view, t),
        None if view.guide is None else guide_line(view.guide, t),
        None if view.guide is None else anyway_line(view.guide.anyway, t),
        *_clash_lines(view, t),
        *(group_state(view.session.group, view.site, t) if takers is not None else ()),
        t.html("host.session.waiting", n=view.waiting) if view.waiting and ahead else None,
        _takers_line(takers if view.clash is None else None, view.site, t),
    )
    group = view.session.group
    hold = group is not None and group.gathers and view.groups and takers is not None
    groups = [entry_button(each, view.site, t.reference(each.booking.reference), t) for each in view.coming]
    link = button(t.label("links.to_session"), _tap(view, "link"))
    other = None
    if view.clash is not None:
        other = button(t.label("host.open_session"), SessionTap(session=view.clash.session.id, op="show"))
    is_open = ahead and view.session.status is SessionStatus.OPEN
    return Screen(
        text,
        keyboard(
            *(group_buttons(view.session.id, t) if hold else ()),
            other,
            *groups,
            choose_button(view.session.id, view.guide, t) if is_open and view.programme.takes_place else None,
            *_change_buttons(view, t),
            link if is_open else None,
            change if ahead else None,
            to_sessions(view, t),
        ),
    )


def _clash_lines(view: SessionView, t: Translator) -> list[Html | None]:
    """What stands in its way, and what a site needs between two visits (E11)."""
    if view.session.status is not SessionStatus.OPEN or view.session.ends_at <= view.now:
        return []
    margins = margins_line(view.programme, t)
    if view.clash is None:
        return [margins]
    moment = moment_label(view.clash.session.starts_at, view.site.timezone, t)
    return [margins, t.html("host.session.clashes", moment=moment, programme=view.clash.programme.title)]


def margins_line(programme: Programme, t: Translator) -> Html | None:
    """«Между сеансами: 15 мин до и 10 мин после»; None where the programme needs nothing."""
    if not programme.before_min and not programme.after_min:
        return None
    return t.html("host.margins", before=programme.before_min, after=programme.after_min)


def group_buttons(session_id: SessionId, t: Translator, *, notice: bool = False) -> tuple[Button, Button]:
    """«Проводим», «Отменяем»: one tap each, and never in one row (C2). ``notice``: under the question."""
    return (
        button(t.label("host.group.hold"), GroupTap(session=session_id, op="hold", notice=notice)),
        button(t.label("host.group.off"), GroupTap(session=session_id, op="off", notice=notice)),
    )


def group_state(group: Group | None, site: Site, t: Translator) -> list[Html | None]:
    """How far the group of a session is, and what happens if the site says nothing."""
    if group is None:
        return []
    rule = t.html(f"group.if_short.{group.terms.if_short}") if group.gathers else None
    return [group_line(group, site.timezone, t), rule]


def _change_buttons(view: SessionView, t: Translator) -> tuple[Row, ...]:
    """What can still be changed of an open session."""
    if view.session.status is not SessionStatus.OPEN or view.session.starts_at <= view.now:
        return ()
    return (
        tuple(
            button(t.label(f"host.change.{each}"), StartSessionChange(session=view.session.id, field=each))
            for each in SessionField
        ),
        button(t.label("host.change.rule"), RuleOfSession(session=view.session.id)) if view.by_rule else None,
    )


def _takers_line(takers: Takers | None, site: Site, t: Translator) -> Html | None:
    """Who can book, where that is not everybody for whom the session is: a host must not wait for others."""
    if takers is None or takers.everybody:
        return None
    if not takers.published:
        return t.html("host.takers.unpublished", site=site.name)
    lead = t.count("count.working_days_before", takers.lead)
    first = "" if takers.first_day is None else day_label(takers.first_day, t)
    if not takers.can:
        return t.html("host.takers.nobody" if takers.lead else "host.takers.cut_off", lead=lead, day=first)
    can = _audiences(takers.can, t)
    if not takers.too_late:
        return t.html("host.takers.foreign", who=can, days=t.count("count.days", takers.foreign_days))
    late = _audiences(takers.too_late, t)
    return t.html(
        "host.takers.some" if takers.lead else "host.takers.some_cut_off",
        who=can,
        late=late,
        lead=lead,
        day=first,
    )


def _audiences(who: Sequence[Audience], t: Translator) -> str:
    return ", ".join(t.label(f"audience.{each}") for each in who)


def session_title(view: SessionView, t: Translator) -> Html:
    moment = moment_label(view.session.starts_at, view.site.timezone, t)
    return lines(
        bold(t.label("host.session.title", moment=moment, site=view.site.name)),
        t.html("host.programme", programme=view.programme.title),
    )


def _session_state(view: SessionView, t: Translator) -> list[Html | None]:
    if view.session.status is SessionStatus.CLOSED:
        told = view.outcome is Outcome.DONE and view.groups
        return [
            t.html("host.session.is_closed", reason=reason_label(view.closed_reason, t)),
            t.html("host.session.told", groups=t.count("host.count.groups", view.groups)) if told else None,
        ]
    return [
        t.html(
            "host.session.load",
            taken=view.session.taken,
            capacity=view.session.capacity,
            groups=t.count("host.count.groups", view.groups),
        )
    ]


def close_reasons(view: SessionView, t: Translator) -> Screen:
    if view.session.status is not SessionStatus.OPEN or view.session.starts_at <= view.now:
        return session_card(view, t)
    reasons = reason_buttons(REASONS_TO_CLOSE, lambda each: _tap(view, "sure", each.value), t)
    text = lines(session_title(view, t), t.html("host.session.why"))
    return Screen(text, keyboard(*reasons, back_button(_tap(view, "show"), t)))


def close_question(view: SessionView, t: Translator) -> Screen:
    """How many are affected, and whether to go on."""
    if view.session.status is not SessionStatus.OPEN or view.reason is None:
        return session_card(view, t)
    if view.groups:
        affected = t.html(
            "host.session.affects",
            groups=t.count("host.count.groups", view.groups),
            people=t.count("count.people", view.people),
        )
    else:
        affected = t.html("host.session.affects_nobody")
    text = lines(
        session_title(view, t),
        t.html("host.session.reason", reason=reason_label(view.reason.value, t)),
        affected,
    )
    close = "host.session.close_sure" if view.groups else "host.session.close"
    sure = button(t.label(close), _tap(view, "close", view.reason.value))
    return Screen(text, keyboard(sure, back_button(_tap(view, "show"), t, "host.session.keep")))


def session_toast(view: SessionView, t: Translator) -> str | None:
    if view.outcome is Outcome.SHOWN:
        return None
    state = "closed" if view.session.status is SessionStatus.CLOSED else "open"
    return t.label(f"host.session.{view.outcome}.{state}")


def group_toast(view: SessionView, t: Translator) -> str:
    """What «Проводим» or «Отменяем» did, or what was decided before."""
    state = "closed" if view.session.status is SessionStatus.CLOSED else "open"
    return t.label(f"host.group.{'done' if view.outcome is Outcome.DONE else 'before'}.{state}")


def _tap(view: SessionView, op: str, reason: str = "") -> SessionTap:
    return SessionTap(session=view.session.id, op=op, reason=reason)


def to_sessions(view: SessionView, t: Translator) -> Button:
    return back_button(ShowSessions(site=view.site.id), t, "host.to_sessions")


# --- adding one ------------------------------------------------------------------------------------


def new_session_screen(view: NewSessionView, t: Translator) -> Screen:
    """The question that is still open: which programme, which day, what time."""
    if view.form.programme_id is None:
        return _ask_programme(view, t)
    if view.form.day is None:
        return _ask_day(view, t)
    if view.planned is None:
        return _ask_time(view, view.form.day, t)
    return _ask_whether(view, view.planned, t)


def _ask_programme(view: NewSessionView, t: Translator) -> Screen:
    rows = [
        (button(name_label(t.content(each.title)), _new_tap(view, "programme", str(each.id))),)
        for each in view.programmes
    ]
    text = lines(_new_title(view, t), t.html("host.new.programme"))
    return Screen(text, Inline((*rows, (_cancel(view, t),))))


def _ask_day(view: NewSessionView, t: Translator) -> Screen:
    days = four_weeks(
        view.first, view.today, view.last_day, lambda op, day: _new_tap(view, op, day_key(day)), t
    )
    text = lines(_new_title(view, t), t.html("host.new.day"), weeks_line(view.first, t))
    return Screen(text, keyboard(*days, _ends(view, t)))


def four_weeks(
    monday: date,
    first: date,
    last: date,
    tap: Callable[[str, date], CallbackData],
    t: Translator,
    op: str = "day",
) -> list[Row]:
    """Rows of a calendar from a Monday on, of which the days from ``first`` to ``last`` can be taken; the
    others say why not on the tap. ``tap``: of a day, and of «page»."""

    def cell(day: date) -> Button:
        return button(str(day.day) if first <= day <= last else "–", tap(op, day))

    head = tuple(Button(weekday_label(each, t), heading=True) for each in range(1, 8))
    weeks = [
        tuple(cell(monday + timedelta(days=7 * week + day)) for day in range(7))
        for week in range(WEEKS_SHOWN)
    ]
    step = timedelta(weeks=WEEKS_SHOWN)
    turns = arrows(
        tap("page", monday - step) if monday > first else None,
        tap("page", monday + step) if monday + step <= last else None,
    )
    return [head, *weeks, turns]


def weeks_line(monday: date, t: Translator) -> Html:
    """Which days the calendar shows."""
    return t.html(
        "host.sessions.days",
        first=day_label(monday, t),
        last=day_label(monday + timedelta(weeks=WEEKS_SHOWN) - timedelta(days=1), t),
    )


def _ask_time(view: NewSessionView, day: date, t: Translator) -> Screen:
    times = ", ".join(clock_label(each.starts_at, view.site.timezone) for each in view.on_day)
    text = lines(
        _new_title(view, t),
        t.html("host.new.chosen_day", day=day_label(day, t)),
        t.html("host.new.time"),
        t.html("host.new.there", times=times) if times else None,
    )
    return Screen(text, Inline((_ends(view, t),)))


def _ask_whether(view: NewSessionView, planned: PlannedSession, t: Translator) -> Screen:
    """What was understood, and who could book it."""
    zone = view.site.timezone
    one_day = local_date(planned.starts_at, zone) == local_date(planned.ends_at, zone)
    ends = clock_label(planned.ends_at, zone) if one_day else moment_label(planned.ends_at, zone, t)
    text = lines(
        _new_title(view, t),
        t.html("host.new.planned", starts=moment_label(planned.starts_at, zone, t), ends=ends),
        *group_state(planned.group, view.site, t),
        _takers_line(planned.takers, view.site, t),
        t.html("host.new.sure"),
    )
    agree = button(t.label("host.new.agree"), _new_tap(view, "agree", planned.key))
    return Screen(text, Inline(((agree,), _ends(view, t))))


def _new_title(view: NewSessionView, t: Translator) -> Html:
    programme = next((each for each in view.programmes if each.id == view.form.programme_id), None)
    return lines(
        bold(t.label("host.new.title", site=view.site.name)),
        None if programme is None else t.html("host.programme", programme=programme.title),
    )


def _new_tap(view: NewSessionView, op: str, value: str = "") -> NewSessionTap:
    return NewSessionTap(draft=view.draft_id, op=op, value=value)


def _cancel(view: NewSessionView, t: Translator) -> Button:
    return button(t.label("button.cancel"), _new_tap(view, "cancel"))


def _ends(view: NewSessionView, t: Translator) -> tuple[Button, ...]:
    has_back = view.form.day is not None or len(view.programmes) > 1
    cancel = _cancel(view, t)
    return (button(t.label("button.back"), _new_tap(view, "back")), cancel) if has_back else (cancel,)
