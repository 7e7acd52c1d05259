"""Who can still book a session: the host who opens it is told so, as a visitor would be (E5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.booking.availability import Asking, Rules, SessionFacts, refuse_time
from bot.domain.model import Audience, Party, ProgrammeKind
from bot.domain.refusal import Reason, Refusal


@dataclass(frozen=True, slots=True)
class Takers:
    """``can`` and ``too_late``: kinds of guests the session is for. ``first_day``: the first local day for
    which those who are too late would be in time; ``lead``: so many working days before a visit they apply,
    0 where they only need not be too close to its start. ``foreign_days``: what guests from abroad need, if
    they alone are too late."""

    published: bool
    can: tuple[Audience, ...]
    too_late: tuple[Audience, ...] = ()
    lead: int = 0
    first_day: date | None = None
    foreign_days: int = 0

    @property
    def everybody(self) -> bool:
        return self.published and not self.too_late and not self.foreign_days


def takers_of(rules: Rules, session: SessionFacts, now: datetime, *, published: bool) -> Takers:
    """``published``: whether visitors see the programme at all."""

    def late(audience: Audience, foreign: int = 0) -> Refusal | None:
        placement = rules.programme.kind is ProgrammeKind.INTERNSHIP
        who = Audience.STUDENT if placement else audience
        return refuse_time(rules, Asking(Party(1, 1, foreign=foreign), who, now), session)

    wanted = [each for each in Audience if each in session.audience]
    refused = {each: why for each in wanted if (why := late(each)) is not None}
    can = tuple(each for each in wanted if each not in refused)
    needs_lead = any(why.reason is Reason.TOO_LATE for why in refused.values())
    abroad = bool(can) and all(late(each, foreign=1) is not None for each in can)
    return Takers(
        published=published,
        can=can,
        too_late=tuple(refused),
        lead=rules.programme.lead_working_days if needs_lead else 0,
        first_day=rules.first_day_in_time(now) if needs_lead else None,
        foreign_days=rules.programme.foreign_lead_days if abroad else 0,
    )
