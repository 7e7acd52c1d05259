"""Other numbers of a party that has its place already: what may be changed, and how it is divided (B8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.booking.availability import Asking, Rules, SessionFacts, refuse_adults, refuse_party
from bot.domain.booking.booking import Booking, Visit, people_in
from bot.domain.booking.splitting import SplitObstacle, SplitProblem, SubParty, split
from bot.domain.forms import Part
from bot.domain.model import Sharing
from bot.domain.refusal import Reason, Refusal


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of a whole party."""

    children: int
    adults: int

    @property
    def seats(self) -> int:
        return self.children + self.adults


def numbers_of(visits: Sequence[Visit]) -> Numbers:
    return Numbers(*people_in(visits))


def agreed_seats(booking: Booking, visits: Sequence[Visit]) -> int:
    """With how many people the host has agreed: changes are measured from there, so that many small ones are
    no large one."""
    return booking.agreed_seats or numbers_of(visits).seats


def needs_approval(booking: Booking, visits: Sequence[Visit], new: Numbers, percent: int) -> bool:
    """More than so much of the party; one person more or fewer never is."""
    agreed = agreed_seats(booking, visits)
    return abs(new.seats - agreed) > max(agreed * percent // 100, 1)


def divide(
    rules: Rules,
    asking: Asking,
    visits: Sequence[Visit | Part],
    sessions: Sequence[SessionFacts],
) -> tuple[SubParty, ...] | Refusal:
    """How the party of ``asking`` goes to the sessions that it has, or that are kept for it, in the order of
    its visits or parts, whose own seats count as free; or why it cannot."""
    programme, party = rules.programme, asking.party
    if refusal := refuse_party(rules, asking) or refuse_adults(rules, asking):
        return refusal
    private = sessions[0].sharing is Sharing.PRIVATE
    if private and party.seats < programme.min_group:
        return Refusal(Reason.GROUP_TOO_SMALL, {"min_group": programme.min_group, "seats": party.seats})
    most = rules.limits.max_seats_of_individuals
    if not asking.is_organised and party.seats > most:
        return Refusal(Reason.TEXT_REFUSED, {"problem": "seats_out_of_range", "most": most})
    places = [each.capacity - each.taken + own.seats for each, own in zip(sessions, visits, strict=True)]
    if party.seats > sum(places):
        return Refusal(Reason.SESSION_FULL, {"free": sum(places), "seats": party.seats})
    if len(visits) == 1:
        return (SubParty(party.children, party.adults),)
    parts = split(
        party.children,
        party.adults,
        places,
        min_group=programme.min_group if private else 1,
        children_per_adult=programme.children_per_adult,
    )
    if not isinstance(parts, SplitProblem):
        return parts
    if parts.needs_adults is not None:
        return Refusal(Reason.NOT_ENOUGH_ADULTS, {"adults": party.adults, "needed": parts.needs_adults})
    if parts.obstacle is SplitObstacle.BELOW_MINIMUM:
        least = programme.min_group * len(visits)
        return Refusal(Reason.GROUP_TOO_SMALL, {"min_group": least, "seats": party.seats})
    return Refusal(Reason.CANNOT_SPLIT)
