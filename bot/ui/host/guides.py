"""Who leads a session: asking a guide, and a guide's own sessions (E7)."""

from __future__ import annotations

from bot.domain.catalogue.catalogue import Site
from bot.domain.desk.guides import (
    AskedView,
    Candidate,
    DeclinedView,
    GuideGone,
    GuidesView,
    LedSession,
    LedSessionsView,
    LetGo,
)
from bot.domain.desk.views import DayEntry, Guiding, SessionEntry
from bot.domain.model import GuideAnyway, GuideState, SessionId
from bot.ui.formats.dates import clock_label, moment_label, short_moment_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import shorten
from bot.ui.host.callback_data import GuideTap, LedTap, SessionTap, ShowDesk, ShowLed, ShowSessions
from bot.ui.host.day import entry_button
from bot.ui.host.parts import (
    GUIDE_MARKS,
    desk_button,
    fit,
    guide_line,
    member_name,
    visit_counts,
    who_label,
)
from bot.ui.kit import Row, back_button, button, keyboard, pager
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.papers.callback_data import FeedTap

SESSIONS_NAMED = 5
OFFERED_AT_ONCE = 3
"""Guides who are named under the message that one cannot; all the others are one tap away."""


def anyway_line(why: GuideAnyway | None, t: Translator) -> Html | None:
    return None if why is None else t.html("guide.anyway", why=t.label(f"guide.anyway.{why}"))


# --- the site asks --------------------------------------------------------------------------------------


def guides_screen(view: GuidesView, t: Translator) -> Screen:
    """Everybody who could lead a session; who is busy says why."""
    head = [
        bold(t.label("guide.choose", moment=moment_label(view.session.starts_at, view.site.timezone, t))),
        t.html("host.programme", programme=view.programme.title),
        None if view.guide is None else guide_line(view.guide, t),
        Html(""),
        t.html("guide.who" if view.candidates else "guide.nobody_works"),
    ]
    text = fit(head, [_candidate_line(view, each, t) for each in view.candidates], t)
    return Screen(text, keyboard(*_candidate_buttons(view, t), _off_button(view, t), _to_session(view, t)))


def _candidate_line(view: GuidesView, candidate: Candidate, t: Translator) -> Html:
    name, role = member_name(candidate.member, t), t.label(f"host.role.{candidate.member.role}")
    if candidate.declined:
        return t.html("guide.candidate.declined", name=name, role=role)
    if candidate.busy is None:
        return t.html("guide.candidate.free", name=name, role=role)
    site = candidate.busy_at or view.site
    key = "guide.candidate.busy" if candidate.busy_at is None else "guide.candidate.busy_at"
    return t.html(
        key,
        name=name,
        role=role,
        moment=moment_label(candidate.busy.session.starts_at, site.timezone, t),
        ends=clock_label(candidate.busy.session.ends_at, site.timezone),
        programme=candidate.busy.programme.title,
        site=site.name,
    )


def _candidate_buttons(view: GuidesView, t: Translator, most: int | None = None) -> list[Row]:
    """Of those who can be asked; somebody who is busy leads to the reasons, for whoever may say one."""
    if not view.is_open:
        return []
    leads = None if view.guide is None or not view.guide.state.counts_on else view.guide.person_id
    free = [each for each in view.candidates if each.busy is None and each.member.person_id != leads]
    busy = [each for each in view.candidates if each.busy is not None and each.member.person_id != leads]
    if most is not None:
        # Under the message that they cannot, nobody is offered who just said so.
        free = [each for each in free if not each.declined]
    shown = free[:most] if most is not None else [*free, *(busy if view.may_override else [])]
    return [_candidate_button(view, each, t) for each in shown]


def _candidate_button(view: GuidesView, candidate: Candidate, t: Translator) -> Button:
    key = "guide.ask" if candidate.busy is None else "guide.ask_busy"
    tap = GuideTap(
        session=view.session.id,
        op="ask" if candidate.busy is None else "why",
        person=candidate.member.person_id,
        seen=view.seen,
    )
    return button(shorten(t.label(key, name=member_name(candidate.member, t))), tap)


def _off_button(view: GuidesView, t: Translator) -> Button | None:
    if view.guide is None or not view.is_open:
        return None
    return button(t.label("guide.off"), GuideTap(session=view.session.id, op="off", seen=view.seen))


def _to_session(view: GuidesView, t: Translator) -> Button:
    return back_button(SessionTap(session=view.session.id, op="show"), t, "guide.to_session")


def anyway_screen(view: GuidesView, t: Translator) -> Screen:
    """Why an owner gives a session to somebody who has another one too near."""
    if view.chosen is None or view.chosen.busy is None or not view.may_override:
        return guides_screen(view, t)
    text = lines(
        bold(t.label("guide.choose", moment=moment_label(view.session.starts_at, view.site.timezone, t))),
        t.html("host.programme", programme=view.programme.title),
        Html(""),
        _candidate_line(view, view.chosen, t),
        Html(""),
        t.html("guide.why_anyway"),
    )
    reasons = [
        button(
            t.label(f"guide.anyway.{each}"),
            GuideTap(
                session=view.session.id,
                op="anyway",
                person=view.chosen.member.person_id,
                why=each.value,
                seen=view.seen,
            ),
        )
        for each in GuideAnyway
    ]
    return Screen(text, keyboard(*reasons, back_button(GuideTap(session=view.session.id), t)))


def choose_button(session_id: SessionId, guide: Guiding | None, t: Translator) -> Button:
    key = "guide.assign" if guide is None or not guide.state.counts_on else "guide.another"
    return button(t.label(key), GuideTap(session=session_id))


# --- what a guide sees ----------------------------------------------------------------------------------


def led_sessions_screen(view: LedSessionsView, t: Translator, *, feeds: bool) -> Screen:
    """«Мои сеансы». ``feeds``: whether calendars can be subscribed to."""
    head = [
        bold(t.label("led.title")),
        t.count("led.unanswered", view.unanswered) if view.unanswered else None,
        None if view.page.entries else t.html("led.empty"),
    ]
    rows = keyboard(
        *[_led_button(each, t) for each in view.page.entries],
        pager(view.page.page, view.page.pages, lambda page: ShowLed(page=page)),
        button(t.label("papers.feed"), FeedTap(booking=0)) if feeds else None,
        back_button(ShowDesk(), t, "host.to_desk"),
    )
    return Screen(fit(head, [_led_line(each, t) for each in view.page.entries], t), rows)


def _led_button(led: LedSession, t: Translator) -> Button:
    when = short_moment_label(led.session.starts_at, led.site.timezone, t)
    label = f"{GUIDE_MARKS[led.state]} {when} · {t.content(led.programme.title)}"
    return button(shorten(label, 28), LedTap(session=led.session.id))


def _led_line(led: LedSession, t: Translator) -> Html:
    return lines(
        Html(""),
        t.html(
            "led.line",
            mark=GUIDE_MARKS[led.state],
            moment=moment_label(led.session.starts_at, led.site.timezone, t),
            programme=led.programme.title,
            site=led.site.name,
        ),
        _who_comes(led, t),
    )


def _who_comes(led: LedSession, t: Translator) -> Html:
    if not led.coming:
        return t.html("led.nobody")
    return t.html(
        "led.people",
        groups=t.count("host.count.groups", len(led.coming)),
        people=t.count("count.people", led.people),
    )


def led_card(led: LedSession, t: Translator, first: Html | None = None) -> Screen:
    """One session with who comes to it, and what its guide can answer. ``first``: said before that;
    where to meet is left out then, for the card says it."""
    zone = led.site.timezone
    question = led.state is GuideState.ASKED and led.can_answer
    head = [
        first,
        bold(t.label("led.asked" if question else "led.session")),
        t.html(
            "led.when",
            moment=moment_label(led.session.starts_at, zone, t),
            ends=clock_label(led.session.ends_at, zone),
        ),
        None if led.was is None else t.html("led.was", moment=moment_label(led.was, zone, t)),
        t.html("led.where", programme=led.programme.title, site=led.site.name),
        None if first is not None else t.html("led.meeting", place=led.site.meeting_point),
        anyway_line(led.anyway, t),
        None if question else t.html(f"led.state.{led.state}"),
        Html(""),
        _who_comes(led, t),
    ]
    rows = keyboard(
        *_answers(led, t),
        *[entry_button(each, led.site, clock_label(each.visit.starts_at, zone), t) for each in _today(led)],
        back_button(ShowLed(), t, "led.to_all"),
    )
    return Screen(fit(head, [_group_line(each, t) for each in led.coming], t), rows)


def _today(led: LedSession) -> tuple[DayEntry, ...]:
    """Groups whose cards a guide may open: those of the day."""
    return led.coming if led.is_today else ()


def _group_line(entry: DayEntry, t: Translator) -> Html:
    booking = entry.booking
    needs = [
        str(t.count(key, n))
        for key, n in (
            ("count.wheelchairs", booking.party.wheelchairs),
            ("count.foreign", booking.party.foreign),
        )
        if n
    ]
    return t.html(
        "led.group",
        who=who_label(booking, t),
        counts=visit_counts(entry.visit, t),
        needs="".join(f", {each}" for each in needs),
    )


def _answers(led: LedSession, t: Translator) -> list[Row]:
    """«Принимаю», «Не смогу», never in one row; whoever has agreed can give it back."""

    def tap(op: str) -> LedTap:
        return LedTap(session=led.session.id, op=op, seen=led.key)

    if not led.can_answer:
        return []
    match led.state:
        case GuideState.ASKED:
            return [button(t.label("led.yes"), tap("yes")), button(t.label("led.no"), tap("no"))]
        case GuideState.ACCEPTED:
            return [button(t.label("led.give_back"), tap("back"))]
        case GuideState.DECLINED:
            return []


def give_back_question(led: LedSession, t: Translator) -> Screen:
    """Whoever has agreed is asked before it is told to the site."""
    zone = led.site.timezone
    text = lines(
        bold(t.label("led.session")),
        t.html(
            "led.when",
            moment=moment_label(led.session.starts_at, zone, t),
            ends=clock_label(led.session.ends_at, zone),
        ),
        t.html("led.where", programme=led.programme.title, site=led.site.name),
        _who_comes(led, t),
        Html(""),
        t.html("led.give_back.ask"),
    )
    sure = button(t.label("led.give_back.sure"), LedTap(session=led.session.id, op="sure", seen=led.key))
    return Screen(text, keyboard(sure, back_button(LedTap(session=led.session.id), t)))


# --- messages -------------------------------------------------------------------------------------------


def declined_notice(view: DeclinedView, t: Translator) -> Screen:
    """To the site: this guide cannot, and who else could, or who leads it by now."""
    guides = view.guides
    free = "free" if any(each.is_free for each in guides.candidates) else "none"
    text = lines(
        bold(t.label("guide.declined.title", name=view.name or t.label("host.no_name"))),
        t.html(
            "guide.declined.what",
            moment=moment_label(guides.session.starts_at, guides.site.timezone, t),
            programme=guides.programme.title,
        ),
        t.html("guide.site", site=guides.site.name),
        Html(""),
        guide_line(view.guide, t) if view.guide is not None and guides.is_open else None,
        None if guides.is_open else t.html("guide.declined.over"),
        t.html(f"guide.declined.{free}") if view.lacks_guide else None,
    )
    ways: list[Row] = []
    if view.lacks_guide:
        everybody = button(t.label("guide.everybody"), GuideTap(session=guides.session.id))
        ways = [*_candidate_buttons(guides, t, OFFERED_AT_ONCE), everybody]
    return Screen(text, keyboard(*ways, _to_session(guides, t)))


def asked_notice(view: AskedView, t: Translator) -> Screen:
    """What a guide was asked, as it stands now."""
    if view.led is not None:
        return led_card(view.led, t)
    text = lines(
        bold(t.label(f"guide.let_go.{view.end}")),
        t.html("guide.site", site=view.site.name),
        _entry_line(view.site, SessionEntry(view.session, view.programme), t),
    )
    return Screen(text, keyboard(button(t.label("led.to_all"), ShowLed())))


def reminder_notice(led: LedSession, t: Translator) -> Screen:
    """The same question once more, with since when it waits."""
    since = t.html("led.reminder", moment=moment_label(led.asked_at, led.site.timezone, t))
    return led_card(led, t, since)


def let_go_notice(view: LetGo, t: Translator) -> Screen:
    """To a guide: these sessions are not theirs any more, and why."""
    text = fit(
        [bold(t.label(f"guide.let_go.{view.why}")), t.html("guide.site", site=view.site.name)],
        [_entry_line(view.site, each, t) for each in view.entries],
        t,
    )
    return Screen(text, keyboard(button(t.label("led.to_all"), ShowLed())))


def gone_notice(view: GuideGone, t: Translator) -> Screen:
    """To the site: who was to lead these sessions does not work there any more."""
    title = "guide.gone.title" if view.name else "guide.gone.title_nameless"
    text = fit(
        [
            t.count(title, len(view.entries), name=view.name or "", site=view.site.name),
            t.html("guide.gone.what_to_do"),
        ],
        [_entry_line(view.site, each, t) for each in view.entries],
        t,
    )
    named = [
        button(
            short_moment_label(each.session.starts_at, view.site.timezone, t),
            GuideTap(session=each.session.id),
        )
        for each in view.entries[:SESSIONS_NAMED]
    ]
    to_all = button(t.label("host.desk.sessions"), ShowSessions(site=view.site.id))
    return Screen(text, keyboard(*named, to_all, desk_button(view.site.id, t)))


def _entry_line(site: Site, entry: SessionEntry, t: Translator) -> Html:
    moment = moment_label(entry.session.starts_at, site.timezone, t)
    return t.html("guide.session", moment=moment, programme=entry.programme.title)
