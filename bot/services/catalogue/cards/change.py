"""A card is changed: live at once, or proposed to a coordinator (E6)."""

from __future__ import annotations

from typing import Any

from bot.db.catalogue.cards import StoredCard, raise_ages_of_routes, write_column
from bot.db.catalogue.revisions import add_revision, decide_revision, read_open_of_site, replace_open
from bot.db.catalogue.schedules import note_zone, read_scheduled
from bot.db.engine.locks import lock_programme
from bot.domain.catalogue.cards.fields import PUBLICATION, CardField, Input, value_in
from bot.domain.catalogue.cards.views import Revision
from bot.domain.catalogue.file import Programme
from bot.domain.model import ProgrammeId, Publication, RevisionId, RevisionState, SiteId
from bot.services.catalogue.cards.listed import store_listed
from bot.services.catalogue.cards.reading import Judged
from bot.services.catalogue.roll_schedules import look_again, roll_of
from bot.services.messages.booking.papers import follow_place
from bot.services.messages.region.revisions import RevisionChanged, RevisionDecided, RevisionProposed
from bot.services.messages.tell import Outside, tell, with_copies
from bot.services.transaction import Tx, record


def asks_coordinator(tx: Tx, status: Publication, site_id: SiteId, field: CardField) -> bool:
    """Before a site was ever published nobody relies on it, and its publication is agreed to as a whole. A
    coordinator asks nobody."""
    region_id = tx.catalogue.site(site_id).region_id
    return field.safety and status is not Publication.DRAFT and not tx.actor.coordinates(region_id)


def store_change(tx: Tx, card: StoredCard, field: CardField, judged: Judged) -> None:
    """Writes a value, with all that follows from it: visitors see it, calendars follow the place, and
    schedules are looked at again as after an import (after another zone, by the next part of the roll). What
    was proposed of the field is overtaken. Lock the site before."""
    site = tx.catalogue.site(card.site_id)
    if field.own_way:
        store_listed(tx, card, site.region_id, field, judged)
    else:
        write_column(tx.connection, card, field.column, judged.read, tx.now)
    before = card.document["timezone"] if field.input is Input.ZONE else None
    if before is not None and before != judged.read:
        note_zone(tx.connection, card.site_id, before)
    tx.change_catalogue()
    record(
        tx,
        "card.changed",
        "site" if card.programme_id is None else "programme",
        card.programme_id or card.site_id,
        {"field": field.name},
        region_id=site.region_id,
        site_id=site.id,
    )
    overtake(tx, card.site_id, card.programme_id, field.name)
    if field.name == "min_age" and card.programme_id is not None and isinstance(judged.read, int):
        raise_ages_of_routes(tx.connection, card.programme_id, judged.read)
    if field.moves:
        follow_place(tx, card.site_id)
    if field.shapes and field.of is Programme and card.programme_id is not None:
        _follow_schedules(tx, card.programme_id)


def _follow_schedules(tx: Tx, programme_id: ProgrammeId) -> None:
    """Sessions that nobody is in follow at once, and those that somebody is in keep their place; what is more
    to be opened comes with the parts of the roll."""
    lock_programme(tx.connection, programme_id)
    roll = roll_of(tx, read_scheduled(tx.connection, programme_id))
    if roll.programme.schedules and roll.programme.rolled_with != roll.rules:
        look_again(tx, roll)


def propose_change(tx: Tx, card: StoredCard, field: CardField, after: Any) -> RevisionId:
    """A change that a coordinator has to agree to; one of the same field that waits is replaced by it."""
    return propose(tx, card.site_id, card.programme_id, field.name, value_in(card.document, field), after)


def propose(
    tx: Tx, site_id: SiteId, programme_id: ProgrammeId | None, field: str, before: Any, after: Any
) -> RevisionId:
    site = tx.catalogue.site(site_id)
    overtake(tx, site_id, programme_id, field)
    revision_id = add_revision(
        tx.connection, site.region_id, site_id, programme_id, field, before, after, tx.now
    )
    record(
        tx,
        "card.proposed",
        "revision",
        revision_id,
        {"field": field},
        region_id=site.region_id,
        site_id=site_id,
    )
    tell(tx, RevisionProposed(revision_id, site_id))
    return revision_id


def overtake(tx: Tx, site_id: SiteId, programme_id: ProgrammeId | None, field: str) -> bool:
    """What waits of a field is no question any more; False: nothing waits."""
    ended = replace_open(tx.connection, site_id, programme_id, field, tx.now)
    if ended is None:
        return False
    tell(tx, *with_copies(tx, [RevisionChanged(ended, site_id)]))
    return True


def decide(tx: Tx, found: Revision, after: RevisionState, reason: str | None = None) -> bool:
    """A coordinator's answer, once: the owners are told. False: it was decided or replaced before."""
    if not decide_revision(tx.connection, found.id, after, tx.now, reason):
        return False
    record(
        tx,
        f"card.{after.value}",
        "revision",
        found.id,
        {"field": found.field},
        region_id=found.region_id,
        site_id=found.site_id,
    )
    tell(tx, *with_copies(tx, [RevisionChanged(found.id, found.site_id)]))
    # Of a site that is published its owners hear anyway.
    if found.field != PUBLICATION or after is RevisionState.DECLINED:
        tell(tx, RevisionDecided(found.id, found.site_id))
    return True


def agree_to_publication(tx: Tx, site_id: SiteId) -> None:
    """A site is published for the first time: whoever asked for it has their answer."""
    for found in read_open_of_site(tx.connection, site_id):
        if found.field == PUBLICATION:
            decide(tx, found, RevisionState.APPROVED)


def end_publication(tx: Outside, site_id: SiteId) -> None:
    """The same where a file has published it (``import --publish``): nobody is asked any more, and whoever
    asked hears of it. In the log that import stands."""
    for found in read_open_of_site(tx.connection, site_id):
        if found.field != PUBLICATION:
            continue
        if decide_revision(tx.connection, found.id, RevisionState.APPROVED, tx.now):
            tell(tx, *with_copies(tx, [RevisionChanged(found.id, site_id)]))
            tell(tx, RevisionDecided(found.id, site_id))
