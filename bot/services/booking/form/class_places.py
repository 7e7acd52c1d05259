"""Where a saved class can go: programmes for its age and number, each with the first date it can have."""

from __future__ import annotations

from collections.abc import Iterable

from bot.db.people.organisations import read_card, read_region_of
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
    found = [each for each in nearest_first(tx, card) if takes(each[1], card)]
    shown = page_of(found, page, PLACES_A_PAGE)
    places = tuple(place_of(tx, site, programme, card) for site, programme in shown.entries)
    return ClassPlacesView(card, places, shown.total, shown.page, shown.pages, tx.now)


def takes(programme: Programme, card: ClassCard) -> bool:
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


def nearest_first(tx: Tx, card: ClassCard) -> Iterable[tuple[Site, Programme]]:
    """All programmes of its region: those of the class's own town, then the nearest."""
    region_id = read_region_of(tx.connection, card.organisation.id)
    catalogue, language = tx.catalogue.published.within(region_id), tx.actor.language
    here = catalogue.place_of(region_id, card.organisation.city)
    for site in catalogue.sites_in_order(language, lambda text: text.in_language(language), here):
        for programme in site.programmes:
            yield site, programme


def place_of(tx: Tx, site: Site, programme: Programme, card: ClassCard) -> ClassPlace:
    """The first date is worked out as the form would: it can be booked by this very class."""
    form = form_of_card(tx, programme.id, card)
    first = next(iter(nearest_options(read_days(tx, form), 1)), None)
    return ClassPlace(site, programme, first)
