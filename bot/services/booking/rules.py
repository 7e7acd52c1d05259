"""What a booking's rules are judged with: the programme's, its site's calendar and zone, and who asks."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.db.booking.sessions import read_session
from bot.domain.booking.availability import CLASSES, Asking, Rules
from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.deadlines import head_count_deadline
from bot.domain.booking.transitions import CANCELLABLE
from bot.domain.catalogue.catalogue import Programme
from bot.domain.forms import BookingForm
from bot.domain.model import Audience
from bot.domain.refusal import Reason, Refusal
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
    return Asking(form.party, form.audience or Audience.TOURIST, now, form.operator)


def changeable(tx: Tx, booking: Booking) -> tuple[Visit, ...] | Refusal:
    """The visits whose numbers can still change: until 17:00 of the working day before the first of them."""
    ahead = tuple(each for each in booking.visits if each.status in CANCELLABLE and each.starts_at > tx.now)
    if not ahead or len(ahead) != len(booking.standing):
        return Refusal(Reason.ALREADY_OVER)
    site = tx.catalogue.site(ahead[0].site_id)
    first = min(each.starts_at for each in ahead)
    until = head_count_deadline(first, ZoneInfo(site.timezone), tx.catalogue.calendar(site.id))
    if tx.now >= until or len({each.site_id for each in ahead}) > 1:
        return Refusal(Reason.NUMBERS_CLOSED, {"phone": site.contact_phone or "—"})
    return ahead
