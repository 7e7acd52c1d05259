"""Links to a site and what is in it, with labels, and what came of them (A8)."""

from __future__ import annotations

from bot.domain.chunks import chunks
from bot.domain.desk.sources import Came, LabelQuestionView, LabelView, LinksView, SessionLinkView, SourceLine
from bot.domain.links import Link
from bot.domain.model import LinkTo
from bot.domain.pages import page_of
from bot.ui.coordinator.callback_data import ShowRegion
from bot.ui.formats.dates import moment_label
from bot.ui.formats.html import Html, bold, escape, lines
from bot.ui.formats.labels import name_label
from bot.ui.host.callback_data import LinksTap, PrintTap, SessionTap
from bot.ui.host.parts import desk_button, fit
from bot.ui.host.promotion.prints import links_of
from bot.ui.kit import back_button, button, keyboard, pager
from bot.ui.links import Links
from bot.ui.refusals import with_refusal
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator

LABELS_A_PAGE = 8


def _tap(
    view: LinksView | LabelView | LabelQuestionView, op: str, label: str = "", page: int = 0
) -> LinksTap:
    site = 0 if view.site is None else view.site.id
    return LinksTap(region=view.region.id, site=site, op=op, label=label, page=page)


def links_screen(view: LinksView, t: Translator) -> Screen:
    """Each label with how many opened its links, asked, and came; a label leads to its links."""
    shown = page_of(view.labels, view.page, LABELS_A_PAGE)
    labels = [button(each, _tap(view, "label", each)) for each in shown.entries]
    back = (
        back_button(ShowRegion(region=view.region.id), t, "coordinator.to_region")
        if view.site is None
        else desk_button(view.site.id, t)
    )
    rows = keyboard(
        button(t.label("links.plain"), _tap(view, "label")),
        *map(tuple, chunks(labels, 2)),
        pager(shown.page, shown.pages, lambda page: _tap(view, "show", page=page)),
        button(t.label("links.new"), _tap(view, "new")),
        back,
    )
    head = [
        bold(t.label("links.title", place=view.place.name)),
        t.html("links.about" if view.lines else "links.empty"),
        Html("") if view.lines else None,
    ]
    return Screen(fit(head, [_line(each, view, t) for each in view.lines], t), rows)


def _line(line: SourceLine, view: LinksView, t: Translator) -> Html:
    """In a region with the site, which several labels may have in common."""
    figures = _figures(line.came, t)
    if view.site is not None or line.site is None:
        return t.html("links.line", label=line.label, figures=figures)
    return t.html(
        "links.line_of", label=line.label, site=name_label(t.content(line.site.name)), figures=figures
    )


def _figures(came: Came, t: Translator) -> Html:
    return t.html("links.figures", seen=came.seen, requests=came.requests, visits=came.visits)


def label_screen(view: LabelView, links: Links, t: Translator) -> Screen:
    """The links themselves, to be put on a poster or into a post."""
    name = view.region.name if view.site is None else view.site.name
    found = links_of(view, t)
    head = [
        bold(t.label("links.of_label" if view.label else "links.of_none", label=view.label, place=name)),
        _figures(view.came, t) if view.label else None,
        Html("") if found else t.html("links.nothing"),
    ]
    text = fit(head, [lines(escape(title), escape(links.start(to.payload))) for title, to in found], t)
    forward = [
        Button(t.label("links.forward"), url=links.share(to.payload, t.content(name))) for _, to in found[:1]
    ]
    site = 0 if view.site is None else view.site.id
    paper = PrintTap(region=view.region.id, site=site, label=view.label)
    printed = button(t.label("print.button"), paper) if found else None
    return Screen(text, keyboard(*forward, printed, back_button(_tap(view, "show"), t)))


def label_question(view: LabelQuestionView, t: Translator) -> Screen:
    screen = Screen(t.html("links.ask_label"), keyboard(back_button(_tap(view, "back"), t)))
    return with_refusal(screen, view.refusal, t)


SESSION_LABELS_SHOWN = 4


def session_link(view: SessionLinkView, links: Links, t: Translator) -> Screen:
    """A link to one session: plain, and with the newest labels of the site."""
    moment = moment_label(view.session.starts_at, view.site.timezone, t)
    plain = Link(LinkTo.SESSION, view.session.id)
    labelled = [
        lines(
            t.html("links.with_label", label=each),
            escape(links.start(Link(LinkTo.SESSION, view.session.id, each).payload)),
        )
        for each in view.labels[:SESSION_LABELS_SHOWN]
    ]
    text = lines(
        bold(t.label("links.session", moment=moment)),
        t.html("host.programme", programme=view.programme.title),
        escape(links.start(plain.payload)),
        *labelled,
        Html(""),
        t.html("links.session_about"),
    )
    said = t.label("links.session_text", title=view.programme.title, moment=moment)
    forward = Button(t.label("links.forward"), url=links.share(plain.payload, said))
    back = back_button(SessionTap(session=view.session.id, op="show"), t, "host.open_session")
    return Screen(text, keyboard(forward, back))
