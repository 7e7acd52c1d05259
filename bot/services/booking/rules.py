"""What a booking's rules are judged with: the programme's, its site's calendar and zone, and who asks."""

from __future__ import annotations

from datetime import datetime

from bot.db.booking.sessions import read_session
from bot.domain.booking.availability import CLASSES, Asking, Rules
from bot.domain.catalogue.catalogue import Programme
from bot.domain.forms import BookingForm
from bot.domain.model import Audience
from bot.services.transaction import Tx


def rules_of(tx: Tx, programme: Programme) -> Rules:
    site = tx.catalogue.site(programme.site_id)
    return Rules(programme, site.timezone, tx.catalogue.calendar(site.id), tx.limits)


def takes_classes(tx: Tx, form: BookingForm) -> bool:
    """Whether a class can be meant by who comes: at the programme, and at the session whose date led here."""
    programme = tx.catalogue.programme(form.programme_id)
    wanted = None if form.wanted is None else read_session(tx.connection, form.wanted)
    if wanted is None or wanted.programme_id != programme.id:
        return bool(CLASSES & programme.audience)
    return bool(CLASSES & programme.audience & wanted.audience)


def asking_of(form: BookingForm, now: datetime) -> Asking:
    """Who asks, once the party is known."""
    return Asking(form.party, form.audience or Audience.TOURIST, now)
