"""What can be wrong with a catalogue file, said so that its author can put it right.

A :class:`RowProblem` names the place, the fault and an example. English sentences stand here because the
command line speaks English; a screen says the same in its reader's language from ``kind`` and ``facts``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Place = tuple[str | int, ...]
"""Keys and indexes (from 0) from the top of the file: ``("sites", 3, "programmes", 1, "max_group")``."""


class Problem(StrEnum):
    """What is wrong. Each has a sentence in :data:`SENTENCES`."""

    TOO_BIG = "too_big"
    NOT_UTF8 = "not_utf8"
    BAD_JSON = "bad_json"
    REPEATED_KEY = "repeated_key"
    TOO_DEEP = "too_deep"
    BROKEN_CHARACTER = "broken_character"
    MISSING = "missing"
    UNKNOWN_FIELD = "unknown_field"
    WRONG_TYPE = "wrong_type"
    NOT_ONE_OF = "not_one_of"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    INVALID = "invalid"
    BAD_NAME = "bad_name"
    BAD_TIME = "bad_time"
    BAD_DATE = "bad_date"
    BAD_MONTH_DAY = "bad_month_day"
    BAD_PHONE = "bad_phone"
    BAD_EMAIL = "bad_email"
    BAD_LANGUAGE = "bad_language"
    NO_RUSSIAN = "no_russian"
    CONTROL_CHARACTER = "control_character"
    UNKNOWN_TIMEZONE = "unknown_timezone"
    REPEATED = "repeated"
    UNKNOWN_REFERENCE = "unknown_reference"
    GROUP_RANGE = "group_range"
    CAPACITY_RANGE = "capacity_range"
    LIST_AFTER_REQUEST = "list_after_request"
    NOT_FOR_KIND = "not_for_kind"
    NEEDED_FOR_KIND = "needed_for_kind"
    PLACEMENT_IS_SHARED = "placement_is_shared"
    TRIAL_TOO_LARGE = "trial_too_large"
    AUDIENCE_NOT_SERVED = "audience_not_served"
    MINIMUM_OF_NOTHING = "minimum_of_nothing"
    CLASH = "clash"
    ENDS_BEFORE = "ends_before"
    ROUTE_TOO_YOUNG = "route_too_young"
    STOPS_OUT_OF_ORDER = "stops_out_of_order"
    STOP_AFTER_LAST_DAY = "stop_after_last_day"
    FIRST_STOP_TRAVELS = "first_stop_travels"
    NOT_A_WORKBOOK = "not_a_workbook"
    WORKBOOK_TOO_BIG = "workbook_too_big"
    NO_KEYS = "no_keys"
    SHEET_TOO_LONG = "sheet_too_long"
    FORMULA = "formula"
    MERGED = "merged"
    ONE_ROW = "one_row"


SENTENCES: Mapping[Problem, str] = {
    Problem.TOO_BIG: "the file has {size} bytes, more than {limit}",
    Problem.NOT_UTF8: "the file is not UTF-8 text: byte {byte} cannot be read; save it as UTF-8",
    Problem.BAD_JSON: "not JSON at line {line}, column {column}: {detail}",
    Problem.REPEATED_KEY: "the key {key!r} stands twice in one object; leave one",
    Problem.TOO_DEEP: "objects are nested too deeply",
    Problem.BROKEN_CHARACTER: "the text holds half of a character (\\ud800 to \\udfff)",
    Problem.MISSING: "is missing",
    Problem.UNKNOWN_FIELD: "is not a field of this format{hint}",
    Problem.WRONG_TYPE: "must be {expected}",
    Problem.NOT_ONE_OF: "must be one of {expected}",
    Problem.TOO_SMALL: "must be at least {limit}",
    Problem.TOO_LARGE: "must be at most {limit}",
    Problem.EMPTY: "must not be empty",
    Problem.TOO_LONG: "has {length}, at most {limit} fit",
    Problem.INVALID: "{detail}",
    Problem.BAD_NAME: "must be lower-case Latin letters, digits and single hyphens, at most 40",
    Problem.BAD_TIME: "must be a time of day as HH:MM",
    Problem.BAD_DATE: "must be a date as YYYY-MM-DD",
    Problem.BAD_MONTH_DAY: "must be a day of the year as MM-DD",
    Problem.BAD_PHONE: "must be a phone number with + and the country's code",
    Problem.BAD_EMAIL: "must be an e-mail address",
    Problem.BAD_LANGUAGE: "must be a language code of two or three small letters",
    Problem.NO_RUSSIAN: 'has no Russian text (key "ru")',
    Problem.CONTROL_CHARACTER: "holds a control character",
    Problem.UNKNOWN_TIMEZONE: "is not a time zone of the IANA list, such as Europe/Moscow",
    Problem.REPEATED: "{value!r} stands already at {first}",
    Problem.UNKNOWN_REFERENCE: "{value!r} is not in {section}{hint}",
    Problem.GROUP_RANGE: "the smallest group ({min_group}) is larger than the largest ({max_group})",
    Problem.CAPACITY_RANGE: "must lie between the smallest group and max_group ({min_group} to {max_group})",
    Problem.LIST_AFTER_REQUEST: "the list is due {list_days} working days ahead, before the request itself"
    " ({lead_days}); make lead_working_days at least {list_days}",
    Problem.NOT_FOR_KIND: "is not for a programme of kind {kind}",
    Problem.NEEDED_FOR_KIND: "is missing: a programme of kind {kind} needs it",
    Problem.PLACEMENT_IS_SHARED: 'must be "shared": several people take part in one intake of a placement',
    Problem.TRIAL_TOO_LARGE: "a job trial has at most {limit} places",
    Problem.AUDIENCE_NOT_SERVED: "{value!r} is not in the audience of the programme",
    Problem.MINIMUM_OF_NOTHING: "is for sessions that several parties share, and this programme has none",
    Problem.ENDS_BEFORE: "lies before since ({since})",
    Problem.CLASH: "{day} {time} clashes with {other} (visits of one site must not overlap, and"
    " between these two {needed} minutes are needed: after_min of the one, before_min of the next)",
    Problem.ROUTE_TOO_YOUNG: "must be at least {limit}, the age of the strictest stop ({stop})",
    Problem.STOPS_OUT_OF_ORDER: "a stop cannot be on an earlier day than the stop before it (day {before})",
    Problem.STOP_AFTER_LAST_DAY: "the route has only {days} days",
    Problem.FIRST_STOP_TRAVELS: "must be 0 at the first stop: nothing is travelled before it",
    Problem.NOT_A_WORKBOOK: "is not a workbook of the kind XLSX that can be read",
    Problem.WORKBOOK_TOO_BIG: "unpacks to more than {limit} bytes, or holds what a catalogue does not need",
    Problem.NO_KEYS: "has no sheet that was made by this program: take the template, or an export",
    Problem.SHEET_TOO_LONG: "the sheet has more than {limit} rows; delete the empty ones at its end",
    Problem.FORMULA: "is a formula; put its value in its place",
    Problem.MERGED: "belongs to cells that are merged; take them apart",
    Problem.ONE_ROW: "this sheet has one row only",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays as the chat has it, though a file says otherwise. ``column``: of the site, or of its
    programme with this code; ``says``: the file; ``has``: the chat. ``day``: one of the region, which is no
    site's. ``of_route``: ``site`` is the slug of a route."""

    site: str
    programme: str | None
    column: str
    says: Any
    has: Any
    day: str = ""
    of_route: bool = False

    def __str__(self) -> str:
        """«sloist.dress», «sloist.tour.min_age», «days_off.2027-08-20»."""
        return ".".join(each for each in (self.site, self.programme, self.column, self.day) if each)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One fault of a file.

    ``where``: the place for people, such as ``sites[3] "sloist" → programmes[1] "trial" → max_group``;
    empty when the file as a whole is meant. ``example``: what the place could hold, as JSON, or None.
    ``kept``: what the chat has changed and keeps, and what the file does not fit beside.
    """

    where: str
    kind: Problem
    facts: Mapping[str, str | int] = field(default_factory=dict)
    example: str | None = None
    place: Place = ()
    kept: tuple[Kept, ...] = ()

    @property
    def what(self) -> str:
        """The fault in one English sentence, without the place."""
        said = SENTENCES[self.kind].format(**self.facts)
        if not self.kept:
            return said
        kept = ", ".join(
            f"{each} (the chat: {_json(each.has)}, the file: {_json(each.says)})" for each in self.kept
        )
        return f"{said}. Kept as changed in the chat: {kept}. Change one of the two, or import --overwrite"

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}; for example: {self.example}" if self.example else text


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def name_place(place: Place, document: object) -> str:
    """A place in words, with the slug, code or site of each list element beside its index."""
    steps: list[str] = []
    here = document
    for key in place:
        if isinstance(key, int):
            here = here[key] if isinstance(here, list) and key < len(here) else None
            steps[-1:] = [f"{steps[-1] if steps else ''}[{key}]{_label(here)}"]
        else:
            here = here.get(key) if isinstance(here, dict) else None
            steps.append(key)
    return " → ".join(steps)


def _label(element: object) -> str:
    if not isinstance(element, dict):
        return ""
    for key in ("slug", "code", "site"):
        if isinstance(name := element.get(key), str) and 0 < len(name) <= 60:
            return f' "{name}"'
    return ""
