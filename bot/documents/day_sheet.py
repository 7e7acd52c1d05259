"""Who comes to a site on a day, for the gate: it works on paper, without network (E4).

Groups stand in the order of the screen. Of those who come it names nobody but the leader, who answers the
phone.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from bot.documents.typesetting import pdf
from bot.domain.booking.booking import Booking
from bot.domain.desk.prints import DaySheetView
from bot.domain.desk.views import DayEntry
from bot.domain.model import VisitStatus
from bot.ui.formats.codes import code_label
from bot.ui.formats.dates import clock_label, local_date, weekday_label
from bot.ui.formats.html import plain
from bot.ui.formats.phones import phone_label
from bot.ui.host.day import state_label
from bot.ui.host.parts import people_label, whole_who_label
from bot.ui.screen import File
from bot.ui.translator import Translator
from bot.ui.visitor.booking.duties import duty_notes
from bot.ui.visitor.papers.texts import date_label

WALK_IN_ROWS = 6
_HEADS = ("tick", "time", "who", "counts", "code", "leader", "came")
_WALK_IN_HEADS = ("tick", "time", "who", "counts", "phone", "came")


def day_sheet_file(view: DaySheetView, t: Translator) -> File:
    """In the language of ``t``."""
    name = t.label("host.sheet.file", day=f"{view.day.day:%Y-%m-%d}")
    return File(f"{name}.pdf", partial(_pdf, view, t))


def _pdf(view: DaySheetView, t: Translator) -> bytes:
    return pdf("day_sheet", data_of(view, t), view.made_at)


def data_of(view: DaySheetView, t: Translator) -> dict[str, Any]:
    """What the template says."""
    site, entries = view.day.site, view.day.entries
    day = date_label(view.day.day, t)
    weekday = weekday_label(view.day.day.isoweekday(), t)
    made_on = local_date(view.made_at, site.timezone)
    printed = t.label(
        "host.sheet.printed", time=clock_label(view.made_at, site.timezone), day=date_label(made_on, t)
    )
    people = sum(each.visit.seats for each in entries)
    return {
        "title": t.label("host.sheet.title", weekday=weekday, day=day),
        "language": t.code,
        "author": t.content(site.name),
        "foot": f"{t.content(site.name)} · {day} · {printed}",
        "page": t.label("paper.page", n="%n", total="%t"),
        "words": {},
        "site": f"{t.content(site.name)}, {t.content(site.city)}",
        "printed": f"{printed} {t.label('host.sheet.later')}",
        "empty": t.label("host.sheet.empty"),
        "heads": [t.label(f"host.sheet.head.{each}") for each in _HEADS],
        "rows": [_row(view, each, t) for each in entries],
        "total": t.label(
            "host.sheet.total",
            groups=t.count("host.count.groups", len(entries)),
            people=t.count("count.people", people),
        ),
        "walk_in_title": t.label("host.sheet.walk_in"),
        "walk_in_heads": [t.label(f"host.sheet.head.{each}") for each in _WALK_IN_HEADS],
        "walk_in_rows": WALK_IN_ROWS,
    }


def _row(view: DaySheetView, entry: DayEntry, t: Translator) -> dict[str, Any]:
    booking, visit, zone = entry.booking, entry.visit, view.day.site.timezone
    marked = visit.status in {VisitStatus.ARRIVED, VisitStatus.NO_SHOW}
    leader = [booking.leader_name or t.label("host.no_name"), phone_label(booking.leader_phone)]
    return {
        "mark": "\u00d7" if visit.status is VisitStatus.ARRIVED else "",
        "time": clock_label(visit.starts_at, zone),
        "who": f"{whole_who_label(booking, t)} · {t.reference(booking.reference)}",
        "programme": t.content(entry.programme.title),
        "notes": _notes(view, booking, t),
        "counts": people_label(visit.children, visit.adults, t),
        "code": code_label(visit.code, t),
        "leader": "\n".join(leader),
        "came": state_label(visit, zone, t, view.made_at) if marked else "",
    }


def _notes(view: DaySheetView, booking: Booking, t: Translator) -> list[str]:
    """What is special about a party, all its subgroups together, and what was done for it."""
    party, site = booking.party, view.day.site
    special = []
    if party.wheelchairs:
        special.append(str(t.count("count.wheelchairs", party.wheelchairs)))
    if party.foreign:
        special.append(str(t.count("count.foreign", party.foreign)))
    alone = len(booking.at(site.id)) == 1
    key = "host.day.special" if alone else "host.day.special_of_all"
    needs = [t.label(key, needs=", ".join(special))] if special else []
    done = [plain(each) for each in duty_notes(view.duties.get(booking.id, ()), site, t)]
    return [*needs, *([" · ".join(done)] if done else [])]
