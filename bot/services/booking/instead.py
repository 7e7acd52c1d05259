"""What the bot offers instead of what a site refused: it respects why, and what was refused before (E2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import read_bookings_of
from bot.domain.booking.availability import refuse_party
from bot.domain.booking.booking import Booking
from bot.domain.booking.instead import RuledOut, ruled_out
from bot.domain.catalogue.catalogue import Programme
from bot.domain.forms import BookingForm
from bot.domain.messages.views import Elsewhere, PartView, RefusedView
from bot.domain.model import ProgrammeKind, SiteId
from bot.domain.refusal import OtherSession
from bot.services.booking.form_view import form_again, nearest, read_days, without_place
from bot.services.booking.rules import asking_of, rules_of
from bot.services.transaction import Tx

MOST = 3
MOST_LOOKED_AT = 20
"""Other programmes whose sessions are read: the nearest first, and rarely more than a few."""


def instead_of(tx: Tx, part: PartView) -> RefusedView:
    """Up to three other choices for those without a place: days of the same programme near the one they
    wanted, or, where the reason leaves none, other programmes, those of the site and of its city first."""
    booking, form = part.booking, form_again(part.booking)

    def zone_of(site_id: SiteId) -> ZoneInfo:
        return ZoneInfo(tx.catalogue.site(site_id).timezone)

    out = ruled_out(booking, read_bookings_of(tx.connection, booking.person_id), zone_of, tx.now)
    own = tx.catalogue.published.programmes.get(form.programme_id)
    unfit = form.programme_id in out.programmes
    if own is not None and not out.rules_out(own.site_id, own.id):
        days = _choices(tx, booking, own, form, out, most=MOST)
        if days:
            return RefusedView(part, days)
    elsewhere = tuple(_elsewhere(tx, part, form, out))
    return RefusedView(part, (), elsewhere, other_day=own is not None and not unfit)


def _choices(
    tx: Tx, booking: Booking, programme: Programme, form: BookingForm, out: RuledOut, *, most: int
) -> tuple[OtherSession, ...]:
    rules = rules_of(tx, programme)
    wanted = (without_place(booking) or booking.visits)[0]
    days = {
        day: choice
        for day, choice in read_days(tx, replace(form, programme_id=programme.id)).items()
        if (programme.site_id, day) not in out.days
    }
    around: date = rules.local_day(max(wanted.starts_at, tx.now))
    return nearest(days, rules, around, most=most, but=out.sessions)


def _elsewhere(tx: Tx, part: PartView, form: BookingForm, out: RuledOut) -> Iterator[Elsewhere]:
    """One choice of each programme for such a party, as near as may be."""
    left = MOST
    for programme in _others(tx, part, form, out)[:MOST_LOOKED_AT]:
        for way in _choices(tx, part.booking, programme, form, out, most=1):
            yield Elsewhere(way, tx.catalogue.published.site_of(programme), programme)
            left -= 1
        if not left:
            return


def _others(tx: Tx, part: PartView, form: BookingForm, out: RuledOut) -> list[Programme]:
    here, published = part.site, tx.catalogue.published

    def distance(programme: Programme) -> tuple[bool, bool, bool, int]:
        site = published.site_of(programme)
        same_kind = programme.kind is part.programme.kind
        return site.id != here.id, site.city_slug != here.city_slug, not same_kind, programme.id

    fitting = [
        each
        for each in published.programmes.values()
        if each.id != form.programme_id
        and each.kind is not ProgrammeKind.INTERNSHIP
        and form.audience in each.audience
        and published.site_of(each).region_id == here.region_id
        and not out.rules_out(each.site_id, each.id)
        and refuse_party(rules_of(tx, each), asking_of(form, tx.now)) is None
    ]
    return sorted(fitting, key=distance)
