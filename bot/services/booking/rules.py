"""What a booking's rules are judged with: the programme's, its site's calendar and zone, and who asks."""

from __future__ import annotations

from datetime import datetime

from bot.domain.booking.availability import Asking, Rules
from bot.domain.catalogue.catalogue import Programme
from bot.domain.forms import BookingForm
from bot.domain.model import Audience
from bot.services.transaction import Tx


def rules_of(tx: Tx, programme: Programme) -> Rules:
    site = tx.catalogue.site(programme.site_id)
    return Rules(programme, site.timezone, tx.catalogue.calendar(site.id), tx.limits)


def asking_of(form: BookingForm, now: datetime) -> Asking:
    """Who asks, once the party is known."""
    return Asking(form.party, form.audience or Audience.TOURIST, now)
