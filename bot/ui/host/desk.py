"""The desk of a site: where its people begin (E1)."""

from __future__ import annotations

from bot.domain.desk.views import DeskSite, DeskView, SilentGuide, WelcomeView
from bot.domain.model import Role, SiteId
from bot.ui.coordinator.callback_data import ShowRegion
from bot.ui.figures.callback_data import FiguresTap
from bot.ui.formats.dates import moment_label, short_moment_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import name_label, shorten
from bot.ui.host.callback_data import (
    CodeTap,
    GuideTap,
    LeaveTap,
    LinksTap,
    PhotoTap,
    ShowDay,
    ShowDesk,
    ShowFeedback,
    ShowLed,
    ShowPeople,
    ShowQueue,
    ShowSessions,
)
from bot.ui.host.cards.callback_data import ShowCards
from bot.ui.host.day import coming_button
from bot.ui.host.placements.callback_data import ShowSelections
from bot.ui.kit import Row, back_button, button, home_button, keyboard, refusal_screen
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator

SILENT_NAMED = 2
"""Sessions whose guide has not answered; the others follow when these have somebody."""
ANSWERING = frozenset({Role.OWNER, Role.STAFF})


def desk_screen(view: DeskView, t: Translator) -> Screen:
    """One site's desk, or the choice between several."""
    if view.chosen is None:
        return _choice(view, t)
    return _site_desk(view, view.chosen, t)


def _choice(view: DeskView, t: Translator) -> Screen:
    answers = any(each.role in ANSWERING for each in view.sites)
    text = lines(
        bold(t.label("host.desk.choose")),
        *[
            t.html(
                "host.desk.line",
                site=each.site.name,
                role=t.label(f"host.role.{each.role}"),
                today=t.count("host.count.groups", each.today),
                waiting=t.count("count.requests", each.waiting),
            )
            for each in view.sites
        ],
    )
    rows = keyboard(
        *[button(name_label(t.content(each.site.name)), ShowDesk(site=each.site.id)) for each in view.sites],
        button(t.label("host.desk.queue_all", n=view.waiting), ShowQueue()) if answers else None,
        *_ends(view, t),
    )
    return Screen(text, rows)


def _site_desk(view: DeskView, desk: DeskSite, t: Translator) -> Screen:
    site_id = desk.site.id
    today = button(t.label("host.desk.today"), ShowDay(site=site_id))
    tomorrow = button(t.label("host.desk.tomorrow"), ShowDay(site=site_id, day="1"))
    code = button(t.label("host.desk.code"), CodeTap(op="ask", id=site_id))
    people = button(t.label("host.desk.people"), ShowPeople(site=site_id))
    feedback = button(t.label("host.desk.feedback"), ShowFeedback(site=site_id))
    answers = desk.role in ANSWERING
    led: Row = None
    if view.leads or desk.role is Role.GUIDE:
        led = button(t.label("host.desk.led", n=view.leads), ShowLed())
    work: tuple[Row, ...] = (today, code)
    if answers:
        queue = button(t.label("host.desk.queue", n=desk.waiting), ShowQueue(site=site_id))
        sessions = button(t.label("host.desk.sessions"), ShowSessions(site=site_id))
        links = button(t.label("links.desk"), LinksTap(region=desk.site.region_id, site=site_id))
        photo = button(t.label("photo.desk"), PhotoTap(site=site_id, op="ask"))
        figures = button(t.label("figures.desk"), FiguresTap(site=site_id))
        choose: Row = None
        if desk.to_choose:
            choose = button(t.label("host.desk.selection", n=desk.to_choose), ShowSelections(site=site_id))
        coming = coming_button(site_id, t)
        owns = desk.role is Role.OWNER
        cards = button(t.label("card.button"), ShowCards(site=site_id)) if owns else None
        after: tuple[Row, ...] = (cards, (figures, feedback), (links, photo) if owns else links)
        silent = [_silent_button(each, desk, t) for each in desk.silent[:SILENT_NAMED]]
        work = (queue, *silent, choose, led, (today, tomorrow), coming, code, (sessions, people), *after)
    elif desk.role is Role.GUIDE:
        work = (led, (today, tomorrow), coming_button(site_id, t), code, (people, feedback))
    text = lines(
        bold(t.content(desk.site.name)),
        t.html("host.desk.role", role=t.label(f"host.role.{desk.role}")),
        t.html("host.desk.waiting", requests=t.count("count.requests", desk.waiting)) if answers else None,
        t.html("host.desk.groups", groups=t.count("host.count.groups", desk.today)),
        *[_silent_line(each, desk, t) for each in desk.silent[:SILENT_NAMED]],
        None if desk.published else t.html("host.desk.hidden"),
        None if view.name_known else t.html("host.desk.no_name"),
    )
    rows = keyboard(
        *work,
        button(t.label("host.desk.leave"), LeaveTap(site=site_id)),
        button(t.label("host.desk.other_site"), ShowDesk()) if len(view.sites) > 1 else None,
        *_ends(view, t),
    )
    return Screen(text, rows)


def _silent_line(silent: SilentGuide, desk: DeskSite, t: Translator) -> Html:
    return t.html(
        "host.desk.silent",
        name=silent.name or t.label("host.no_name"),
        moment=moment_label(silent.session.starts_at, desk.site.timezone, t),
        programme=shorten(t.content(silent.programme.title)),
    )


def _silent_button(silent: SilentGuide, desk: DeskSite, t: Translator) -> Button:
    moment = short_moment_label(silent.session.starts_at, desk.site.timezone, t)
    return button(
        shorten(t.label("host.desk.silent_button", moment=moment)), GuideTap(session=silent.session.id)
    )


def _ends(view: DeskView, t: Translator) -> list[Button]:
    region = [button(t.label("coordinator.desk"), ShowRegion())] if view.coordinates else []
    return [*region, home_button(t)]


def welcome_screen(view: WelcomeView, t: Translator) -> Screen:
    """What the role may do, and where to begin."""
    place = t.content(view.region.name if view.site is None else view.site.name)
    role = t.label(f"host.role.{view.role}")
    key = "host.welcome.kept" if view.kept else "host.welcome"
    start = (
        button(t.label("coordinator.desk"), ShowRegion(region=view.region.id))
        if view.site is None
        else button(t.label("host.welcome.desk"), ShowDesk(site=view.site.id))
    )
    text = lines(
        bold(t.label(key, role=role, place=place)),
        t.html(f"host.welcome.{view.role}"),
    )
    return Screen(text, keyboard(start, home_button(t)))


def leave_question(site_id: SiteId, name: str, t: Translator) -> Screen:
    text = lines(bold(t.label("host.leave.title", site=name)), t.html("host.leave.ask"))
    sure = button(t.label("host.leave.sure"), LeaveTap(site=site_id, sure=True))
    return Screen(text, keyboard(sure, back_button(ShowDesk(site=site_id), t)))


def left_screen(name: str, t: Translator) -> Screen:
    return Screen(t.html("host.left", site=name), keyboard(home_button(t)))


def no_desk_screen(t: Translator) -> Screen:
    """For people without a role at a site: how one joins."""
    return refusal_screen(t.html("host.no_desk"), t)
