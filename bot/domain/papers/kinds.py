"""Papers of a visit: which there are, when each can be had, and whether what was printed is still true (B14).

They are made from what the organisation itself has said, and from counts. Nobody who comes along is named
in one: such lines are blank, to be filled in by hand (H4).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.booking.booking import Booking, Visit, people_in
from bot.domain.model import Audience, ListKind, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.domain.texts import Texts


class PaperKind(StrEnum):
    """Stored in ``printed_paper.kind`` and in callback data; a button says ``papers.kind.<value>``."""

    LETTER = "letter"
    LETTER_WORD = "letter_word"
    """For the school's own letterhead."""
    LETTER_TEXT = "letter_text"
    """To copy; no file."""
    GROUP_LIST = "group_list"
    LEAFLET = "leaflet"
    PARENT_CONSENT = "consent"
    BRIEFING = "briefing"
    CALENDAR = "calendar"
    CERTIFICATE = "certificate"
    PARTICIPANT = "participant"
    """For each who took part: a blank, whose leader writes the name in by hand."""
    REPORT = "report"
    """Text for the school's report, to copy; no file."""


BEFORE = (
    PaperKind.LETTER,
    PaperKind.LETTER_WORD,
    PaperKind.LETTER_TEXT,
    PaperKind.GROUP_LIST,
    PaperKind.LEAFLET,
    PaperKind.PARENT_CONSENT,
    PaperKind.BRIEFING,
    PaperKind.CALENDAR,
)
AFTER = (PaperKind.CERTIFICATE, PaperKind.PARTICIPANT, PaperKind.REPORT)
TO_READ = frozenset({PaperKind.LETTER_TEXT, PaperKind.REPORT})
"""Shown at once in the chat; the others are files."""
FOR_ANYBODY = frozenset({PaperKind.LEAFLET, PaperKind.CALENDAR})
"""The others are a class's."""
FOR_OPERATORS = frozenset(
    {
        PaperKind.LETTER,
        PaperKind.LETTER_WORD,
        PaperKind.LETTER_TEXT,
        PaperKind.GROUP_LIST,
        PaperKind.BRIEFING,
        PaperKind.CERTIFICATE,
        PaperKind.REPORT,
    }
)
"""What a group of adults needs of them (C4)."""
FORM_VERSION = 3
"""Of wording and layout: stands at the foot of each paper, and rises when one says something else."""


def is_class(booking: Booking) -> bool:
    """Whether a school or college stands behind it, which writes letters and wants certificates."""
    return booking.audience in {Audience.SCHOOL, Audience.COLLEGE}


def refuse_paper(
    kind: PaperKind, booking: Booking, visits: Iterable[Visit], list_kind: ListKind, now: datetime
) -> Refusal | None:
    """Why this paper of a booking's visits at a site cannot be had now; None if it can."""
    here = tuple(visits)
    fits = is_class(booking) or (booking.is_operator and kind in FOR_OPERATORS)
    if kind not in FOR_ANYBODY and not fits:
        return Refusal(Reason.PAPER_NEEDLESS)
    if kind is PaperKind.GROUP_LIST and list_kind is ListKind.NONE:
        return Refusal(Reason.PAPER_NEEDLESS)
    if kind in AFTER:
        if any(each.status is VisitStatus.ARRIVED for each in here):
            return None
        off = all(each.status not in {VisitStatus.PENDING, VisitStatus.CONFIRMED} for each in here)
        return Refusal(Reason.PAPER_OFF) if off else Refusal(Reason.PAPER_EARLY)
    standing = [each for each in here if each.status.takes_seats]
    if not standing:
        return Refusal(Reason.PAPER_OFF)
    return Refusal(Reason.PAPER_OVER) if all(each.ends_at <= now for each in standing) else None


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """What was made last of a kind, in a language: for whom, and a hash of the other facts on it."""

    kind: PaperKind
    language: str
    printed_at: datetime
    children: int
    adults: int
    facts: str


@dataclass(frozen=True, slots=True)
class Printable:
    """What a paper would say now, as far as a change of it makes older copies useless."""

    children: int
    adults: int
    facts: str


class Outdated(StrEnum):
    """Why a copy is out of date; the text is ``papers.outdated.<value>``."""

    COUNTS = "counts"
    TIME = "time"
    """Or the place."""


def printable(visits: Iterable[Visit], meeting_point: Texts) -> Printable:
    """Of the visits at one site that stand."""
    standing = [each for each in visits if each.status.takes_seats]
    said = [
        [[each.session_id, each.starts_at.isoformat()] for each in standing],
        dict(meeting_point.as_mapping()),
    ]
    children, adults = people_in(standing)
    return Printable(children, adults, facts=digest(said))


def digest(document: object) -> str:
    """One hash for the same facts, in whatever order a database keeps them."""
    return hashlib.sha256(canonical(document)).hexdigest()


def canonical(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def why_outdated(printed: PrintedPaper, now: Printable) -> Outdated | None:
    if (printed.children, printed.adults) != (now.children, now.adults):
        return Outdated.COUNTS
    return None if printed.facts == now.facts else Outdated.TIME
