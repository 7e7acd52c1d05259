"""Where a saved class can go: programmes for its age and number, each with the first date it can have."""

from __future__ import annotations

from bot.db.people.organisations import read_card
from bot.domain.booking.availability import MOST_PARTS, nearest_options
from bot.domain.booking.views import ClassPlace, ClassPlacesView
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.model import ClassCardId, ProgrammeKind, Sharing
from bot.domain.pages import page_of
from bot.domain.people.organisation import ClassCard
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.form.view import form_of_card, read_days
from bot.services.permissions import SELF
from bot.services.transaction import Tx, reads

PLACES_A_PAGE = 5


@reads(SELF)
def read_class_places(tx: Tx, card_id: ClassCardId, page: int = 0) -> ClassPlacesView | Refusal:
    """One page of the programmes that one's own class can be booked for; those of its town come first."""
    card = read_card(tx.connection, card_id, tx.actor.person_id)
    if card is None:
        return Refusal(Reason.NOT_FOUND)
    catalogue = tx.catalogue.published
    found = [
        (site, programme)
        for site in catalogue.sites.values()
        for programme in site.programmes
        if _is_for(programme, card)
    ]
    shown = page_of(sorted(found, key=lambda each: _nearness(each[0], card)), page, PLACES_A_PAGE)
    places = tuple(_place(tx, site, programme, card) for site, programme in shown.entries)
    return ClassPlacesView(card, places, shown.total, shown.page, shown.pages, tx.now)


def _is_for(programme: Programme, card: ClassCard) -> bool:
    """Whether the programme takes such guests, their age and their number, in subgroups if it must be."""
    seats = card.children + card.adults
    too_few = programme.sharing is Sharing.PRIVATE and seats < programme.min_group
    return (
        programme.kind is not ProgrammeKind.INTERNSHIP
        and card.audience in programme.audience
        and card.youngest_age >= programme.min_age
        and not too_few
        and seats <= programme.max_group * MOST_PARTS
    )


def _nearness(site: Site, card: ClassCard) -> tuple[bool, str, str]:
    city, name = (each.get("ru") or "" for each in (site.city, site.name))
    return (city != card.organisation.city, city, name)


def _place(tx: Tx, site: Site, programme: Programme, card: ClassCard) -> ClassPlace:
    """The first date is worked out as the form would: it can be booked by this very class."""
    form = form_of_card(tx, programme.id, card)
    first = next(iter(nearest_options(read_days(tx, form), 1)), None)
    return ClassPlace(site, programme, first)
