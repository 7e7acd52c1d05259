"""In which region somebody looks around: chosen once where there are several, and changed at any time
(A1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.db.booking.bookings import read_bookings_of
from bot.db.booking.drafts import close_draft, lock_own_draft
from bot.db.people.organisations import read_region_of
from bot.db.people.people import update_person
from bot.domain.catalogue.catalogue import Region
from bot.domain.catalogue.views import RegionChoice
from bot.domain.forms import OwnRegionForm, Question
from bot.domain.links import Link
from bot.domain.model import DraftId, DraftState, RegionId
from bot.domain.people.access import Actor
from bot.domain.refusal import Reason, Refusal
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    NotUnderstood,
    begin,
    form_kind,
    present,
)
from bot.services.links.sources import place_of
from bot.services.permissions import SELF
from bot.services.transaction import Tx, writes

OwnRegion = At[OwnRegionForm]


@dataclass(frozen=True, slots=True)
class RegionChosen:
    """``to``: the button that the person is led on to; empty for a choice that nothing led to."""

    actor: Actor
    region: Region
    to: str


def is_needed(tx: Tx) -> bool:
    """Whether there are regions to choose from, and the person is in none of them yet."""
    regions = tx.catalogue.published.open_regions
    return len(regions) > 1 and tx.actor.region_id not in regions


def _keep(tx: Tx, region_id: RegionId) -> None:
    """The city stays as far as it is one of the region: a place in another would put nothing first."""
    city = tx.actor.city_slug
    if city is not None and tx.catalogue.published.region_of_city(city, region_id) != region_id:
        city = None
    update_person(tx.connection, tx.actor.person_id, region_id=region_id, city_slug=city)
    tx.actor = replace(tx.actor, region_id=region_id, city_slug=city)


def _known(tx: Tx) -> Iterator[RegionId]:
    """What says where somebody is without their being asked: their city, their school, where they work, what
    they have booked."""
    actor = tx.actor
    if actor.city_slug is not None:
        found = tx.catalogue.published.region_of_city(actor.city_slug, actor.region_id)
        yield from () if found is None else (found,)
    if actor.organisation_id is not None:
        yield read_region_of(tx.connection, actor.organisation_id)
    yield from (each.region_id for each in actor.memberships)
    yield from (each.region_id for each in reversed(read_bookings_of(tx.connection, actor.person_id)))


def _type_region(at: OwnRegion, text: str) -> Answer[OwnRegionForm]:
    found = at.tx.catalogue.published.regions_called(text)
    if not found:
        return NotUnderstood("no_such_region")
    if len(found) > 1:
        return replace(at.form, among=found)
    _keep(at.tx, found[0])
    return replace(at.form, region_id=found[0])


def _view(at: OwnRegion) -> RegionChoice:
    published = at.tx.catalogue.published
    among = [each for each in at.form.among if each in published.open_regions]
    return RegionChoice(
        draft_id=at.draft.id,
        regions=tuple(published.regions[each] for each in among or sorted(published.open_regions)),
        narrowed=bool(among),
        own=at.tx.actor.region_id,
        asked=is_needed(at.tx),
        refusal=at.refusal,
    )


def _chosen(tx: Tx, region_id: RegionId, to: str) -> RegionChosen:
    return RegionChosen(tx.actor, tx.catalogue.region(region_id), to)


def _finish(at: OwnRegion) -> RegionChosen | Refusal:
    if at.form.region_id is None:
        return Refusal(Reason.INCOMPLETE, {"draft_id": at.draft.id})
    return _chosen(at.tx, at.form.region_id, at.form.to)


KIND = form_kind(
    FormKind(
        form=OwnRegionForm,
        questions=(
            FormQuestion(
                name=Question.REGION, is_missing=lambda at: at.form.region_id is None, text=_type_region
            ),
        ),
        view=_view,
        finish=_finish,
        sends_itself=True,
    )
)


@writes(SELF)
def find_or_ask(tx: Tx, to: str) -> Asking | RegionChosen | None:
    """Before a screen of one region is shown to somebody who is in none: what is known of them says which, or
    it is asked for, and then they are led on ``to`` it. None: it is not needed any more."""
    if not is_needed(tx):
        return None
    for region_id in _known(tx):
        if region_id in tx.catalogue.published.open_regions:
            _keep(tx, region_id)
            return _chosen(tx, region_id, to)
    return begin(tx, OwnRegionForm(to))


@writes(SELF)
def ask_region(tx: Tx, to: str) -> Asking:
    """Somebody wants to look around in another region, and to be led on ``to`` there."""
    return begin(tx, OwnRegionForm(to))


@writes(SELF)
def show_regions(tx: Tx, draft_id: DraftId, *, every: bool = False) -> Asking:
    """The choice again, from a button however old: one that is over is asked for anew. ``every``: of all
    regions, whatever a typed text has left."""
    draft = lock_own_draft(tx.connection, draft_id, tx.actor.person_id, OwnRegionForm)
    if draft is None or draft.state is not DraftState.OPEN or every:
        return begin(tx, OwnRegionForm("" if draft is None else draft.form.to))
    return present(tx, draft)


@writes(SELF)
def choose_region(tx: Tx, draft_id: DraftId, region_id: RegionId) -> RegionChosen | Refusal:
    """A tap on a region, which is as good in a year: the choice is kept, and leads on to what it stood
    before. Safe to repeat."""
    draft = lock_own_draft(tx.connection, draft_id, tx.actor.person_id, OwnRegionForm)
    if region_id not in tx.catalogue.published.open_regions:
        return Refusal(Reason.NOT_PUBLISHED)
    _keep(tx, region_id)
    if draft is not None:
        close_draft(tx.connection, draft.id, DraftState.SENT, tx.now)
    return _chosen(tx, region_id, "" if draft is None else draft.form.to)


@writes(SELF)
def come_by_link(tx: Tx, link: Link) -> RegionChosen | None:
    """Who is in no region yet is in the one whose poster or hand-out they have followed. None: they are in
    one, or nothing is published there."""
    place = place_of(tx, link) if is_needed(tx) else None
    if place is None:
        return None
    region, _ = place
    _keep(tx, region.id)
    return _chosen(tx, region.id, "")
