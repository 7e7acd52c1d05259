"""Every "no" that the code can say, found in the code itself, and the words for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from string import Formatter

from babel.messages.pofile import read_po

import bot
from bot.domain.model import (
    ApplicationId,
    BookingId,
    DraftId,
    ProgrammeId,
    Publication,
    SessionId,
)
from bot.domain.refusal import (
    ChangeAdults,
    OpenBooking,
    OpenCalendar,
    OtherSession,
    Param,
    Reason,
    Refusal,
)
from bot.domain.texts import Texts
from bot.ui import kit
from bot.ui.host import refusals as host
from bot.ui.refusals import with_refusal
from bot.ui.screen import Screen
from bot.ui.translator import LOCALES
from bot.ui.visitor.booking import form as booking_form
from bot.ui.visitor.placements import form as application
from tests.screens.gallery import Gallery
from tests.screens.showroom import LEADER, NOW, REFERENCES, STATES, Showroom

SOURCES = Path(bot.__file__).parent
DAY = date(2026, 12, 3)

FACTS: Mapping[str, tuple[Param, ...]] = {
    "phone": ("+7 000 000-00-01",),
    "min_age": (14,),
    "least": (24, 1),
    **{f"{which}_children": (120, 0) for which in ("was", "now")},
    **{f"{which}_adults": (12, 2) for which in ("was", "now")},
    **{f"{which}_grade": (11, 0, 10) for which in ("was", "now")},
    **{f"{which}_letter": ("Б", "", "1") for which in ("was", "now")},
    "youngest_age": (9,),
    "horizon_days": (120,),
    "cutoff": (120,),
    "last_day": (DAY,),
    "day": (DAY,),
    "lead_working_days": (0, 1, 3, 10),
    "foreign_lead_days": (1, 30),
    "min_group": (10, 21),
    "seats": (1, 2, 21),
    "free": (0, 1, 2, 5),
    "capacity": (1, 12, 21),
    "adults": (1, 2),
    "needed": (1, 2, 5),
    "taken": (1, 12),
    "minutes": (45, 75),
    "other_time": ("10:30",),
    "most": (1, 5, 21),
    "requests": (2, 3, 5),
    "part": (21, 22, 37),
    "one": ("7 В",),
    "other": ("7 Б",),
    "reference": (REFERENCES[1],),
    "bookings": (1, 5),
    "days": (1, 2, 5),
    "version": (2,),
    "time": ("14:30",),
    "next_time": ("16:00",),
    "ends": ("16:00",),
    "nearest": ("12:25", ""),
    "name": (LEADER,),
    "programme": (Texts({"ru": "Слой за слоем", "en": "Layer by layer"}),),
    "other_site": (Texts({"ru": "Фанерный цех «Слоист»", "en": "Sloist plywood works"}),),
    "n": (1, 2, 5),
    "state": ("sent",),
    "limit": (1, 15, 120),
    "length": (130,),
    "max_group": (20,),
    "list_days": (12,),
    "lead_days": (10,),
    "value": ("12",),
    "status": (*(each.value for each in STATES), *(each.value for each in Publication)),
}
"""Values of the facts that texts name: all plural forms of numbers."""

OF_ANOTHER: Mapping[str, tuple[str, ...]] = {
    "fault.facts": ("limit", "length", "min_group", "max_group", "list_days", "lead_days", "value", "time"),
    "refusal.params": ("lead_working_days", "horizon_days"),
    **{
        f"{which}.named('{which}')": tuple(
            f"{which}_{name}" for name in ("children", "adults", "grade", "letter")
        )
        for which in ("was", "now")
    },
}
"""What a refusal takes over from an earlier one (``{**refusal.params, "day": day}``)."""


@dataclass(frozen=True, slots=True)
class Made:
    """A refusal as it stands in the code. ``reason`` None: taken over from another."""

    file: str
    line: int
    reason: Reason | None
    facts: tuple[str, ...]
    problem: str | None
    status: str | None

    @property
    def by_hosts(self) -> bool:
        places = ("host/", "desk/", "region/", "members", "invitations")
        return self.reason is Reason.NOT_ALLOWED or any(part in self.file for part in places)

    @property
    def by_permission(self) -> bool:
        """Asked for by use cases of visitors and of hosts."""
        return "permissions" in self.file

    @property
    def of_placements(self) -> bool:
        return "domain/placements" in self.file and not self.by_hosts


@lru_cache(maxsize=1)
def made_refusals() -> tuple[Made, ...]:
    return tuple(found for file in sorted(SOURCES.rglob("*.py")) for found in _made_in(file))


def _made_in(file: Path) -> Iterator[Made]:
    text = file.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)) if "Refusal(" in text else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal":
            if not node.args:
                continue
            reason = node.args[0]
            assert isinstance(reason, ast.Attribute), f"{file}:{node.lineno}"
            literal = Reason[reason.attr] if _is_reason(reason) else None
            facts = node.args[1] if len(node.args) > 1 else None
            keys, fixed = _facts_of(facts)
            yield Made(
                str(file.relative_to(SOURCES)),
                node.lineno,
                literal,
                keys,
                fixed.get("problem"),
                fixed.get("status"),
            )


def _is_reason(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "Reason"


def _facts_of(node: ast.expr | None) -> tuple[tuple[str, ...], dict[str, str]]:
    keys: list[str] = []
    fixed: dict[str, str] = {}
    if node is None:
        return (), {}
    assert isinstance(node, ast.Dict), ast.dump(node)
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            keys += OF_ANOTHER[ast.unparse(value)]
            continue
        assert isinstance(key, ast.Constant), ast.dump(key)
        keys.append(str(key.value))
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            fixed[str(key.value)] = value.value
    return tuple(keys), fixed


@lru_cache(maxsize=1)
def texts() -> Mapping[str, frozenset[str]]:
    """Every key with the facts that its Russian text names."""
    found: dict[str, frozenset[str]] = {}
    for file in (LOCALES / "ru").glob("*.po"):
        with file.open("rb") as opened:
            for message in read_po(opened):
                if isinstance(message.id, str) and isinstance(message.string, str):
                    parts = Formatter().parse(message.string)
                    found[message.id] = frozenset(name for _, name, _, _ in parts if name)
    return found


def problems_for(made: Made, reason: Reason) -> tuple[str, ...]:
    """Problems of a text that have words for whoever made the refusal, and need no other facts."""
    prefix = f"host.refusal.{reason}." if made.by_hosts else "problem."
    given = {*made.facts, "problem", "most"}
    return tuple(
        key.removeprefix(prefix)
        for key, named in sorted(texts().items())
        if key.startswith(prefix) and named <= given
    )


def _values(name: str) -> tuple[Param, ...]:
    """Ids are on no screen; a new fact needs values here."""
    return (7,) if name.endswith("_id") else FACTS[name]


def _examples(made: Made) -> Iterator[Refusal]:
    """A refusal of this kind for every value of its facts, one after another."""
    reasons = (Reason.TOO_LATE, Reason.BEYOND_HORIZON) if made.reason is None else (made.reason,)
    values = {name: _values(name) for name in made.facts if name != "problem"}
    most = max(map(len, values.values()), default=1)
    for reason in reasons:
        for number in range(most):
            facts = {name: some[number % len(some)] for name, some in values.items()}
            if made.status is not None:
                facts["status"] = made.status
            if "problem" in made.facts:
                for problem in (made.problem,) if made.problem else problems_for(made, reason):
                    yield Refusal(reason, {**facts, "problem": problem})
            else:
                yield Refusal(reason, facts)


def hang(g: Gallery, room: Showroom) -> None:
    for made in made_refusals():
        for refusal in _examples(made):
            case = f"{made.file}:{made.line} {refusal.reason} {_shown(refusal)}"
            if made.by_hosts or made.by_permission:
                g.show(host.refused_screen, case, refusal, g.t, back=None)
            if not made.by_hosts:
                g.show(booking_form.refused, case, refusal, g.t)
            if made.of_placements:
                g.show(application.application_refused, case, refusal, g.t)
    _with_ways(g, room)
    g.show(kit.refusal_screen, "nothing else to do", g.t.html("coordinator.none"), g.t)


def _shown(refusal: Refusal) -> str:
    return ", ".join(f"{name}={value}" for name, value in refusal.params.items())


def _with_ways(g: Gallery, room: Showroom) -> None:
    """What is possible instead, on screens that offer it as buttons."""
    site = room.longest_site
    ways = (
        OtherSession(SessionId(1_234_567), NOW, site.timezone, 2),
        ChangeAdults(4),
        OpenBooking(BookingId(1), REFERENCES[1]),
        OpenCalendar(ProgrammeId(1), DraftId(1)),
    )
    full = Refusal(Reason.INTAKE_FULL, {}, ways)
    there = Refusal(Reason.SESSION_EXISTS, {"session_id": 7, "time": "14:30"}, ways)
    overlaps = Refusal(Reason.SESSION_OVERLAPS, {"session_id": 7, "day": DAY, "time": "14:30"}, ways)
    for refusal in (full, there, overlaps):
        g.show(
            host.refused_screen, f"{refusal.reason}", refusal, g.t, back=None, application=ApplicationId(7)
        )
    asked = Screen(g.t.html("host.new.time"), kit.keyboard(kit.home_button(g.t)))
    g.show(host.with_host_refusal, "of a new session", asked, overlaps, g.t)
    g.show(with_refusal, "of a form", asked, Refusal(Reason.TEXT_REFUSED, {"problem": "not_a_number"}), g.t)
    g.show(kit.why_last, "of anything", asked, g.t.html("last.edited"), g.t)
