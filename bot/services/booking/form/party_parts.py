"""What the answers about a party have in common, whoever it is."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from bot.domain.booking.routes.days import Demands
from bot.domain.catalogue.catalogue import Programme
from bot.domain.forms import BookingForm
from bot.domain.model import Audience
from bot.domain.refusal import ComeAsGroup, Reason, Refusal
from bot.domain.typed.numbers import read_number
from bot.domain.typed.party import PartyTextProblem
from bot.services.booking.rules import demands_of
from bot.services.forms.engine import At

MOST_PEOPLE = 150
"""People in one request at most; more is a festival, agreed by phone."""

Booking = At[BookingForm]
Taken = BookingForm | Refusal


def number(take: Callable[[Booking, int], Taken]) -> Callable[[Booking, str], Taken]:
    """An answer that is a number in the callback data; damaged, it changes nothing."""

    def tapped(at: Booking, value: str) -> Taken:
        known = read_number(value)
        return at.form if known is None else take(at, known)

    return tapped


def programme_of(at: Booking) -> Programme:
    return at.tx.catalogue.programme(at.form.programme_id)


def demands(at: Booking) -> Demands:
    return demands_of(at.tx, at.form)


def without_party(at: Booking) -> BookingForm:
    form = at.form
    return BookingForm(form.programme_id, wanted=form.wanted, source=form.source, route_id=form.route_id)


def of_individuals(individuals: Collection[Audience]) -> Audience:
    return Audience.TOURIST if Audience.TOURIST in individuals else min(individuals)


def without_class(form: BookingForm) -> BookingForm:
    return replace(
        form,
        organisation_id=None,
        organisation_name=None,
        new_school=False,
        grade=None,
        letter=None,
        other_letter=None,
        operator=False,
        group_title=None,
    )


def refuse_seats(seats: int, most: int) -> Refusal:
    """More than one booking may have: how many it takes."""
    requests = -(-seats // most)
    return Refusal(
        Reason.TEXT_REFUSED,
        {
            "problem": "seats_too_many",
            "most": most,
            "seats": seats,
            "requests": requests,
            "part": -(-seats // requests),
        },
        (ComeAsGroup(seats),),
    )


def another_party(form: BookingForm, **party: Any) -> BookingForm:
    """Another party: the time is chosen anew, and nothing of the old one is left but what is said again."""
    blank: dict[str, Any] = {
        "class_card_id": None,
        "children": 0,
        "youngest_age": None,
        "age_guessed": False,
        "adults_guessed": False,
        "party_agreed": False,
        "day": None,
        "parts": (),
    }
    return replace(form, **{**blank, **party})


def of_seats(problem: PartyTextProblem) -> str:
    """The same said to families and tourists, whose examples have no class."""
    return {
        PartyTextProblem.LOOKS_LIKE_NAMES: "names_for_seats",
        PartyTextProblem.TOO_MANY: "too_many",
    }.get(problem, "how_many_seats")
