"""Changes of cards that a coordinator agrees to: to them, and what they decided to the site's owners (E6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.db.catalogue.cards import read_programme_cards, read_site_card
from bot.db.catalogue.revisions import read_revision
from bot.domain.catalogue.cards.fields import PUBLICATION, field_named, value_in
from bot.domain.catalogue.cards.views import RevisionView
from bot.domain.model import PersonId, Priority, RevisionId, RevisionState, Role, SiteId
from bot.domain.time.quiet_hours import Urgency
from bot.services.catalogue.cards.reading import digest_of, key_of, readiness_of
from bot.services.messages.message import Change, Message
from bot.services.messages.readers import Readers
from bot.services.transaction import Tx


def view_of(tx: Tx, revision_id: RevisionId) -> RevisionView | None:
    """What was proposed, beside what is true now; None: there is no such change."""
    found = read_revision(tx.connection, revision_id)
    if found is None:
        return None
    site = tx.catalogue.site(found.site_id)
    programme = None if found.programme_id is None else tx.catalogue.programme(found.programme_id)
    if found.field == PUBLICATION:
        shown = digest_of(tx, site.id)
        readiness = readiness_of(tx, site.id)
        region = tx.catalogue.region(site.region_id)
        return RevisionView(found, region, site, None, None, None, shown, readiness)
    field = field_named(found.field, of_programme=programme is not None)
    value = None
    if field is not None:
        cards = read_programme_cards(tx.connection, site.id) if programme is not None else []
        own = read_site_card(tx.connection, site.id) if programme is None else None
        card = next(
            (each for each in [*cards, own] if each and each.programme_id == found.programme_id), None
        )
        value = None if card is None else value_in(card.document, field)
    key = key_of(value, found.after)
    return RevisionView(found, tx.catalogue.region(site.region_id), site, programme, field, value, key)


@dataclass(frozen=True, slots=True)
class RevisionProposed(Message[RevisionView]):
    """To the coordinators; nothing is told of what was decided or replaced meanwhile."""

    kind = "region.revision"
    urgency = Urgency.NEWS
    priority = Priority.CHANGE

    revision_id: RevisionId
    site_id: SiteId

    def identity(self) -> tuple[object, ...]:
        return (self.revision_id,)

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.coordinators_at(self.site_id)

    def load(self, tx: Tx) -> RevisionView | None:
        view = view_of(tx, self.revision_id)
        waits = view is not None and view.revision.state is RevisionState.PROPOSED
        return view if waits else None


@dataclass(frozen=True, slots=True)
class RevisionChanged(Change[RevisionView]):
    """The coordinators' copies say what has become of it."""

    kind = "region.revision.update"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE
    only_edits = True

    revision_id: RevisionId
    site_id: SiteId

    def changes(self) -> Message[RevisionView]:
        return RevisionProposed(self.revision_id, self.site_id)

    def identity(self) -> tuple[object, ...]:
        return (self.revision_id,)

    def load(self, tx: Tx) -> RevisionView | None:
        return view_of(tx, self.revision_id)


@dataclass(frozen=True, slots=True)
class RevisionDecided(Message[RevisionView]):
    """To the owners of the site: agreed to, or declined and why."""

    kind = "site.revision"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    revision_id: RevisionId
    site_id: SiteId

    def identity(self) -> tuple[object, ...]:
        return (self.revision_id,)

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(self.site_id, (Role.OWNER,))

    def load(self, tx: Tx) -> RevisionView | None:
        return view_of(tx, self.revision_id)
