"""Days are closed and opened again: which, why, whom it hits, what was done (E5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.domain.desk.closure import Closure
from bot.domain.desk.views import REASONS_TO_CLOSE, ClosuresView, DayEntry, Hit, PeriodView
from bot.domain.model import HostReason, SiteId
from bot.ui.formats.dates import day_label, moment_label, short_day_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.host.callback_data import ShowSessions
from bot.ui.host.parts import day_key, fit, people_label, reason_buttons, reason_label, who_label
from bot.ui.host.schedule.callback_data import OpenPeriod, PeriodTap, ShowClosures, StartPeriod
from bot.ui.host.sessions import closure_line, days_label, four_weeks, weeks_line
from bot.ui.kit import Row, back_button, button, keyboard
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator


def period_screen(view: PeriodView, t: Translator) -> Screen:
    """The question that is still open: from which day, until which, why, and whether it is meant."""
    form = view.form
    if form.first is None:
        return _ask_first(view, t)
    if form.last is None:
        return _ask_last(view, form.first, t)
    if form.reason is None or view.hit is None:
        return _ask_reason(view, form.first, form.last, t)
    return _ask_whether(view, form.reason, view.hit, days_label(form.first, form.last, t), t)


def _ask_first(view: PeriodView, t: Translator) -> Screen:
    days = four_weeks(view.page, view.today, view.last_day, _days(view), t, "first")
    text = lines(_title(view, t), t.html("host.period.first"), weeks_line(view.page, t))
    return Screen(text, keyboard(*days, _cancel(view, t)))


def _ask_last(view: PeriodView, first: date, t: Translator) -> Screen:
    days = four_weeks(view.page, first, view.last_day, _days(view), t, "last")
    text = lines(
        _title(view, t),
        t.html("host.period.from", day=day_label(first, t)),
        t.html("host.period.last"),
        weeks_line(view.page, t),
    )
    alone = button(t.label("host.period.one_day"), _tap(view, "last"))
    return Screen(text, keyboard(alone, *days, _ends(view, t)))


def _ask_reason(view: PeriodView, first: date, last: date, t: Translator) -> Screen:
    reasons = reason_buttons(REASONS_TO_CLOSE, lambda each: _tap(view, "reason", each.value), t)
    text = lines(
        _title(view, t),
        t.html("host.period.days", days=days_label(first, last, t)),
        t.html("host.period.why"),
    )
    return Screen(text, keyboard(*reasons, _ends(view, t)))


def _ask_whether(view: PeriodView, reason: HostReason, hit: Hit, days: str, t: Translator) -> Screen:
    """Whom it hits, by name; then the tap."""
    head = [
        _title(view, t),
        t.html("host.period.what", days=days, reason=reason_label(reason.value, t)),
        t.html("host.period.sessions", sessions=t.count("host.count.sessions", hit.sessions)),
        _affected(hit, t),
    ]
    text = fit(head, hit_lines(hit, view.site.timezone, t), t)
    close = "host.period.close_and_tell" if hit.groups else "host.period.close"
    sure = button(t.label(close), _tap(view, "agree", hit.key))
    return Screen(text, keyboard(sure, _ends(view, t)))


def _affected(hit: Hit, t: Translator) -> Html:
    if not hit.groups:
        return t.html("host.period.nobody")
    groups, people = t.count("host.count.groups", hit.groups), t.count("count.people", hit.people)
    return t.html("host.session.affects", groups=groups, people=people)


def hit_lines(hit: Hit, timezone: str, t: Translator) -> list[Html]:
    """A line for each group, soonest first, and one for those who have a placement."""

    def line(each: DayEntry) -> Html:
        return t.html(
            "host.period.group",
            moment=moment_label(each.visit.starts_at, timezone, t),
            who=who_label(each.booking, t),
            counts=people_label(each.visit.children, each.visit.adults, t),
        )

    trainees = [t.html("host.period.trainees", n=hit.applicants)] if hit.applicants else []
    return [*map(line, hit.coming), *trainees]


def closed_screen(view: ClosuresView, t: Translator) -> Screen:
    """What was just closed, and who is told."""
    hit, closure = view.hit, view.done
    if hit is None or closure is None:
        return closures_screen(view, t)
    text = lines(
        bold(t.label("host.period.done", site=view.site.name)),
        closure_line(closure, t),
        t.html("host.period.sessions", sessions=t.count("host.count.sessions", hit.sessions)),
        t.html("host.session.told", groups=t.count("host.count.groups", hit.groups))
        if hit.groups
        else t.html("host.period.nobody"),
        t.html("host.period.others_soon") if view.left else None,
    )
    reopen = _open_button(view.site.id, closure, t)
    return Screen(text, keyboard(reopen, _to_sessions(view.site.id, t)))


def closures_screen(view: ClosuresView, t: Translator) -> Screen:
    """The closed days that are not over; each can be opened again."""
    done = view.done
    opened = None if done is None else days_label(done.first_day, done.last_day, t)
    head = [
        None if opened is None else bold(t.label("host.closures.opened", days=opened)),
        bold(t.label("host.closures.title", site=view.site.name)),
        None if view.closures else t.html("host.closures.none"),
    ]
    rows: list[Row] = [_open_button(view.site.id, each, t) for each in view.closures]
    text = fit(head, [closure_line(each, t) for each in view.closures], t)
    close = button(t.label("host.sessions.close"), StartPeriod(site=view.site.id))
    return Screen(text, keyboard(*rows, close, _to_sessions(view.site.id, t)))


def open_question(view: ClosuresView, closure: Closure, t: Translator) -> Screen:
    """Whoever was told that the days are closed stays without their place."""
    text = lines(closure_line(closure, t), t.html("host.closures.sure"))
    sure = OpenPeriod(site=view.site.id, closure=closure.id, sure=True)
    return Screen(
        text,
        keyboard(
            button(t.label("host.session.reopen"), sure),
            back_button(ShowClosures(site=view.site.id), t),
        ),
    )


def _open_button(site_id: SiteId, closure: Closure, t: Translator) -> Button:
    first, last = (short_day_label(each, t) for each in (closure.first_day, closure.last_day))
    days = first if first == last else t.label("host.sessions.days", first=first, last=last)
    return button(t.label("host.closures.open", days=days), OpenPeriod(site=site_id, closure=closure.id))


def _title(view: PeriodView, t: Translator) -> Html:
    return bold(t.label("host.period.title", site=view.site.name))


def _tap(view: PeriodView, op: str, value: str = "") -> PeriodTap:
    return PeriodTap(draft=view.draft_id, op=op, value=value)


def _days(view: PeriodView) -> Callable[[str, date], PeriodTap]:
    return lambda op, day: _tap(view, op, day_key(day))


def _cancel(view: PeriodView, t: Translator) -> Button:
    return button(t.label("button.cancel"), _tap(view, "cancel"))


def _ends(view: PeriodView, t: Translator) -> tuple[Button, ...]:
    return (button(t.label("button.back"), _tap(view, "back")), _cancel(view, t))


def _to_sessions(site_id: SiteId, t: Translator) -> Button:
    return back_button(ShowSessions(site=site_id), t, "host.to_sessions")
