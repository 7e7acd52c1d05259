"""Where people come from: labels in links, counted as seen, asked and come (A8).

A label counts once somebody has made it for a site, or a coordinator for the region: what others write into
a link opens the same card and is counted nowhere. Nobody is told apart by the figures; the site's own people
are not counted.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.db.booking.sessions import read_session
from bot.db.links import sources
from bot.domain.catalogue.catalogue import Region, Site
from bot.domain.desk.sources import (
    COUNTED_FOR,
    MOST_LABELS,
    Came,
    LabelQuestionView,
    LabelView,
    LinksView,
    SessionLinkView,
    SourceLine,
)
from bot.domain.forms import LinkLabelForm, Question
from bot.domain.links import Link, read_label
from bot.domain.model import LinkTo, ProgrammeId, RegionId, RouteId, SessionId, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import local_day
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
)
from bot.services.papers.certificates import signing_key
from bot.services.permissions import ANYONE, SYSTEM_ONLY, answers_at, answers_session, coordinates
from bot.services.transaction import Tx, reads, record, writes

_ANSWERS = answers_at("site_id")
_COORDINATES = coordinates("region_id")

# --- being counted --------------------------------------------------------------------------------------


@writes(ANYONE)
def note_opened(tx: Tx, link: Link) -> None:
    """A labelled link was opened: counted once a person and local day of its region."""
    place = place_of(tx, link)
    if place is None or not link.label:
        return
    region, site_id = place
    if not sources.is_label(tx.connection, region.id, site_id, link.label) or _is_own(tx, region, site_id):
        return
    day = local_day(tx.now, ZoneInfo(region.timezone))
    said = f"seen:{day}:{tx.actor.person_id}:{link.payload}"
    digest = hmac.new(signing_key(tx), said.encode(), hashlib.sha256).hexdigest()
    if sources.note_seen(tx.connection, day, digest):
        sources.count_seen(tx.connection, day, region.id, site_id, link)


def place_of(tx: Tx, link: Link) -> tuple[Region, SiteId | None] | None:
    """The region of what is published there, and its site if it has one."""
    published = tx.catalogue.published
    match link.to:
        case LinkTo.ROUTE:
            route = published.routes.get(RouteId(link.number))
            return None if route is None else (tx.catalogue.region(route.region_id), None)
        case LinkTo.SITE:
            site = published.sites.get(SiteId(link.number))
        case LinkTo.PROGRAMME:
            site = _site_of(tx, ProgrammeId(link.number))
        case LinkTo.SESSION:
            session = read_session(tx.connection, SessionId(link.number))
            site = None if session is None else _site_of(tx, session.programme_id)
    return None if site is None else (tx.catalogue.region(site.region_id), site.id)


def _site_of(tx: Tx, programme_id: ProgrammeId) -> Site | None:
    programme = tx.catalogue.published.programmes.get(programme_id)
    return None if programme is None else tx.catalogue.published.site_of(programme)


def _is_own(tx: Tx, region: Region, site_id: SiteId | None) -> bool:
    """Whoever makes the links tries them."""
    works_there = site_id is not None and tx.actor.role_at(site_id) is not None
    return works_there or tx.actor.coordinates(region.id)


def source_of(tx: Tx, region_id: RegionId, site_id: SiteId | None, label: str) -> str | None:
    """The label with which a booking or an application is stored; None: it is nobody's. ``site_id``: None of
    a route, whose links have labels of the region only."""
    known = bool(label) and sources.is_label(tx.connection, region_id, site_id, label)
    return label if known else None


@writes(SYSTEM_ONLY)
def forget_seen(tx: Tx) -> int:
    """Who opened a link is told apart on its day only, wherever that day is still going on."""
    regions = tx.catalogue.everything.regions.values()
    today = min((local_day(tx.now, ZoneInfo(each.timezone)) for each in regions), default=tx.now.date())
    return sources.forget_seen(tx.connection, today)


# --- making links ---------------------------------------------------------------------------------------


@reads(_ANSWERS)
def show_links(tx: Tx, site_id: SiteId, page: int = 0) -> LinksView | Refusal:
    """The labels of a site, and what came of them."""
    site = tx.catalogue.site(site_id)
    return _links(tx, tx.catalogue.region(site.region_id), site, page)


@reads(_COORDINATES)
def show_region_links(tx: Tx, region_id: RegionId, page: int = 0) -> LinksView | Refusal:
    """The labels of a region, and what came of all that its sites have."""
    return _links(tx, tx.catalogue.region(region_id), None, page)


def _links(tx: Tx, region: Region, site: Site | None, page: int) -> LinksView:
    came = sources.read_came(tx.connection, region.id, tx.now - COUNTED_FOR, now=tx.now)
    sites = tx.catalogue.everything.sites
    lines = [
        SourceLine(label, None if of_site is None else sites.get(of_site), counts)
        for (of_site, label), counts in came.items()
        if site is None or of_site == site.id
    ]
    labels = _labels(tx, region, site)
    if site is not None:
        counted = {each.label for each in lines}
        lines += [SourceLine(each, site, Came()) for each in labels if each not in counted]
    lines.sort(key=lambda each: (-each.came.seen, -each.came.requests, each.label))
    return LinksView(region, site, tuple(labels), tuple(lines), page)


def _labels(tx: Tx, region: Region, site: Site | None) -> Sequence[str]:
    return sources.read_labels(tx.connection, region.id, None if site is None else site.id)


@reads(_ANSWERS)
def show_label(tx: Tx, site_id: SiteId, label: str) -> LabelView | Refusal:
    """Links with a label, to a site and its programmes; the empty one: without a label."""
    site = tx.catalogue.site(site_id)
    return _label(tx, tx.catalogue.region(site.region_id), site, label)


@reads(_COORDINATES)
def show_region_label(tx: Tx, region_id: RegionId, label: str) -> LabelView | Refusal:
    """Links with a label to the routes of a region."""
    return _label(tx, tx.catalogue.region(region_id), None, label)


def _label(tx: Tx, region: Region, site: Site | None, label: str) -> LabelView | Refusal:
    if label and label not in _labels(tx, region, site):
        return Refusal(Reason.NOT_FOUND)
    came = sources.read_came(tx.connection, region.id, tx.now - COUNTED_FOR, now=tx.now)
    counts = [
        each
        for (of_site, of_label), each in came.items()
        if of_label == label and (site is None or of_site == site.id)
    ]
    routes = tx.catalogue.published.routes.values() if site is None else ()
    return LabelView(
        region,
        site,
        label,
        Came(
            sum(each.seen for each in counts),
            sum(each.requests for each in counts),
            sum(each.visits for each in counts),
        ),
        () if site is None else site.programmes,
        tuple(each for each in routes if each.region_id == region.id),
    )


@reads(answers_session("session_id"))
def show_session_link(tx: Tx, session_id: SessionId) -> SessionLinkView | Refusal:
    """A link to one session, and the labels that it can have."""
    session = read_session(tx.connection, session_id)
    if session is None:
        return Refusal(Reason.NOT_FOUND)
    site = tx.catalogue.site(session.site_id)
    labels = tuple(_labels(tx, tx.catalogue.region(site.region_id), site))
    return SessionLinkView(site, tx.catalogue.programme(session.programme_id), session, labels)


# --- a new label ----------------------------------------------------------------------------------------


AtLabel = At[LinkLabelForm]


def _typed(at: AtLabel, text: str) -> Answer[LinkLabelForm]:
    tx, form, label = at.tx, at.form, read_label(text)
    if label is None:
        return NotUnderstood("not_a_label")
    known = sources.read_labels(tx.connection, form.region_id, form.site_id)
    if label not in known and len(known) >= MOST_LABELS:
        return refused_text("too_many_labels", MOST_LABELS)
    if sources.add_label(tx.connection, form.region_id, form.site_id, label, tx.now):
        record(
            tx,
            "link.labelled",
            "region" if form.site_id is None else "site",
            form.site_id or form.region_id,
            {"label": label},
            region_id=form.region_id,
            site_id=form.site_id,
        )
    return LinkLabelForm(form.region_id, form.site_id, label)


def _view(at: AtLabel) -> LabelQuestionView:
    form = at.form
    region = at.tx.catalogue.region(form.region_id)
    site = None if form.site_id is None else at.tx.catalogue.site(form.site_id)
    return LabelQuestionView(at.draft.id, region, site, at.refusal)


def _made(at: AtLabel) -> LabelView | Refusal:
    view = _view(at)
    return _label(at.tx, view.region, view.site, at.form.label or "")


def _refuse(tx: Tx, form: LinkLabelForm) -> Refusal | None:
    if form.site_id is None:
        return _COORDINATES.refuse(tx, form.region_id)
    return _ANSWERS.refuse(tx, form.site_id)


KIND = form_kind(
    FormKind(
        form=LinkLabelForm,
        questions=(
            FormQuestion(name=Question.LABEL, is_missing=lambda at: at.form.label is None, text=_typed),
        ),
        view=_view,
        finish=_made,
        sends_itself=True,
        refuse=_refuse,
    )
)


@writes(_ANSWERS)
def ask_label(tx: Tx, site_id: SiteId) -> Asking | Refusal:
    """«Новая метка» of a site: the next typed text names it."""
    return begin(tx, LinkLabelForm(tx.catalogue.site(site_id).region_id, site_id))


@writes(_COORDINATES)
def ask_region_label(tx: Tx, region_id: RegionId) -> Asking | Refusal:
    """The same of a region, for links to anything in it."""
    return begin(tx, LinkLabelForm(region_id))
