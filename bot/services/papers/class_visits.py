"""What a class has seen, and what is near and not yet seen: the contents of its passport (D4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import has_brought, read_bookings_of_class
from bot.db.people.organisations import read_region_of
from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.views import ClassPlace
from bot.domain.model import PersonId, ProgrammeId, VisitStatus
from bot.domain.papers.passport import ClassVisit, Passport, was_class
from bot.domain.papers.views import PassportView
from bot.domain.people.organisation import ClassCard
from bot.domain.time.local_time import local_day
from bot.services.booking.form.class_places import nearest_first, place_of, takes
from bot.services.transaction import Tx

SUGGESTED = 3
MOST_TRIED = 24
"""Programmes whose dates are looked up for that, at most: a card is shown at once."""


def passport_of(tx: Tx, card: ClassCard, person_id: PersonId) -> PassportView:
    """What the class of a card has seen, as far as its leader may know: their own visits, and those that
    colleagues booked for it once a site has received a class of this school with this leader."""
    bookings = read_bookings_of_class(
        tx.connection, card.organisation.id, card.audience, card.letter, VisitStatus.ARRIVED
    )
    if not has_brought(tx.connection, person_id, card.organisation.id):
        bookings = [each for each in bookings if each.person_id == person_id]
    region = tx.catalogue.everything.regions[read_region_of(tx.connection, card.organisation.id)]
    today = local_day(tx.now, ZoneInfo(region.timezone))
    visits = sorted(_visits(tx, card, bookings, today), key=lambda each: each.day)
    passport = Passport(tuple(visits))
    return PassportView(card, passport, _not_yet_seen(tx, card, passport), today, tx.now)


def _visits(tx: Tx, card: ClassCard, bookings: Iterable[Booking], today: date) -> Iterable[ClassVisit]:
    for booking in bookings:
        if card.grade is None and booking.class_card_id != card.id:
            continue  # «Сборная»: another one is another class
        came: dict[ProgrammeId, list[Visit]] = {}
        for visit in booking.visits:
            if visit.status is VisitStatus.ARRIVED:
                came.setdefault(visit.programme_id, []).append(visit)
        for visits in came.values():
            zone = ZoneInfo(tx.catalogue.site(visits[0].site_id).timezone)
            day = local_day(min(each.starts_at for each in visits), zone)
            if was_class(card, booking.grade, day, today):
                yield _class_visit(tx, day, visits)


def _class_visit(tx: Tx, day: date, visits: Sequence[Visit]) -> ClassVisit:
    site = tx.catalogue.site(visits[0].site_id)
    programme = tx.catalogue.programme(visits[0].programme_id)
    longest = max(each.ends_at - each.starts_at for each in visits)
    return ClassVisit(
        day=day,
        site=site.name,
        city=site.city,
        industry_slug=site.industry_slug,
        industry=site.industry,
        programme=programme.title,
        minutes=int(longest.total_seconds() // 60),
        professions=programme.professions or site.professions,
    )


def _not_yet_seen(tx: Tx, card: ClassCard, passport: Passport) -> tuple[ClassPlace, ...]:
    """Programmes that this class can have, of industries that are new to it: one each, the nearest first."""
    found: list[ClassPlace] = []
    seen, tried = set(passport.industries), 0
    for site, programme in nearest_first(tx, card):
        if len(found) == SUGGESTED or tried == MOST_TRIED:
            break
        if site.industry_slug in seen or not takes(programme, card):
            continue
        tried += 1
        place = place_of(tx, site, programme, card)
        if place.first is not None:
            found.append(place)
            seen.add(site.industry_slug)
    return tuple(found)
