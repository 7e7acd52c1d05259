"""What of a site's and a programme's card is edited in the chat, and who agrees to it (E6).

Each field is one of the catalogue's file (``bot.domain.catalogue.file``), by whose types and limits it is
read. Slug, code and kind stay.
Why it is so: docs/decisions/0030-who-agrees-to-a-card.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from bot.domain.catalogue.file import Part, Programme, SiteCard
from bot.domain.model import (
    Access,
    Audience,
    Confirmation,
    IfShort,
    ListKind,
    Payment,
    PhotoRule,
    ProgrammeKind,
    Sharing,
    TrialLevel,
)
from bot.domain.time.zones import RUSSIAN

NOT_SAID: Final = "…"
"""Stands where a site or programme that was begun in the chat still lacks a text: it is not published so."""

PUBLICATION: Final = "publication"
"""In the place of a field: the first publication of a site, by the digest of all that it shows."""

LANGUAGES: Final = ("ru", "en")
"""In which a card's texts are typed; others come by file and stay."""


class Input(StrEnum):
    """How a field is answered."""

    TEXT = "text"
    """In several languages."""
    NUMBER = "number"
    MINUTES = "minutes"
    CHOICE = "choice"
    SEVERAL = "several"
    SWITCH = "switch"
    LINE = "line"
    """A phone, an address: the same in every language."""
    AMOUNTS = "amounts"
    KNOWN = "known"
    """One that the region has: a town, an industry."""
    NAMES = "names"
    """Those of a list that has no end, by their names."""
    PLACE = "place"
    """On the map."""
    ZONE = "zone"
    """A time zone: of a list, or by its name or town."""


OWN_WAY: Final = frozenset({Input.KNOWN, Input.NAMES, Input.PLACE})
"""What stands in a file by short names, or in two fields: it is read, judged and stored by
``bot.services.catalogue.cards.listed``."""


class Group(StrEnum):
    """Fields that are shown together."""

    ABOUT = "about"
    CONTACT = "contact"
    SAFETY = "safety"
    ACCESS = "access"
    GUESTS = "guests"
    SESSIONS = "sessions"
    PASSES = "passes"
    PRICE = "price"
    TRIAL = "trial"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardField:
    """``name``: as in the file; ``path``: where it stands there, if that is inside of another field.

    ``safety``: for a site that visitors have seen a coordinator agrees to it. ``shapes``: sessions are made
    by it, and those without anybody follow. ``moves``: it says where one meets.
    """

    name: str
    group: Group
    input: Input
    path: tuple[str, ...]
    of: type[Part]
    optional: bool = False
    safety: bool = False
    shapes: bool = False
    moves: bool = False
    choices: tuple[str, ...] = ()
    kinds: frozenset[ProgrammeKind] = frozenset(ProgrammeKind)
    usual: int = 0
    """So many answers have a button of their own (``card.usual.<name>.<number>``)."""
    of_office: bool = False
    """It names an office: a person's name is refused."""
    says: str = ""
    """The text that says a choice in words: where that is still to come, the usual one comes along."""
    numbers: tuple[int, ...] = ()
    """Those that have a button."""

    @property
    def column(self) -> str:
        return self.path[0]

    @property
    def own_way(self) -> bool:
        return self.input in OWN_WAY


def _field(of: type[Part], name: str, group: Group, answered: Input, **more: Any) -> CardField:
    return CardField(name=name, group=group, input=answered, of=of, path=more.pop("path", (name,)), **more)


def _values(kind: type[StrEnum]) -> tuple[str, ...]:
    return tuple(each.value for each in kind)


_VISITS: Final = frozenset(ProgrammeKind) - {ProgrammeKind.INTERNSHIP}
_PLACEMENTS: Final = frozenset({ProgrammeKind.INTERNSHIP})
_TRIALS: Final = frozenset({ProgrammeKind.TRIAL})
_AMOUNTS: Final = ("tariff", "amounts")

SITE_FIELDS: Final = tuple(
    _field(SiteCard, name, group, answered, **more)
    for name, group, answered, more in (
        ("name", Group.ABOUT, Input.TEXT, {}),
        ("short", Group.ABOUT, Input.TEXT, {}),
        ("industry", Group.ABOUT, Input.KNOWN, {}),
        ("professions", Group.ABOUT, Input.NAMES, {"optional": True}),
        ("languages", Group.ABOUT, Input.SEVERAL, {"choices": ("ru", "en", "kv")}),
        ("city", Group.CONTACT, Input.KNOWN, {"moves": True}),
        ("meeting_point", Group.CONTACT, Input.TEXT, {"moves": True}),
        ("place", Group.CONTACT, Input.PLACE, {"path": ("latitude",), "moves": True}),
        ("timezone", Group.CONTACT, Input.ZONE, {"choices": RUSSIAN}),
        ("contact_name", Group.CONTACT, Input.TEXT, {"of_office": True, "usual": 2}),
        ("contact_phone", Group.CONTACT, Input.LINE, {"optional": True}),
        ("pass_office_email", Group.CONTACT, Input.LINE, {"optional": True}),
        ("bus_plate", Group.CONTACT, Input.SWITCH, {}),
        ("dress", Group.SAFETY, Input.TEXT, {"safety": True, "usual": 2}),
        ("bring", Group.SAFETY, Input.TEXT, {"usual": 2}),
        ("gear", Group.SAFETY, Input.TEXT, {"safety": True, "usual": 2}),
        ("health", Group.SAFETY, Input.TEXT, {"safety": True, "usual": 2}),
        ("photo", Group.ACCESS, Input.CHOICE, {"choices": _values(PhotoRule), "says": "photo_text"}),
        ("photo_text", Group.ACCESS, Input.TEXT, {"usual": 3}),
        ("access", Group.ACCESS, Input.CHOICE, {"choices": _values(Access), "says": "access_text"}),
        ("access_text", Group.ACCESS, Input.TEXT, {"usual": 3}),
    )
)

PROGRAMME_FIELDS: Final = tuple(
    _field(Programme, name, group, answered, **more)
    for name, group, answered, more in (
        ("title", Group.ABOUT, Input.TEXT, {}),
        ("about", Group.ABOUT, Input.TEXT, {}),
        ("subjects", Group.ABOUT, Input.TEXT, {"optional": True}),
        ("direction", Group.ABOUT, Input.TEXT, {"optional": True}),
        ("professions", Group.ABOUT, Input.NAMES, {"optional": True}),
        ("audience", Group.GUESTS, Input.SEVERAL, {"choices": _values(Audience), "shapes": True}),
        ("min_age", Group.GUESTS, Input.NUMBER, {"safety": True, "numbers": (7, 10, 12, 14)}),
        ("min_group", Group.GUESTS, Input.NUMBER, {"numbers": (1, 5, 10)}),
        ("max_group", Group.GUESTS, Input.NUMBER, {"safety": True, "shapes": True, "numbers": (15, 20, 30)}),
        ("children_per_adult", Group.GUESTS, Input.NUMBER, {"safety": True, "numbers": (8, 10, 15)}),
        (
            "duration_min",
            Group.SESSIONS,
            Input.MINUTES,
            {"shapes": True, "kinds": _VISITS, "numbers": (45, 60, 90)},
        ),
        ("days", Group.SESSIONS, Input.NUMBER, {"shapes": True, "kinds": _PLACEMENTS, "numbers": (3, 5, 10)}),
        (
            "hours_per_day",
            Group.SESSIONS,
            Input.NUMBER,
            {"shapes": True, "kinds": _PLACEMENTS, "numbers": (4, 6, 8)},
        ),
        (
            "sharing",
            Group.SESSIONS,
            Input.CHOICE,
            {"shapes": True, "kinds": _VISITS, "choices": _values(Sharing)},
        ),
        ("confirmation", Group.SESSIONS, Input.CHOICE, {"shapes": True, "choices": _values(Confirmation)}),
        (
            "minimum",
            Group.SESSIONS,
            Input.NUMBER,
            {"path": ("minimum", "people"), "optional": True, "shapes": True, "kinds": _VISITS},
        ),
        (
            "decided_before",
            Group.SESSIONS,
            Input.NUMBER,
            {"path": ("minimum", "working_days"), "shapes": True, "kinds": _VISITS, "numbers": (1, 2, 3)},
        ),
        (
            "if_short",
            Group.SESSIONS,
            Input.CHOICE,
            {
                "path": ("minimum", "if_short"),
                "shapes": True,
                "kinds": _VISITS,
                "choices": _values(IfShort),
            },
        ),
        ("lead_working_days", Group.PASSES, Input.NUMBER, {"numbers": (3, 5, 10)}),
        ("foreign_lead_days", Group.PASSES, Input.NUMBER, {"numbers": (14, 30, 45)}),
        ("list_kind", Group.PASSES, Input.CHOICE, {"safety": True, "choices": _values(ListKind)}),
        ("list_lead_working_days", Group.PASSES, Input.NUMBER, {"safety": True, "numbers": (2, 5, 7)}),
        ("amounts", Group.PRICE, Input.AMOUNTS, {"path": _AMOUNTS, "optional": True}),
        ("payment", Group.PRICE, Input.CHOICE, {"path": _AMOUNTS, "choices": _values(Payment)}),
        ("covers", Group.PRICE, Input.TEXT, {"path": ("tariff", "covers"), "optional": True}),
        ("payee", Group.PRICE, Input.TEXT, {"path": ("tariff", "payee"), "optional": True}),
        ("price", Group.PRICE, Input.TEXT, {"optional": True}),
        ("task", Group.TRIAL, Input.TEXT, {"kinds": _TRIALS}),
        ("product", Group.TRIAL, Input.TEXT, {"kinds": _TRIALS}),
        ("level", Group.TRIAL, Input.CHOICE, {"kinds": _TRIALS, "choices": _values(TrialLevel)}),
    )
)

_SITE_BY_NAME: Final = {each.name: each for each in SITE_FIELDS}
_PROGRAMME_BY_NAME: Final = {each.name: each for each in PROGRAMME_FIELDS}

Document = Mapping[str, Any]
"""A site or programme as the catalogue's file says it."""


def field_named(name: str, *, of_programme: bool) -> CardField | None:
    return (_PROGRAMME_BY_NAME if of_programme else _SITE_BY_NAME).get(name)


def fields_of_card(card: Document, *, of_programme: bool) -> tuple[CardField, ...]:
    """Those that this site or programme has."""
    every = PROGRAMME_FIELDS if of_programme else SITE_FIELDS
    return tuple(each for each in every if is_there(each, card))


def is_there(field: CardField, card: Document) -> bool:
    """A programme's kind has it, and what it says more about is said."""
    if field.of is Programme and card["kind"] not in field.kinds:
        return False
    if field.name in {"payment", "covers", "payee"}:
        return bool((card.get("tariff") or {}).get("amounts"))
    if field.name in {"decided_before", "if_short"}:
        return card.get("minimum") is not None
    return field.name != "price" or card.get("tariff") is None


def value_in(card: Document, field: CardField) -> Any:
    """The value of a field; None: nothing is said. Towns, industries and professions are their names."""
    if field.input is Input.PLACE:
        return [card["latitude"], card["longitude"]]
    value: Any = card.get(field.path[0])
    for key in field.path[1:]:
        value = None if value is None else value.get(key)
    if field.name == "payment":
        return next((each["payment"] for each in value or ()), None)
    return value


def _payment_of(card: Document) -> Any:
    """How what stands there is paid; a new price is paid like the one before."""
    amounts = (card.get("tariff") or {}).get("amounts") or ()
    return next((each["payment"] for each in amounts if "payment" in each), None)


def column_with(card: Document, field: CardField, value: Any) -> Any:
    """What stands in the field's column when the field has this value; None: nothing."""
    if field.name == "payment":
        amounts = [{**each, "payment": value} for each in card["tariff"]["amounts"]]
        return {**card["tariff"], "amounts": amounts}
    if len(field.path) == 1:
        return value
    outer, inner = field.path
    if value is None and field.name in {"amounts", "minimum"}:
        return None
    if field.name == "amounts" and (paid := _payment_of(card)) is not None:
        value = [{"payment": paid, **each} for each in value]
    rest = {name: each for name, each in (card.get(outer) or {}).items() if name != inner}
    return rest if value is None else {**rest, inner: value}


def is_said(value: Any) -> bool:
    """Whether a field that has to be said is."""
    return not isinstance(value, Mapping) or value.get("ru") != NOT_SAID


def missing_in(card: Document, *, of_programme: bool) -> tuple[CardField, ...]:
    """What has to be said before visitors see it."""
    there = fields_of_card(card, of_programme=of_programme)
    return tuple(each for each in there if not is_said(value_in(card, each)))


def groups_of(fields: Collection[CardField]) -> tuple[Group, ...]:
    """In the order of the card."""
    return tuple(dict.fromkeys(each.group for each in fields))
