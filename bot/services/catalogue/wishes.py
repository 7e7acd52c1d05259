"""Who would come, and when, of a sentence that answers nothing: «в субботу семьёй втроём» (A5, A6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.model import Audience
from bot.domain.search.entries import Results
from bot.domain.typed.intents import without_party
from bot.domain.typed.moments import read_days_within
from bot.domain.typed.party import TypedParty, read_party, youngest_age_for_grade
from bot.services.catalogue.browse import today_of_reader
from bot.services.catalogue.search import find
from bot.services.permissions import ANYONE
from bot.services.transaction import Tx, reads


@dataclass(frozen=True, slots=True)
class Wish:
    """``audience``: None for people who may be anybody; ``since``: the first day, None: not said. ``named``:
    what the other words of the sentence name."""

    audience: Audience | None
    youngest_age: int | None
    since: date | None
    named: Results

    @property
    def is_class(self) -> bool:
        return self.audience in {Audience.SCHOOL, Audience.COLLEGE}


@reads(ANYONE)
def find_wish(tx: Tx, text: str) -> Wish | None:
    """None: nobody is spoken of who would come."""
    today = today_of_reader(tx)
    day = read_days_within(text, today)
    since = day.day if day is not None and day.day >= today else None
    others = text if day is None else day.rest
    party = read_party(others)
    if not isinstance(party, TypedParty):
        return None
    named = find(tx, without_party(others), tx.actor.region_id)
    return Wish(_audience_of(party, tx.limits.max_seats_of_individuals), _age_of(party), since, named)


def _audience_of(party: TypedParty, most_individuals: int) -> Audience | None:
    """Children with nobody beside them are a class, a few of them a family."""
    if party.of_college or party.course is not None:
        return Audience.COLLEGE
    if party.names_class or party.asks_grade:
        return Audience.SCHOOL
    people = (party.children or 0) + (party.adults or 0)
    if party.family or (people <= most_individuals and (party.of_school or party.youngest is not None)):
        return Audience.FAMILY
    return Audience.SCHOOL if party.of_school else None


def _age_of(party: TypedParty) -> int | None:
    if party.youngest is not None or party.grade is None:
        return party.youngest
    return youngest_age_for_grade(party.grade)
