"""Whether a site answers a party by hand, since it did not come more than once (C1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import count_missed
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.no_shows import asks_host, counted_since, is_manual
from bot.domain.forms import BookingForm
from bot.domain.model import OrganisationId, PersonId
from bot.domain.time.local_time import local_day, utc_at
from bot.services.transaction import Tx


def waits_by_no_shows(
    tx: Tx, sessions: Collection[SessionFacts], organisation_id: OrganisationId | None, person_id: PersonId
) -> bool:
    """Whether a booking of these sessions, which are answered together, is a request by nothing but the
    no-shows of whoever comes. ``person_id``: the leader, whose own count where no organisation comes."""
    if not sessions or asks_host(sessions):
        return False
    site = tx.catalogue.site(next(iter(sessions)).site_id)
    zone = ZoneInfo(site.timezone)
    since = utc_at(counted_since(local_day(tx.now, zone)), time.min, zone)
    of = (site.region_id, organisation_id, person_id, since)
    return is_manual(tx.once((count_missed, *of), lambda: count_missed(tx.connection, *of)), tx.limits)


def form_waits_by_no_shows(tx: Tx, form: BookingForm, sessions: Collection[SessionFacts]) -> bool:
    """The same of the actor's form, which is not sent yet. A school that was typed and is new has missed
    nothing."""
    new = form.organisation_id is None and form.organisation_name is not None and form.is_organised
    return not new and waits_by_no_shows(tx, sessions, form.organisation_id, tx.actor.person_id)
