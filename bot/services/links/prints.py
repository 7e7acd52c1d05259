"""Posters and hand-outs with links of a site, or of a region (A8)."""

from __future__ import annotations

from bot.domain.desk.prints import PrintSize, PrintView
from bot.domain.links import Link
from bot.domain.model import RegionId, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.services.messages.prints import PrintReady, print_view
from bot.services.messages.tell import tell_once
from bot.services.permissions import answers_at, coordinates
from bot.services.transaction import Tx, reads, record, writes

_ANSWERS = answers_at("site_id")
_COORDINATES = coordinates("region_id")


@reads(_ANSWERS)
def show_print(tx: Tx, site_id: SiteId, link: Link) -> PrintView | Refusal:
    """What would be printed of a site or one of its programmes."""
    return _view(tx, tx.catalogue.site(site_id).region_id, site_id, link)


@reads(_COORDINATES)
def show_region_print(tx: Tx, region_id: RegionId, link: Link) -> PrintView | Refusal:
    """The same of a route of a region."""
    return _view(tx, region_id, None, link)


@writes(_ANSWERS)
def ask_print(tx: Tx, site_id: SiteId, link: Link, size: PrintSize, language: str) -> PrintView | Refusal:
    """Has it made as a file, and sent. Asking again within a minute changes nothing."""
    return _ask(tx, tx.catalogue.site(site_id).region_id, site_id, link, size, language)


@writes(_COORDINATES)
def ask_region_print(
    tx: Tx, region_id: RegionId, link: Link, size: PrintSize, language: str
) -> PrintView | Refusal:
    """The same of a route of a region."""
    return _ask(tx, region_id, None, link, size, language)


def _view(
    tx: Tx,
    region_id: RegionId,
    site_id: SiteId | None,
    link: Link,
    size: PrintSize = PrintSize.POSTER,
    language: str = "",
) -> PrintView | Refusal:
    view = print_view(tx, region_id, site_id, link, size, language)
    return view or Refusal(Reason.NOT_PUBLISHED, {"problem": "print"})


def _ask(
    tx: Tx, region_id: RegionId, site_id: SiteId | None, link: Link, size: PrintSize, language: str
) -> PrintView | Refusal:
    view = _view(tx, region_id, site_id, link, size, language)
    if isinstance(view, Refusal):
        return view
    ready = PrintReady(
        tx.actor.person_id,
        region_id,
        link.to.value,
        link.number,
        link.label,
        size.value,
        language,
        tx.now,
        site_id,
    )
    if tell_once(tx, ready, tx.actor.person_id):
        record(
            tx,
            "link.printed",
            "region" if site_id is None else "site",
            site_id or region_id,
            {"link": link.payload, "size": size.value},
            region_id=region_id,
            site_id=site_id,
        )
    return view
