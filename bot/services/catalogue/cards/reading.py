"""Cards as they are stored, and whether a value may stand in them (E6).

What is stored counts, not the catalogue in memory: two people may edit at once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from pydantic import ValidationError

from bot.db.catalogue.cards import (
    StoredCard,
    has_sessions_ahead,
    read_programme_cards,
    read_site_card,
)
from bot.db.catalogue.exporting import read_site_document
from bot.db.catalogue.revisions import read_open_of_site
from bot.db.people.members import has_owner
from bot.domain.catalogue.cards.fields import (
    SITE_FIELDS,
    CardField,
    Document,
    Group,
    column_with,
    fields_of_card,
    groups_of,
    missing_in,
)
from bot.domain.catalogue.cards.views import CardsView, CardView, Gap, Readiness
from bot.domain.catalogue.file import Part
from bot.domain.catalogue.problems import Problem, RowProblem
from bot.domain.catalogue.reading import kind_and_facts, read_catalogue, reader_of
from bot.domain.model import ProgrammeId, Publication, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.services.permissions import edits_cards
from bot.services.transaction import Tx, reads

EDITS = edits_cards("site_id")

SAID = frozenset(
    {
        Problem.TOO_SMALL,
        Problem.TOO_LARGE,
        Problem.EMPTY,
        Problem.TOO_LONG,
        Problem.BAD_EMAIL,
        Problem.BAD_PHONE,
        Problem.CONTROL_CHARACTER,
        Problem.REPEATED,
        Problem.GROUP_RANGE,
        Problem.CAPACITY_RANGE,
        Problem.LIST_AFTER_REQUEST,
        Problem.TRIAL_TOO_LARGE,
        Problem.AUDIENCE_NOT_SERVED,
        Problem.MINIMUM_OF_NOTHING,
        Problem.CLASH,
    }
)
"""Faults that the chat says in words of its own (``problem.card.<kind>``)."""


def find_card(tx: Tx, site_id: SiteId, programme_id: ProgrammeId | None) -> StoredCard | None:
    """None: the programme is of another site, or there is none."""
    if programme_id is None:
        return read_site_card(tx.connection, site_id)
    cards = read_programme_cards(tx.connection, site_id)
    return next((each for each in cards if each.programme_id == programme_id), None)


# --- looking --------------------------------------------------------------------------------------------


@reads(EDITS)
def show_cards(tx: Tx, site_id: SiteId) -> CardsView | Refusal:
    """«Карточки»: what the site and each of its programmes still lack, and what waits for a coordinator."""
    return cards_view(tx, site_id)


def cards_view(tx: Tx, site_id: SiteId, done: str | None = None) -> CardsView:
    site = tx.catalogue.site(site_id)
    own = read_site_card(tx.connection, site_id)
    cards = read_programme_cards(tx.connection, site_id)
    return CardsView(
        site=site,
        status=Publication.ARCHIVED if own is None else own.status,
        readiness=readiness_of(tx, site_id),
        waiting=tuple(read_open_of_site(tx.connection, site_id)),
        coordinates=tx.actor.coordinates(site.region_id),
        seen=digest_of(tx, site_id),
        drafts=frozenset(
            each.programme_id for each in cards if each.programme_id and each.status is Publication.DRAFT
        ),
        done=done,
    )


def readiness_of(tx: Tx, site_id: SiteId) -> Readiness:
    """What a site lacks, in the order in which it is asked for."""
    own, cards = read_site_card(tx.connection, site_id), read_programme_cards(tx.connection, site_id)
    everything = tx.catalogue.everything.programmes
    missing = missing_in(own.document, of_programme=False) if own else ()
    said_by = {each.says: each for each in SITE_FIELDS if each.says}
    gaps = [Gap(None, said_by.get(each.name, each)) for each in missing]
    for card in cards:
        programme = None if card.programme_id is None else everything.get(card.programme_id)
        gaps += [Gap(programme, each) for each in missing_in(card.document, of_programme=True)]
    return Readiness(
        tuple(gaps),
        has_programme=bool(cards),
        has_owner=has_owner(tx.connection, site_id),
        has_sessions=has_sessions_ahead(tx.connection, site_id, tx.now),
    )


def digest_of(tx: Tx, site_id: SiteId) -> str:
    """Of all that visitors would see of a site: whoever agrees to its publication has seen this."""
    own, cards = read_site_card(tx.connection, site_id), read_programme_cards(tx.connection, site_id)
    shown = [None if own is None else own.document, *(each.document for each in cards)]
    return _crc(shown)


def _crc(value: object) -> str:
    return f"{crc32(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()):08x}"


def key_of(*values: object) -> str:
    """Of what was shown, for the button that agrees to it."""
    return _crc(list(values))


@reads(EDITS)
def show_card(
    tx: Tx, site_id: SiteId, programme_id: ProgrammeId | None, group: str = ""
) -> CardView | Refusal:
    """One card with the values of a group of its fields; without a known one the first."""
    return card_view(tx, site_id, programme_id, group)


def card_view(
    tx: Tx, site_id: SiteId, programme_id: ProgrammeId | None, group: str, done: str | None = None
) -> CardView | Refusal:
    card = find_card(tx, site_id, programme_id)
    if card is None:
        return Refusal(Reason.NOT_FOUND)
    fields = fields_of_card(card.document, of_programme=programme_id is not None)
    chosen: Group = next((each for each in groups_of(fields) if each.value == group), groups_of(fields)[0])
    waiting = [
        each for each in read_open_of_site(tx.connection, site_id) if each.programme_id == programme_id
    ]
    programme = None if programme_id is None else tx.catalogue.programme(programme_id)
    site = tx.catalogue.site(site_id)
    return CardView(site, programme, card.document, fields, chosen, tuple(waiting), done)


# --- judging --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Judged:
    """A value that may stand in a column: as the file's types have read it, and as the file says it."""

    read: object
    plain: Any


def judge_alone(of: type[Part], column: str, value: Any) -> Refusal | None:
    """Why a value cannot stand in a field, by the file's own reader."""
    try:
        reader_of(of, column).validate_python(value)
    except ValidationError as error:
        kind, facts = kind_and_facts(error.errors(include_url=False)[0], (column,))
        return refuse_fault(RowProblem(column, kind, facts))
    return None


def judge_column(tx: Tx, card: StoredCard, field: CardField, value: Any) -> Judged | Refusal:
    """Whether a field may have this value, by the file's own types and by what must hold between values of
    the site. What was wrong before keeps nobody from changing something else."""
    column = column_with(card.document, field, value)
    judged = Judged(None, None)
    if column is not None:
        faults = _new_faults(tx, card, field, column)
        if faults:
            return refuse_fault(faults[0])
        adapter = reader_of(field.of, field.column)
        try:
            read = adapter.validate_json(json.dumps(column))
        except ValidationError:
            return Refusal(Reason.TEXT_REFUSED, {"problem": "card.invalid"})
        judged = Judged(read, _dumped(read))
    elif not field.optional:
        return Refusal(Reason.TEXT_REFUSED, {"problem": "card.empty"})
    return judged


def _dumped(read: object) -> Any:
    if isinstance(read, Part):
        return read.model_dump(mode="json", exclude_none=True, by_alias=True)
    return json.loads(json.dumps(read, default=list))


def _new_faults(tx: Tx, card: StoredCard, field: CardField, column: Any) -> list[RowProblem]:
    document = read_site_document(tx.connection, card.site_id)
    if document is None:
        raise LookupError(f"site {card.site_id} vanished inside a transaction")
    before = {(each.place, each.kind) for each in _faults(document)}
    site = document["sites"][0]
    site.setdefault("programmes", [])
    part = site if card.programme_id is None else site["programmes"][card.position]
    part[field.column] = column
    found = [each for each in _faults(document) if (each.place, each.kind) not in before]
    own = ("sites", 0) if card.programme_id is None else ("sites", 0, "programmes", card.position)
    return sorted(found, key=lambda each: each.place[: len(own) + 1] != (*own, field.column))


def _faults(document: Document) -> list[RowProblem]:
    """A site without programmes, or with texts to come, is no fault while it is on its way."""
    found = read_catalogue(json.dumps(document))
    return found if isinstance(found, list) else []


def refuse_fault(fault: RowProblem) -> Refusal:
    """A fault of a file, as the chat says it."""
    problem = f"card.{fault.kind}" if fault.kind in SAID else "card.invalid"
    return Refusal(Reason.TEXT_REFUSED, {"problem": problem, "most": 0, **fault.facts})
