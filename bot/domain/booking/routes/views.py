"""What is shown of a route that has lost a stop (C3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.offers.views import OfferView
from bot.domain.booking.routes.progress import lost_visits
from bot.domain.catalogue.catalogue import Programme, Route, Site
from bot.domain.model import ProgrammeId
from bot.domain.time.quiet_hours import About


@dataclass(frozen=True, slots=True)
class RouteLossView:
    """``fell``: the visits that it is about, which others may have replaced since. ``offer``: what their
    leader has to decide on, or what became of it; None: there was nothing to decide."""

    booking: Booking
    route: Route
    places: Mapping[ProgrammeId, tuple[Site, Programme]]
    fell: tuple[Visit, ...]
    offer: OfferView | None
    now: datetime

    @property
    def site(self) -> Site:
        return self.places[self.fell[0].programme_id][0]

    @property
    def about(self) -> About:
        return About(self.site, self.fell[0].starts_at)


def loss_of(view: OfferView) -> RouteLossView | None:
    """What an offer about a route is about; None: it is about none, or what fell is not there any more."""
    booking, route = view.before, view.route
    if booking is None or route is None:
        return None
    fell = lost_visits(booking) or booking.replaced
    return RouteLossView(booking, route, view.places, fell, view, view.now) if fell else None
