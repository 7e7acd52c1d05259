"""After some no-shows in a school year a site answers what is confirmed at once otherwise.

What counts is a booking of which nobody came, to whatever site of the region: those of one's school or other
organisation, or, of whoever comes without one, one's own. What was called off never counts, on a frost day
or for whatever reason; nor does a mark that the site has corrected. The first of September forgets.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.booking import Visit
from bot.domain.figures.periods import PeriodKind, period_of
from bot.domain.limits import Limits
from bot.domain.model import Confirmation, VisitStatus


def counted_since(today: date) -> date:
    """The first local day on which a no-show still counts."""
    return period_of(PeriodKind.SCHOOL_YEAR, today).first


def is_manual(missed: int, limits: Limits) -> bool:
    """Whether so many missed bookings make a site answer by hand."""
    return missed >= limits.no_shows_until_manual


def asks_host(sessions: Iterable[SessionFacts]) -> bool:
    """Whether a site answers who comes to these sessions together, whoever it is."""
    return any(each.confirmation is Confirmation.HOST for each in sessions)


def waits_manually(visits: Iterable[Visit]) -> bool:
    """Whether these visits, which are answered together, wait for their site although their sessions are
    confirmed at once: for no other reason than the no-shows do they wait."""
    waiting = [each for each in visits if each.status is VisitStatus.PENDING]
    return bool(waiting) and all(each.confirmation is Confirmation.INSTANT for each in waiting)
