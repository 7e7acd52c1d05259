"""Buttons of the people of a site. What each carries is enough to show or do it, on any device."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData


class ShowDesk(CallbackData, prefix="hd"):
    """The desk of a site; 0: of the only one, or the choice between several."""

    site: int = 0


class ShowQueue(CallbackData, prefix="hq"):
    """Requests without an answer; site 0: of all one's sites. ``anew``: below a message worth keeping."""

    site: int = 0
    page: int = 0
    anew: bool = False


class RequestTap(CallbackData, prefix="hr"):
    """``op``: show, confirm, why (the list of reasons), decline with a reason.

    Deciding is keyed by the request's state: a repeat shows who decided and what.
    """

    booking: int
    site: int
    op: str
    reason: str = ""


class ComplainTap(CallbackData, prefix="hb"):
    """«Пожаловаться на заявку»: without a reason the list of them. Keyed by the booking. ``visit``: from the
    card of this group at the gate, where it leads back to; 0: from the request."""

    booking: int
    site: int
    reason: str = ""
    visit: int = 0


class ApplicationTap(CallbackData, prefix="ha"):
    """``op``: show, accept (``value``: the session), why, decline (``value``: the reason)."""

    application: int
    op: str
    value: str = ""


class ShowDay(CallbackData, prefix="hl"):
    """Who comes: ``day`` is 0 or 1 (days from today) or a date, yyyymmdd."""

    site: int
    day: str = "0"
    anew: bool = False


class VisitTap(CallbackData, prefix="hv"):
    """``op``: show, all (everybody came), said (``count``, as the leader said), other (another number),
    nobody (ask the leader), missed, undo. ``seen``: what was marked when the button was shown; an older copy
    of it overwrites nobody's mark."""

    visit: int
    op: str
    count: int = 0
    seen: str = ""


class CodeTap(CallbackData, prefix="hk"):
    """``op``: ask for arrival codes of a site, or end the question of a draft."""

    op: str
    id: int


class MoveAnswerTap(CallbackData, prefix="hmv"):
    """What a leader asks for instead of a confirmed visit. ``op``: «show», «grant», «refuse»."""

    offer: int
    op: str


class ShowSessions(CallbackData, prefix="hs"):
    """Sessions on seven days from ``first``, yyyymmdd; empty: from today."""

    site: int
    first: str = ""


class SessionTap(CallbackData, prefix="hc"):
    """``op``: show, why (reasons), sure (agree to one), close, reopen. Keyed by the session's state."""

    session: int
    op: str
    reason: str = ""


class StartSession(CallbackData, prefix="hn"):
    """«Добавить сеанс» at a site."""

    site: int


class NewSessionTap(CallbackData, prefix="hf"):
    """A step of adding a session; ``op``: programme, day, agree (``value``: the time that was
    shown), page, show, back, cancel."""

    draft: int
    op: str
    value: str = ""


class ShowPeople(CallbackData, prefix="hp"):
    site: int


class PersonTap(CallbackData, prefix="hx"):
    """``op``: ask, remove. Keyed by the person's live role."""

    site: int
    person: int
    op: str


class Invite(CallbackData, prefix="hi"):
    """Without a role the choice of one. ``key``: operation key, so a repeat shows the same link."""

    site: int
    key: str
    role: str = ""


class LeaveTap(CallbackData, prefix="ho"):
    site: int
    sure: bool = False
