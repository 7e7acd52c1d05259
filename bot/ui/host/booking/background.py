"""What helps to decide about a request: one line for each thing that there is to say (E12)."""

from __future__ import annotations

from bot.domain.booking.availability import CLASSES
from bot.domain.booking.booking import Booking, Turnout, Visit
from bot.domain.catalogue.catalogue import Site
from bot.domain.desk.views import Background
from bot.ui.formats.dates import clock_label, moment_label, time_label
from bot.ui.formats.html import Html
from bot.ui.host.parts import STATE_MARKS, short_who_label, visit_counts, who_label
from bot.ui.translator import Translator


def background_lines(found: Background, booking: Booking, site: Site, t: Translator) -> list[Html]:
    """How often its organisation came, who of the same grade has seats here, who comes before and after."""
    lines: list[Html] = []
    if found.here or found.elsewhere:
        who = t.label(f"host.background.{booking.audience if booking.audience in CLASSES else 'other'}")
        here = _figures(found.here)
        lines.append(t.html("host.background.here", audience=who, year=found.since.year, **here))
    if found.elsewhere:
        lines.append(t.html("host.background.elsewhere", **_figures(found.elsewhere)))
    if found.alike:
        alike = "; ".join(_alike_label(*each, site, t) for each in found.alike)
        lines.append(t.html("host.background.alike", list=alike))
    for key, neighbour in (("before", found.before), ("after", found.after)):
        if neighbour is not None:
            lines.append(_neighbour_line(f"host.background.{key}", *neighbour, site, t))
    return lines


def _figures(turnout: Turnout) -> dict[str, int]:
    return {"came": turnout.came, "missed": turnout.missed}


def _alike_label(booking: Booking, visit: Visit, site: Site, t: Translator) -> str:
    """«К-0012 · 7 Б · чт, 3 декабря, 10:00»."""
    mark = STATE_MARKS[visit.status]
    when = moment_label(visit.starts_at, site.timezone, t)
    named = f"{t.reference(booking.reference)} · {short_who_label(booking, t)} · {when}"
    return f"{mark} {named}" if mark else named


def _neighbour_line(key: str, booking: Booking, visit: Visit, site: Site, t: Translator) -> Html:
    return t.html(
        key,
        begin=clock_label(visit.starts_at, site.timezone),
        end=time_label(visit.ends_at, site.timezone, t),
        who=who_label(booking, t),
        counts=visit_counts(visit, t),
    )
