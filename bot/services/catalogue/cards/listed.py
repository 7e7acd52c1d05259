"""What a site's card has of its region's own lists, town, industry and professions, and its place on the map:
a file says them by short names, or in two fields, the chat by the names that people know (E6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bot.db.catalogue.cards import (
    StoredCard,
    read_industries,
    read_professions,
    read_town,
    read_towns,
    write_industry,
    write_place,
    write_professions,
    write_town,
)
from bot.domain.catalogue.cards.fields import CardField, Input
from bot.domain.catalogue.cards.typed import NotRead, folded, read_names, read_place
from bot.domain.catalogue.cards.views import Known
from bot.domain.catalogue.file import Profession
from bot.domain.model import RegionId
from bot.domain.refusal import Refusal
from bot.domain.texts import Texts
from bot.domain.typed.free_text import check_free_text
from bot.services.catalogue.cards.reading import Judged, judge_alone
from bot.services.forms.engine import refused_text
from bot.services.transaction import Tx

MOST_PROFESSIONS: Final = 10
"""Of one site: more is a list that nobody reads."""
LONGEST_PROFESSION: Final = 50
"""Characters of one that the region does not have yet."""


def known_in(tx: Tx, region_id: RegionId, field: CardField) -> tuple[Known, ...]:
    """Towns or industries of a region; nothing for another field."""
    match field.name:
        case "city":
            return tuple(read_towns(tx.connection, region_id).values())
        case "industry":
            return tuple(read_industries(tx.connection, region_id).values())
        case _:
            return ()


def is_called(text: str, name: Texts) -> bool:
    """Whether this is a name of it, in whichever language."""
    return folded(text) in map(folded, name.as_mapping().values())


def read_listed(tx: Tx, region_id: RegionId, field: CardField, text: str) -> Any:
    """The value that a text means, or that it means none."""
    match field.input:
        case Input.KNOWN:
            known = known_in(tx, region_id, field)
            found = next((each for each in known if is_called(text, each.name)), None)
            return NotRead(f"card.unknown_{field.name}") if found is None else dict(found.name.as_mapping())
        case Input.PLACE:
            place = read_place(text)
            return NotRead("card.place") if place is None else list(place)
        case _:
            return _professions(tx, region_id, read_names(text))


def _professions(tx: Tx, region_id: RegionId, names: Sequence[str]) -> list[dict[str, str]]:
    """Those that the region has, in all their languages; a new one in Russian."""
    known = read_professions(tx.connection, region_id)
    found = [next((each for each in known if is_called(name, Texts(each))), {"ru": name}) for name in names]
    return list({each["ru"]: dict(each) for each in found}.values())


def judge_listed(tx: Tx, region_id: RegionId, field: CardField, value: Any) -> Judged | Refusal:
    """Whether a card may say this. What the region has is asked again: a town may have lost its last site."""
    match field.input:
        case Input.KNOWN:
            known = known_in(tx, region_id, field)
            found = next((each for each in known if dict(each.name.as_mapping()) == value), None)
            if found is None:
                return refused_text(f"card.unknown_{field.name}")
            return Judged(found, value)
        case Input.PLACE:
            return Judged(tuple(value), value)
        case _:
            return _judge_professions(tx, region_id, value or [])


def _judge_professions(tx: Tx, region_id: RegionId, names: Sequence[dict[str, str]]) -> Judged | Refusal:
    if len(names) > MOST_PROFESSIONS:
        return refused_text("card.many_professions", MOST_PROFESSIONS)
    known = read_professions(tx.connection, region_id)
    for each in names:
        if each in known:
            continue
        if len(each["ru"]) > LONGEST_PROFESSION:
            return refused_text("card.long_profession", LONGEST_PROFESSION)
        if check_free_text(each["ru"], len(each["ru"])) is not None:
            return refused_text("card.no_profession")
        if refusal := judge_alone(Profession, "name", each):
            return refusal
    return Judged(list(names), list(names))


def store_listed(tx: Tx, card: StoredCard, region_id: RegionId, field: CardField, judged: Judged) -> None:
    """Lock the site before."""
    read: Any = judged.read
    match field.name:
        case "city":
            town = read_town(tx.connection, region_id, read.slug)
            if town is None:
                raise LookupError(f"the town {read.slug} vanished inside a transaction")
            write_town(tx.connection, card, read.slug, town, tx.now)
        case "industry":
            write_industry(tx.connection, card, read, tx.now)
        case "place":
            north, east = read
            write_place(tx.connection, card, north, east, tx.now)
        case _:
            write_professions(tx.connection, card, read, tx.now)
