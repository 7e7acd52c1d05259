"""Lists of a day, posters, hand-outs; arrival codes as pictures; the catalogue as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.booking.views import BookingView
from bot.domain.catalogue.catalogue import Programme, Route, Site
from bot.domain.catalogue.problems import Kept
from bot.domain.catalogue.sheets.comparing import Comparison, Tally
from bot.domain.desk.prints import DaySheetView, PrintSize, PrintView
from bot.domain.desk.sources import Came, LabelView
from bot.domain.desk.views import DayView, Outcome, ScanView, VisitView
from bot.domain.lengths import LABEL
from bot.domain.links import Link
from bot.domain.model import Access, LinkTo, Role, VisitStatus
from bot.domain.region.files import FileForm, FileOutcome, FileView, RegionFilesView, RegionFileView
from bot.domain.texts import Texts
from bot.ui.coordinator import files
from bot.ui.host import day as day_screens
from bot.ui.host.promotion import prints
from bot.ui.screen import File
from bot.ui.visitor.booking import arrival
from tests.screens.gallery import Gallery
from tests.screens.of_bookings import DAY, bookings_in_every_state
from tests.screens.of_hosts import entries_of
from tests.screens.showroom import LINKS, NOW, Showroom

LONGEST = "z" * LABEL
PICTURE = b"picture"


def longest(text: Texts) -> int:
    """Characters, in the language that says it at most length."""
    return max(map(len, text.as_mapping().values()))


def sheets_of_days(room: Showroom) -> Iterator[tuple[str, DaySheetView]]:
    site = room.longest_site
    entries = tuple(
        each for each in entries_of(room) if each.visit.status in {VisitStatus.CONFIRMED, VisitStatus.ARRIVED}
    )
    for case, shown in (("groups", entries), ("nobody", ())):
        view = DayView(site, DAY, DAY, Role.GUARD, shown, NOW)
        yield case, DaySheetView(view, {}, NOW)


def posters_of(room: Showroom) -> Iterator[tuple[str, PrintView]]:
    """The site, the programme and the route with the most to say, in every size, with and without a label."""
    site = max(room.sites, key=lambda each: longest(each.short))
    programme = max(room.catalogue.programmes.values(), key=lambda each: longest(each.about))
    route = max(room.catalogue.routes.values(), key=lambda each: longest(each.note))
    shown: tuple[tuple[Site | None, Site | Programme | Route, Link], ...] = (
        (site, site, Link(LinkTo.SITE, site.id)),
        (room.catalogue.site_of(programme), programme, Link(LinkTo.PROGRAMME, programme.id)),
        (None, route, Link(LinkTo.ROUTE, route.id)),
    )
    for of, what, link in shown:
        for size in PrintSize:
            for label in ("", LONGEST):
                labelled = replace(link, label=label)
                case = f"{link.to.name.lower()}, {size}, {label or 'no label'}"
                yield case, PrintView(room.region, of, what, labelled, size, NOW, "")


def hang(g: Gallery, room: Showroom) -> None:
    for case, sheet in sheets_of_days(room):
        g.message("site.day_sheet", case, sheet)
    for case, poster in posters_of(room):
        g.message("link.print", case, poster)
        g.show(prints.print_screen, case, poster, LINKS, g.t)
    site, routes = room.longest_site, tuple(room.catalogue.routes.values())
    for label in ("", LONGEST):
        of_site = LabelView(room.region, site, label, Came(), site.programmes, ())
        g.show(prints.print_choice, f"a site, {label or 'no label'}", of_site, g.t)
        of_region = LabelView(room.region, None, label, Came(), (), routes)
        g.show(prints.print_choice, f"a region, {label or 'no label'}", of_region, g.t)
    nothing = LabelView(room.region, None, "", Came(), (), ())
    g.show(prints.print_choice, "nothing to print", nothing, g.t)
    _arrivals(g, room)
    _files(g, room)


def _files(g: Gallery, room: Showroom) -> None:
    g.show(files.files_screen, "", RegionFilesView(room.region), g.t)
    document: dict[str, Any] = {"format": 1, "sites": [], "routes": []}
    for form in FileForm:
        g.message("region.file", f"{form}", RegionFileView(room.region, document, form, NOW, ""))
    begun = tuple(g.t.content(each.name) for each in room.sites)
    g.message("region.file", "begun", RegionFileView(room.region, document, FileForm.JSON, NOW, "", begun))
    slugs = tuple(each.slug for each in room.sites)
    titles = {each.slug: g.t.content(each.name) for each in room.sites}
    tours = {(each.slug, "tour"): g.t.content(each.programmes[0].title) for each in room.sites}
    kept = (
        Kept("", None, "days_off", says=False, has=True, day="2027-08-20"),
        *(Kept(each, "tour", "schedule", [], []) for each in slugs),
        *(Kept(each, None, "dress", {}, {}) for each in slugs),
    )
    some = Tally(slugs[:3], slugs[3:5], (), 40)
    many = Tally(slugs[:7], slugs[7:], slugs[7:9], 400)
    for case, comparison in (
        ("nothing", Comparison(Tally(same=500), Tally(same=12))),
        ("some", Comparison(some, Tally(same=4), schools=3)),
        ("kept", Comparison(some, Tally(same=4), kept=kept)),
        ("kept, nothing else", Comparison(Tally(same=500), Tally(), kept=kept[:1])),
        ("conflicts", Comparison(many, many, schools=120, region=True)),
    ):
        for outcome in FileOutcome:
            view = FileView(room.region, comparison, "0" * 16, titles, outcome, programmes=tours)
            g.show(files.file_preview, f"{case}, {outcome}", view, g.t)
    for number in (1, 60):
        problems = [
            (
                g.t.label("file.place", sheet=g.t.label("sheet.name.sites"), row=at, column=""),
                g.t.label("file.problem.missing"),
            )
            for at in range(number)
        ]
        g.show(files.file_faults, f"{number}", problems, g.t)
        marked = File("x.xlsx", lambda: PICTURE)
        g.show(files.file_faults, f"{number}, marked", problems, g.t, marked)
    for why in ("too_big", "lost", "gone", "other_region"):
        g.show(files.file_refused, why, why, g.t)


def _arrivals(g: Gallery, room: Showroom) -> None:
    g.show(arrival.not_for_you, "", g.t)
    for case, booking in bookings_in_every_state(room, room.longest_site.programmes[0]):
        awaited = [each for each in booking.visits if each.status is VisitStatus.CONFIRMED]
        if not awaited:
            continue
        site = room.catalogue.sites[awaited[0].site_id]
        programme = room.catalogue.programmes[awaited[0].programme_id]
        view = BookingView(booking, site, programme, None, NOW, may_cancel=True)
        g.show(arrival.arrival_screen, case, view, awaited[0], PICTURE, g.t)
    for entry in entries_of(room):
        for outcome in (Outcome.DONE, Outcome.REPEATED):
            for early in (False, True):
                seen = VisitView(
                    replace(room.longest_site, access=Access.PARTIAL),
                    entry.programme,
                    entry.booking,
                    entry.visit,
                    Role.GUARD,
                    DAY,
                    entry.visit.starts_at + timedelta(minutes=5),
                    may_mark=True,
                    may_miss=False,
                    may_undo=True,
                    outcome=outcome,
                )
                scan = ScanView(seen, early)
                case = f"{entry.visit.status}, {outcome}, {'early' if early else 'in time'}"
                g.show(day_screens.scanned, case, scan, g.t)
