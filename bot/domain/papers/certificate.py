"""The certificate of a visit: what it says, and the code that vouches for it (B14).

It says counts and nobody's name. The code is made of everything that it says with the key of the
installation, so that neither a paper nor a row of the database can be changed without it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.codes import check_code_from
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.catalogue.tariff import Charge, Price
from bot.domain.model import BookingId, Payment, SiteId
from bot.domain.papers.kinds import canonical
from bot.domain.papers.kinds import digest as digest_of
from bot.domain.texts import Texts
from bot.domain.time.local_time import local_day

ACADEMIC_MINUTES = 45


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What a certificate says of the visits of one booking at one site. ``children`` and ``adults``: as they
    were booked; ``came``: all who came, as the site counted them. ``received_by``: an office, no person.

    The facts below it are an operator's (C4): on the certificate of a class none of them stands, so that what
    its code vouches for is what it always was."""

    days: tuple[date, ...]
    site: Texts
    city: Texts
    programme: Texts
    organisation: str | None
    grade: int | None
    letter: str | None
    children: int
    adults: int
    came: int
    minutes: int
    direction: Texts | None
    professions: tuple[Texts, ...]
    received_by: Texts
    operator: bool = False
    group_title: str | None = None
    amount: int | None = None
    """Roubles a person, as the tariff was when it was given out (C5); None where nobody paid, or it is known
    in words only. ``payment``: how they were paid."""
    payment: Payment | None = None

    @classmethod
    def of(cls, booking: Booking, visits: Sequence[Visit], site: Site, programme: Programme) -> Self:
        """``visits``: those that took place, at least one."""
        zone = ZoneInfo(site.timezone)
        facts = cls(
            days=tuple(sorted({local_day(each.starts_at, zone) for each in visits})),
            site=site.name,
            city=site.city,
            programme=programme.title,
            organisation=booking.organisation_title,
            grade=booking.grade,
            letter=booking.letter,
            children=sum(each.children for each in visits),
            adults=sum(each.adults for each in visits),
            came=sum(each.seats if each.arrived_count is None else each.arrived_count for each in visits),
            minutes=programme.duration_min
            or int((visits[0].ends_at - visits[0].starts_at).total_seconds() // 60),
            direction=programme.direction,
            professions=programme.professions or site.professions,
            received_by=site.contact_name,
        )
        return facts._of_operator(booking, programme) if booking.is_operator else facts

    def _of_operator(self, booking: Booking, programme: Programme) -> Self:
        """Who brings guests wants title and total, and no career guidance for schools."""
        price = programme.price_of(booking.audience, self.came)
        charge = price.charge if price is not None and price.total else None
        return replace(
            self,
            direction=None,
            professions=(),
            operator=True,
            group_title=booking.group_title,
            amount=None if charge is None else charge.amount,
            payment=None if charge is None else charge.payment,
        )

    @property
    def price(self) -> Price | None:
        """What those who came had to pay; None where a certificate says nothing of it."""
        if self.amount is None or self.payment is None:
            return None
        return Price(Charge(self.amount, self.payment), self.came)

    @property
    def as_booked(self) -> bool:
        """Whether just as many came, so that it is known how many of them were children."""
        return self.came == self.children + self.adults

    @property
    def half_hours(self) -> int:
        """Academic half hours that were full: no certificate says more than there was."""
        return self.minutes * 2 // ACADEMIC_MINUTES

    @property
    def digest(self) -> str:
        """Of what a correction at the gate can change: titles may be worded anew, and it stays the same
        certificate."""
        of_whom = (self.organisation, self.grade, self.letter)
        counts = (self.children, self.adults, self.came, self.minutes)
        return digest_of([[each.isoformat() for each in self.days], *of_whom, *counts])

    def document(self) -> dict[str, Any]:
        """As it is stored."""
        price = {} if self.payment is None else {"amount": self.amount, "payment": self.payment.value}
        group = {"operator": True, "group_title": self.group_title, **price} if self.operator else {}
        return {
            "days": [each.isoformat() for each in self.days],
            "site": self.site.as_mapping(),
            "city": self.city.as_mapping(),
            "programme": self.programme.as_mapping(),
            "organisation": self.organisation,
            "grade": self.grade,
            "letter": self.letter,
            "children": self.children,
            "adults": self.adults,
            "came": self.came,
            "minutes": self.minutes,
            "direction": None if self.direction is None else self.direction.as_mapping(),
            "professions": [each.as_mapping() for each in self.professions],
            "received_by": self.received_by.as_mapping(),
            **group,
        }

    @classmethod
    def from_document(cls, stored: Mapping[str, Any]) -> Self:
        plain = ("organisation", "grade", "letter", "children", "adults", "came", "minutes")
        known: dict[str, Any] = {name: stored[name] for name in plain}
        known |= {name: Texts(stored[name]) for name in ("site", "city", "programme", "received_by")}
        return cls(
            days=tuple(date.fromisoformat(each) for each in stored["days"]),
            direction=None if stored["direction"] is None else Texts(stored["direction"]),
            professions=tuple(map(Texts, stored["professions"])),
            operator=stored.get("operator", False),
            group_title=stored.get("group_title"),
            amount=stored.get("amount"),
            payment=Payment(stored["payment"]) if "payment" in stored else None,
            **known,
        )


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a certificate says, and the code that vouches for it. ``number``: the reference of the booking or
    application; ``facts``: as they are stored."""

    number: str
    code: str
    facts: Mapping[str, Any]
    issued_at: datetime

    @property
    def issued_on(self) -> date:
        return self.issued_at.date()

    def is_genuine(self, key: bytes) -> bool:
        """Whether the code vouches for what is stored."""
        made = check_code(key, self.number, self.issued_at, self.facts)
        return hmac.compare_digest(made.encode(), self.code.encode())


@dataclass(frozen=True, slots=True)
class Certificate(Vouched):
    """One of a visit that may have been given out, by the columns of its table; ``digest``: of its facts,
    which are a :class:`VisitFacts`."""

    booking_id: BookingId
    site_id: SiteId
    digest: str

    @property
    def visit_facts(self) -> VisitFacts:
        return VisitFacts.from_document(self.facts)


def issue(key: bytes, booking: Booking, site_id: SiteId, facts: VisitFacts, now: datetime) -> Certificate:
    stored = facts.document()
    return Certificate(
        booking_id=booking.id,
        site_id=site_id,
        number=booking.reference,
        code=check_code(key, booking.reference, now, stored),
        digest=facts.digest,
        facts=stored,
        issued_at=now,
    )


def check_code(key: bytes, number: str, issued_at: datetime, facts: Mapping[str, Any]) -> str:
    said = canonical({"number": number, "day": issued_at.date().isoformat(), "facts": dict(facts)})
    return check_code_from(hmac.new(key, b"certificate:" + said, hashlib.sha256).digest())
