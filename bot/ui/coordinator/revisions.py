"""What a coordinator agrees to: changes of cards, and first publications (E6)."""

from __future__ import annotations

from bot.domain.catalogue.cards.views import RevisionsView, RevisionView, WhyView
from bot.domain.model import RevisionState
from bot.ui.coordinator.callback_data import RevisionTap, ShowRegion, ShowRevisions, SiteTap, WhyNotTap
from bot.ui.formats.dates import moment_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import name_label, shorten
from bot.ui.formats.phones import office_label
from bot.ui.host.cards.callback_data import ShowCards
from bot.ui.host.cards.values import changed_labels, field_label, value_label
from bot.ui.host.parts import fit
from bot.ui.kit import Row, back_button, button, keyboard, pager
from bot.ui.refusals import with_refusal
from bot.ui.screen import Inline, Screen
from bot.ui.translator import Translator

VALUE_SHOWN, BEFORE_SHOWN = 110, 60
"""Of a value in a list or a message, and beside one that is shown whole."""


def what_label(view: RevisionView, t: Translator) -> str:
    """«Возраст — Слой за слоем», «Первая публикация»."""
    if view.field is None:
        return t.label("revision.publication")
    name = field_label(view.field, t)
    return name if view.programme is None else f"{name} — {t.content(view.programme.title)}"


def revisions_screen(view: RevisionsView, t: Translator) -> Screen:
    """What waits, oldest first."""
    rows: list[Row] = [
        button(
            shorten(f"{name_label(t.content(each.site.name))}: {what_label(each, t)}"),
            RevisionTap(revision=each.revision.id),
        )
        for each in view.entries
    ]
    head = [bold(t.label("revision.title", n=view.total)), None if view.entries else t.html("revision.none")]
    items = [
        t.html("revision.line", site=each.site.name, what=what_label(each, t), change=_short(each, t))
        for each in view.entries
    ]
    turn = pager(view.page, view.pages, lambda page: ShowRevisions(region=view.region.id, page=page))
    back = back_button(ShowRegion(region=view.region.id), t, "coordinator.to_region")
    return Screen(fit(head, items, t), keyboard(*rows, turn, back))


def _short(view: RevisionView, t: Translator) -> str:
    if view.field is None:
        return ""
    before, after = value_label(view.field, view.value, t), value_label(view.field, view.revision.after, t)
    return t.label("revision.change", before=shorten(before, 40), after=shorten(after, 40))


def revision_card(view: RevisionView, t: Translator) -> Screen:
    """Before and after, and the two answers, never in one row."""
    revision = view.revision
    waits = revision.state is RevisionState.PROPOSED
    site = view.site
    rows: list[Row] = []
    if waits:
        seen = view.key
        rows = [
            button(_yes(view, t), RevisionTap(revision=revision.id, op="approve", seen=seen)),
            button(t.label("card.all"), ShowCards(site=site.id)),
            button(t.label("revision.decline"), RevisionTap(revision=revision.id, op="decline", seen=seen)),
        ]
    else:
        rows = [button(t.label("coordinator.to_its_site"), SiteTap(site=site.id))]
    back = back_button(ShowRevisions(region=view.region.id), t, "revision.to_all")
    return Screen(revision_text(view, t, whole=waits), keyboard(*rows, back))


def _yes(view: RevisionView, t: Translator) -> str:
    return t.label("coordinator.make.published" if view.field is None else "revision.approve")


def revision_text(view: RevisionView, t: Translator, *, whole: bool = False) -> Html:
    """What is proposed, and how far it is. ``whole``: every word of it, for whoever agrees."""
    revision, site = view.revision, view.site
    waits = revision.state is RevisionState.PROPOSED
    return lines(
        bold(t.label("revision.changed")) if view.changed and waits else None,
        bold(t.label("revision.of_site", site=site.name, what=what_label(view, t))),
        *_change(view, t, whole=whole),
        t.html("revision.proposed_at", moment=moment_label(revision.proposed_at, site.timezone, t)),
        t.html("coordinator.site.contact", name=site.contact_name, phone=office_label(site.contact_phone, t))
        if waits
        else None,
        None
        if waits or revision.decided_at is None
        else t.html(
            f"revision.state.{revision.state}", moment=moment_label(revision.decided_at, site.timezone, t)
        ),
        t.html("revision.reason", text=revision.reason) if revision.reason else None,
    )


def _change(view: RevisionView, t: Translator, *, whole: bool = False) -> list[Html]:
    if view.field is None:
        ready = view.readiness is not None and view.readiness.is_ready
        return [t.html("revision.publication_ask" if ready else "revision.publication_gaps")]
    decided = view.revision.state is not RevisionState.PROPOSED
    was = view.revision.before if decided else view.value
    return [
        line
        for before, after in changed_labels(view.field, was, view.revision.after, t)
        for line in (
            t.html("card.before", value=shorten(before, BEFORE_SHOWN if whole else VALUE_SHOWN)),
            t.html("card.after", value=after if whole else shorten(after, VALUE_SHOWN)),
        )
    ]


def why_screen(view: WhyView, t: Translator) -> Screen:
    """The site reads it as it is typed."""
    text = lines(revision_text(view.revision, t), Html(""), t.html("revision.why"))
    cancel = button(t.label("button.cancel"), WhyNotTap(draft=view.draft_id, op="cancel"))
    return with_refusal(Screen(text, keyboard(cancel)), view.refusal, t)


def revision_notice(view: RevisionView, t: Translator) -> Screen:
    """To the coordinators: it waits, or what has become of it."""
    waits = view.revision.state is RevisionState.PROPOSED
    if waits:
        return revision_card(view, t)
    site = button(t.label("coordinator.to_its_site"), SiteTap(site=view.site.id))
    return Screen(revision_text(view, t), Inline(((site,),)))


def revision_decided(view: RevisionView, t: Translator) -> Screen:
    """To the owners."""
    approved = view.revision.state is RevisionState.APPROVED
    key = "publication" if view.field is None else "approved" if approved else "declined"
    text = lines(
        bold(t.label(f"revision.told.{key}", site=view.site.name, what=what_label(view, t))),
        *([] if view.field is None else _change(view, t)),
        t.html("revision.reason", text=view.revision.reason) if view.revision.reason else None,
        None if approved else t.html("revision.told.declined_ask"),
    )
    return Screen(text, Inline(((button(t.label("card.open"), ShowCards(site=view.site.id)),),)))
