"""What is there for a party that is too young for a programme (A4)."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.catalogue.catalogue import Programme
from bot.domain.model import INDIVIDUALS_ALIKE, Audience, ProgrammeId, ProgrammeKind
from bot.domain.refusal import OtherProgramme, Reason, Refusal
from bot.services.transaction import Tx

SHOWN = 3
_OF_AGE = frozenset({Reason.TOO_YOUNG, Reason.CLASS_TOO_YOUNG})


def with_fitting(
    tx: Tx, programme_id: ProgrammeId, audience: Audience | None, refusal: Refusal | None
) -> Refusal | None:
    """A refusal for age with the programmes that admit the youngest; any other as it is."""
    if refusal is None or refusal.reason not in _OF_AGE:
        return refusal
    age = int(str(refusal.params["youngest_age"]))
    return replace(refusal, alternatives=fitting_programmes(tx, programme_id, audience, age))


def fitting_programmes(
    tx: Tx, programme_id: ProgrammeId, audience: Audience | None, age: int
) -> tuple[OtherProgramme, ...]:
    """Published programmes of the region for such guests of this age, the nearest sites first."""
    here = tx.catalogue.site(tx.catalogue.programme(programme_id).site_id)
    catalogue = tx.catalogue.published.within(here.region_id)
    guests = INDIVIDUALS_ALIKE if audience in INDIVIDUALS_ALIKE else {audience}

    def distance(programme: Programme) -> tuple[bool, bool, int]:
        site = catalogue.site_of(programme)
        return site.id != here.id, site.city_slug != here.city_slug, programme.id

    fitting = [
        each
        for each in catalogue.programmes.values()
        if each.kind is not ProgrammeKind.INTERNSHIP and each.min_age <= age and guests & each.audience
    ]
    return tuple(
        OtherProgramme(each.id, each.title, catalogue.site_of(each).name)
        for each in sorted(fitting, key=distance)[:SHOWN]
    )
