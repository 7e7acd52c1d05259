"""The first screen knows who looks at it (A0)."""

from __future__ import annotations

from bot.db.booking.bookings import read_bookings_of
from bot.db.people.organisations import read_cards
from bot.domain.catalogue.views import HomeView
from bot.services.forms.engine import has_unfinished_form
from bot.services.permissions import SELF
from bot.services.transaction import Tx, reads


@reads(SELF)
def read_home(tx: Tx) -> HomeView:
    coming = [
        each.next_visit(tx.now)
        for each in read_bookings_of(tx.connection, tx.actor.person_id)
        if each.standing and not each.is_over(tx.now)
    ]
    first = min(coming, key=lambda each: each.starts_at, default=None)
    return HomeView(
        unfinished=has_unfinished_form(tx),
        next_visit=None if first is None else (first, tx.catalogue.site(first.site_id)),
        cards=tuple(read_cards(tx.connection, tx.actor.person_id)),
    )
