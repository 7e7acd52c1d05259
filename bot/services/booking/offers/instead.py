"""What the bot offers instead of what a site refused: it respects why, and what was refused before (E2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.db.booking.offers import read_offers_of
from bot.db.catalogue.closures import find_with_guests
from bot.domain.booking.availability import DayChoice, Option, refuse_party
from bot.domain.booking.booking import Booking
from bot.domain.booking.offers.instead import RuledOut
from bot.domain.booking.offers.offer import Offer
from bot.domain.catalogue.catalogue import Programme
from bot.domain.forms import BookingForm
from bot.domain.messages.views import Elsewhere, PartView, RefusedView
from bot.domain.model import OfferPurpose, OfferState, ProgrammeId, ProgrammeKind
from bot.domain.refusal import OtherSession
from bot.services.booking.form.view import (
    form_again,
    nearest,
    options_around,
    read_days,
    without_place,
)
from bot.services.booking.offers.making import TOLD_WITH_THE_NO, disjoint, make_offer
from bot.services.booking.offers.reading import offer_view
from bot.services.booking.offers.ruling_out import read_ruled_out
from bot.services.booking.rules import asking_of, rules_of
from bot.services.transaction import Tx

MOST = 3
KEPT = 2
"""So many choices are kept for those who lost their place: more would be kept from others."""
LASTS = timedelta(hours=12)
"""A whole day of waking hours: a school has to be asked."""
MOST_LOOKED_AT = 20
"""Other programmes whose sessions are read: the nearest first, and rarely more than a few."""


def instead_of(tx: Tx, part: PartView) -> RefusedView:
    """Up to three other choices for those without a place: days of the same programme near the one they
    wanted, or, where the reason leaves none, other programmes, those of the site and of its city first."""
    booking, form = part.booking, form_again(part.booking)
    out = read_ruled_out(tx, booking)
    own = tx.catalogue.published.programmes.get(form.programme_id)
    unfit = form.programme_id in out.programmes
    for each in reversed(read_offers_of(tx.connection, booking.id)):
        shown = each.is_live(tx.now) or each.state is OfferState.TAKEN
        if each.purpose in TOLD_WITH_THE_NO and shown:
            return RefusedView(part, (), kept=offer_view(tx, each))
    if own is not None and not out.rules_out(own.site_id, own.id):
        days = _choices(tx, booking, own, form, out, most=MOST)
        if days:
            return RefusedView(part, days)
    elsewhere = tuple(_elsewhere(tx, part, form, out))
    return RefusedView(part, (), elsewhere, other_day=own is not None and not unfit)


def other_days(tx: Tx, booking: Booking, programme_id: ProgrammeId) -> tuple[OtherSession, ...]:
    """What those of a booking without a place could have of a programme now; nothing where what was refused
    to them takes it away."""
    programme, out = tx.catalogue.published.programmes.get(programme_id), read_ruled_out(tx, booking)
    if programme is None or out.rules_out(programme.site_id, programme.id):
        return ()
    return _choices(tx, booking, programme, form_again(booking), out, most=MOST)


def keep_instead(
    tx: Tx,
    booking: Booking,
    purpose: OfferPurpose,
    *,
    granted: bool,
    named: Sequence[Option] = (),
    lasts: timedelta = LASTS,
    at_once: bool = False,
) -> Offer | None:
    """Keeps seats of the same programme, near the day that was lost, for those of a booking who have no place
    any more; None: there are none. ``granted``: the site agrees already, since it had confirmed what was
    lost, or has ``named`` these. ``at_once``: in answer to what the leader has just done, whatever the hour.
    """
    form = form_again(booking)
    programme = tx.catalogue.published.programmes.get(form.programme_id)
    if programme is None:
        return None
    rules, asking = rules_of(tx, programme), asking_of(form, tx.now)
    out = read_ruled_out(tx, booking)
    if out.rules_out(programme.site_id, programme.id):
        return None
    options = list(named)
    if not options:
        days, around = _days_near(tx, booking, programme, form, out)
        # Where others are about to lose their places too, one choice each, so that all of them have some.
        others = find_with_guests(tx.connection, tx.now, programme.site_id)
        options = disjoint(options_around(days, around, but=out.sessions), most=1 if others else KEPT)
    if not options:
        return None
    return make_offer(
        tx,
        purpose,
        booking.person_id,
        form,
        rules,
        asking,
        sorted(options, key=lambda each: each.starts[0]),
        booking_id=booking.id,
        lasts=lasts,
        at_once=at_once,
        granted=granted,
    )


def _choices(
    tx: Tx, booking: Booking, programme: Programme, form: BookingForm, out: RuledOut, *, most: int
) -> tuple[OtherSession, ...]:
    days, around = _days_near(tx, booking, programme, form, out)
    return nearest(days, rules_of(tx, programme), around, most=most, but=out.sessions)


def _days_near(
    tx: Tx, booking: Booking, programme: Programme, form: BookingForm, out: RuledOut
) -> tuple[dict[date, DayChoice], date]:
    """The days of a programme that are not ruled out, and the one near which a party looks for its own."""
    wanted, rules = (without_place(booking) or booking.visits)[0], rules_of(tx, programme)

    def is_possible(option: Option) -> bool:
        return not any((programme.site_id, rules.local_day(each)) in out.days for each in option.starts)

    days = {
        day: replace(choice, options=tuple(filter(is_possible, choice.options)))
        for day, choice in read_days(tx, replace(form, programme_id=programme.id), booking.person_id).items()
        if (programme.site_id, day) not in out.days
    }
    return days, rules.local_day(max(wanted.starts_at, tx.now))


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
    here = part.site
    published = tx.catalogue.published.within(here.region_id)

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
