"""Buttons of the people of a site. What each carries is enough to show or do it, on any device."""

from __future__ import annotations

from bot.ui.callback_data import TapData


class ShowDesk(TapData, prefix="hd"):
    """The desk of a site; 0: of the only one, or the choice between several."""

    site: int = 0


class ShowQueue(TapData, prefix="hq"):
    """Requests without an answer; site 0: of all one's sites. ``anew``: below a message worth keeping."""

    site: int = 0
    page: int = 0
    anew: bool = False


class RequestTap(TapData, prefix="hr"):
    """``op``: show, confirm, why (the list of reasons to decline), off (of those to call off what is
    confirmed). Buttons that hung before :class:`NoTap` did say those of its words with a ``reason``.

    Deciding is keyed by the request's state: a repeat shows who decided and what.
    """

    booking: int
    site: int
    op: str
    reason: str = ""


class NoTap(TapData, prefix="hno"):
    """A no, with its reason. ``op``: decline; of what is confirmed: sure (agree to one), call_off. Keyed by
    the request's state."""

    booking: int
    site: int
    op: str
    reason: str


class DatesTap(TapData, prefix="hw"):
    """«Другая дата»: times that a site names instead. ``op``: show, send. ``chosen``: up to three, each by
    the number of its first session, with dots between them. Keyed by the request's state."""

    booking: int
    site: int
    op: str = "show"
    chosen: str = ""


class ShowFeedback(TapData, prefix="hfb"):
    """What leaders said of their visits to a site."""

    site: int
    page: int = 0


class PassTap(TapData, prefix="hy"):
    """«Список получен», «пропуска готовы»; ``done``: 0 takes the mark back. Keyed by its state."""

    booking: int
    site: int
    kind: str
    done: int = 1


class NumbersAnswerTap(TapData, prefix="hz"):
    """The answer to other numbers of a party; ``granted``: 0 is no. Keyed by the booking's ``version``."""

    booking: int
    site: int
    version: int
    granted: int


class ComplainTap(TapData, prefix="hb"):
    """«Пожаловаться на заявку»: without a reason the list of them. Keyed by the booking. ``visit``: from the
    card of this group at the gate, where it leads back to; 0: from the request."""

    booking: int
    site: int
    reason: str = ""
    visit: int = 0


class ContactTap(TapData, prefix="hct"):
    """«Связаться» with the leader of a booking. ``visit``: from the card of this group at the gate."""

    booking: int
    site: int
    visit: int = 0


class EnquiryTap(TapData, prefix="hen"):
    """A visitor's question. ``op``: show, answer (what is typed next), why (how to end it), close, complain
    (``value``: the reason), keep and drop: on the card of its programme. Keyed by its state."""

    enquiry: int
    op: str = "show"
    value: str = ""


class ApplicationTap(TapData, prefix="ha"):
    """``op``: show; steps, dates, talk, why (lists and questions); what the applicant would be told of
    shortlist, accept and offer (``value``: the session), decline (``value``: the reason); consider; and do,
    whose ``value`` is one of those, «accept.12». Deciding is keyed by the application's state."""

    application: int
    op: str
    value: str = ""


class ShowDay(TapData, prefix="hl"):
    """Who comes: ``day`` is 0 or 1 (days from today) or a date, yyyymmdd."""

    site: int
    day: str = "0"
    anew: bool = False


class SheetTap(TapData, prefix="hls"):
    """The list of a day as a file; ``day`` as in :class:`ShowDay`."""

    site: int
    day: str = "0"


class ShowComing(TapData, prefix="hg"):
    """Every group that is still to come to a site, a page."""

    site: int
    page: int = 0


class VisitTap(TapData, prefix="hv"):
    """``op``: show, all (everybody came), said (``count``, as the leader said), other (another number),
    nobody (ask the leader), missed, undo. ``seen``: what was marked when the button was shown; an older copy
    of it overwrites nobody's mark."""

    visit: int
    op: str
    count: int = 0
    seen: str = ""


class ReviewTap(TapData, prefix="hj"):
    """How a group did at a job trial. ``op``: show, judge (a ``scale``, with ``value`` from 1 to 5; ``seen``:
    what it was when the button was shown, 0 for nothing), again (asks for a scale anew), say, drop."""

    visit: int
    op: str
    scale: str = ""
    value: int = 0
    seen: int = 0


class CodeTap(TapData, prefix="hk"):
    """``op``: ask for arrival codes of a site, or end the question of a draft."""

    op: str
    id: int


class MoveAnswerTap(TapData, prefix="hmv"):
    """What a leader asks for instead of a confirmed visit. ``op``: «show», «grant», «refuse»."""

    offer: int
    op: str


class ShowSessions(TapData, prefix="hs"):
    """Sessions on seven days from ``first``, yyyymmdd; empty: from today."""

    site: int
    first: str = ""


class SessionTap(TapData, prefix="hc"):
    """``op``: show, why (reasons), sure (agree to one), close, reopen, link (to it). Keyed by the session's
    state."""

    session: int
    op: str
    reason: str = ""


class GroupTap(TapData, prefix="hgr"):
    """A group that is too small for its session. ``op``: hold, off. Keyed by the group's state: the first
    answer wins. ``notice``: under the question, which then shows the answer."""

    session: int
    op: str
    notice: bool = False


class GuideTap(TapData, prefix="hgd"):
    """Who leads a session. ``op``: show (who could), ask (``person``), why (reasons to ask somebody who is
    busy), anyway (``why``), off (nobody). ``seen``: who it was when the button was shown; who is asked since
    stays."""

    session: int
    op: str = "show"
    person: int = 0
    why: str = ""
    seen: str = ""


class ShowLed(TapData, prefix="hgo"):
    """«Мои сеансы» of a guide, a page."""

    page: int = 0


class LedTap(TapData, prefix="hgl"):
    """A session that one leads or is asked to lead. ``op``: show, yes, no, back (asks whether to give it
    back), sure (gives it back). Keyed by what was answered: the first answer counts; ``seen``: which
    asking; after another time it is another question."""

    session: int
    op: str = "show"
    seen: str = ""


class StartSession(TapData, prefix="hn"):
    """«Добавить сеанс» at a site."""

    site: int


class NewSessionTap(TapData, prefix="hf"):
    """A step of adding a session; ``op``: programme, day, time (``value``: the nearest that is free), agree
    (``value``: the time that was shown), page, show, back, cancel."""

    draft: int
    op: str
    value: str = ""


class PhotoTap(TapData, prefix="hph"):
    """The photo of a site. ``op``: ask (for one), use (the one that was sent, ``photo``), drop (that one),
    remove, sure (removes it), back from the question."""

    site: int
    op: str
    photo: int = 0


class LinksTap(TapData, prefix="hlk"):
    """Links to a site, or (0) to what is in a region, and where people come from. ``op``: show, label (its
    links), new (asks for one), back from that question."""

    region: int
    site: int = 0
    op: str = "show"
    label: str = ""
    page: int = 0


class PrintTap(TapData, prefix="hlp"):
    """A poster or hand-out with a link of a site, or (0) of a region. ``what``: the link's payload without
    its label, ``s_12``; empty: asks which. ``size``: a ``PrintSize``; without it asks for that, and for the
    language."""

    region: int
    site: int = 0
    label: str = ""
    what: str = ""
    size: str = ""
    language: str = ""


class ShowPeople(TapData, prefix="hp"):
    site: int
    page: int = 0


class PersonTap(TapData, prefix="hx"):
    """``op``: ask, remove. Keyed by the person's live role."""

    site: int
    person: int
    op: str


class Invite(TapData, prefix="hi"):
    """Without a role the choice of one. ``key``: operation key, so a repeat shows the same link."""

    site: int
    key: str
    role: str = ""


class LeaveTap(TapData, prefix="ho"):
    site: int
    sure: bool = False
