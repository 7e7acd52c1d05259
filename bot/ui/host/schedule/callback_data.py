"""Buttons of what changes a site's sessions: one of them, a period, the weekly rules."""

from __future__ import annotations

from bot.ui.callback_data import TapData


class StartSessionChange(TapData, prefix="hcc"):
    """«Изменить места», «Изменить время» of a session. ``field``: what of it."""

    session: int
    field: str


class SessionChangeTap(TapData, prefix="hcf"):
    """A step of that; ``op``: seats (``value``: so many), time (``value``: the nearest that is free), agree
    (``value``: the time that was shown), cancel."""

    draft: int
    op: str
    value: str = ""


class StartPeriod(TapData, prefix="hpc"):
    """«Закрыть день или период» of a site."""

    site: int


class PeriodTap(TapData, prefix="hpf"):
    """A step of that; ``op``: first, last (a day, empty: the first alone), reason, agree (``value``: whom it
    was shown to hit), page, back, cancel."""

    draft: int
    op: str
    value: str = ""


class ShowClosures(TapData, prefix="hpl"):
    """The closed days of a site."""

    site: int


class OpenPeriod(TapData, prefix="hpo"):
    """«Открыть снова». Keyed by the closed days' state. ``sure``: after the question."""

    site: int
    closure: int
    sure: bool = False


class ShowSchedule(TapData, prefix="hrl"):
    """The weekly rules of a site."""

    site: int


class StartRule(TapData, prefix="hrc"):
    """«Добавить правило» at a site; ``schedule``: change this one; ``ends``: end it."""

    site: int
    schedule: int = 0
    ends: bool = False


class RuleOfSession(TapData, prefix="hrs"):
    """«Этот и следующие»: the rule of a session, from its day on."""

    session: int


class RuleTap(TapData, prefix="hrf"):
    """A step of that; ``op``: programme, weekday, days, change (a line of the summary), keep, season, school,
    seats, since, agree (``value``: the outcome that was shown), back, cancel."""

    draft: int
    op: str
    value: str = ""


class StartIntake(TapData, prefix="hic"):
    """«Добавить набор» at a site; ``schedule``: change this rule of intakes; ``ends``: end it."""

    site: int
    schedule: int = 0
    ends: bool = False


class IntakeTap(TapData, prefix="hif"):
    """A step of that; ``op``: programme, week, weekday, month, months (those that are marked), change (a line
    of the summary), agree (``value``: the outcome that was shown), back, cancel."""

    draft: int
    op: str
    value: str = ""


class OffScheduleTap(TapData, prefix="hro"):
    """Sessions with guests that no rule of a programme makes any more. ``op``: show, why (reasons), sure (one
    reason), close. ``seen``: whom it was shown to hit."""

    programme: int
    op: str
    reason: str = ""
    seen: str = ""
