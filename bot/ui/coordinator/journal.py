"""«Журнал» of a region: who did what when, without anybody's name (F8)."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.domain.audit import DAYS, ActionGroup, LogEntry, LogSitesView, LogView, Who
from bot.domain.chunks import chunks
from bot.domain.figures.views import FileKind
from bot.domain.pages import page_of
from bot.ui.coordinator.callback_data import JournalFileTap, JournalTap, ShowRegion
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import ONE_IN_A_ROW, name_label
from bot.ui.kit import arrows, back_button, button, keyboard, pager
from bot.ui.screen import Screen
from bot.ui.translator import Translator

SITES_A_PAGE = 8
GROUPS = "groups"
SITES = "sites"


def _tap(view: LogView | LogSitesView, **other: object) -> JournalTap:
    chosen = view.chosen
    now: dict[str, object] = {
        "region": chosen.region_id,
        "site": chosen.site_id or 0,
        "group": "" if chosen.group is None else chosen.group.value,
        "days": chosen.days,
    }
    return JournalTap.model_validate({**now, **other})


def _file(view: LogView, kind: FileKind) -> JournalFileTap:
    chosen = view.chosen
    return JournalFileTap(
        region=chosen.region_id,
        site=chosen.site_id or 0,
        group="" if chosen.group is None else chosen.group.value,
        days=chosen.days,
        file=kind.value,
    )


def journal_screen(view: LogView, t: Translator) -> Screen:
    """One page of the log, with what it is filtered by on the buttons."""
    chosen = view.chosen
    site = None if chosen.site_id is None else view.sites.get(chosen.site_id)
    room = ONE_IN_A_ROW - len(t.label("journal.where", where=""))
    where = t.label("journal.everywhere") if site is None else name_label(t.content(site.name), room)
    what = t.label("journal.everything" if chosen.group is None else f"journal.group.{chosen.group.value}")
    rows = keyboard(
        arrows(
            _tap(view, page=view.page - 1) if view.page else None,
            _tap(view, page=view.page + 1) if view.has_more else None,
            (t.label("journal.newer"), t.label("journal.older")),
        ),
        button(t.label("journal.what", what=what), _tap(view, show=GROUPS)),
        button(t.label("journal.where", where=where), _tap(view, show=SITES)),
        tuple(
            button(
                t.label("figures.chosen" if each == chosen.days else "figures.other", kind=_days(each, t)),
                _tap(view, days=each),
            )
            for each in DAYS[:3]
        ),
        (
            button(t.label("figures.file.xlsx"), _file(view, FileKind.XLSX)),
            button(t.label("figures.file.csv"), _file(view, FileKind.CSV)),
        ),
        back_button(ShowRegion(region=view.region.id), t, "coordinator.to_region"),
    )
    text = lines(
        bold(t.label("journal.title", region=view.region.name)),
        t.html("journal.about") if view.entries else t.html("journal.none"),
        *[each for entry in view.entries for each in (Html(""), _line(entry, view, t))],
    )
    return Screen(text, rows)


def _days(days: int, t: Translator) -> str:
    return t.label(f"journal.days.{days}")


def _line(entry: LogEntry, view: LogView, t: Translator) -> Html:
    site = None if entry.site_id is None or view.chosen.site_id is not None else view.sites.get(entry.site_id)
    place = "" if site is None else name_label(t.content(site.name))
    about = [each for each in (subject_label(entry, t), place) if each]
    return t.html(
        "journal.line",
        moment=moment_of(entry, view),
        who=who_label(entry.who, t),
        done=action_label(entry.action, t),
        about=" · ".join(about),
    )


def moment_of(entry: LogEntry, view: LogView) -> str:
    """On the clock of the region."""
    return f"{entry.at.astimezone(ZoneInfo(view.region.timezone)):%d.%m.%Y %H:%M}"


def who_label(who: Who, t: Translator) -> str:
    """«координатор № 6», «руководитель № 12», «удалённый человек № 15», «бот»."""
    if who.person_id is None:
        return t.label("journal.who.bot")
    kind = "deleted" if who.deleted else "leader" if who.role is None else who.role.value
    return t.label(f"journal.who.{kind}", n=who.person_id)


def action_label(action: str, t: Translator) -> str:
    """A code of an earlier release stands as it is."""
    key = f"my_data.action.{action}"
    return t.label(key) if t.has(key) else action


def subject_label(entry: LogEntry, t: Translator) -> str:
    """A reference, or what it is and its number; what concerns the site or the region needs neither."""
    if entry.reference:
        return t.reference(entry.reference)
    key = f"my_data.subject.{entry.subject}"
    if entry.subject in {"site", "region"} or entry.subject_id is None or not t.has(key):
        return ""
    return t.label("journal.subject", subject=t.label(key), n=entry.subject_id)


def details_label(entry: LogEntry, t: Translator) -> str:
    """What else is noted: codes in words where there are any."""
    found: list[str] = []
    for name, value in entry.details.items():
        if value is None or value == "" or name.endswith("_id"):
            continue
        key = f"reason.{value}" if name == "reason" else f"my_data.code.{value}"
        found.append(t.label(key) if isinstance(value, str) and t.has(key) else str(value))
    return ", ".join(found)


def groups_screen(view: LogView, t: Translator) -> Screen:
    """Of which kind of action."""
    kinds = [
        button(t.label(f"journal.group.{each.value}"), _tap(view, group=each.value)) for each in ActionGroup
    ]
    rows = keyboard(
        button(t.label("journal.everything"), _tap(view, group="")),
        *map(tuple, chunks(kinds, 2)),
        back_button(_tap(view), t),
    )
    return Screen(bold(t.label("journal.choose_what")), rows)


def log_sites_screen(view: LogSitesView, t: Translator) -> Screen:
    """Of which site."""
    shown = page_of(view.sites, view.page, SITES_A_PAGE)
    rows = keyboard(
        button(t.label("journal.everywhere"), _tap(view, site=0)),
        *[button(name_label(t.content(each.name)), _tap(view, site=each.id)) for each in shown.entries],
        pager(shown.page, shown.pages, lambda page: _tap(view, show=SITES, page=page)),
        back_button(_tap(view), t),
    )
    return Screen(bold(t.label("journal.choose_where")), rows)


def journal_coming(view: LogView, t: Translator) -> Screen:
    """A file is on its way."""
    text = lines(bold(t.label("journal.title", region=view.region.name)), t.html("figures.coming"))
    return Screen(text, keyboard(button(t.label("journal.to"), _tap(view))))


def _site_label(entry: LogEntry, view: LogView, t: Translator) -> str:
    site = None if entry.site_id is None else view.sites.get(entry.site_id)
    return "" if site is None else t.content(site.name)


def cells_of(view: LogView, t: Translator) -> Sequence[Sequence[str]]:
    """All entries of a file, a row each."""
    return [
        [
            moment_of(each, view),
            who_label(each.who, t),
            action_label(each.action, t),
            subject_label(each, t),
            _site_label(each, view, t),
            details_label(each, t),
        ]
        for each in view.entries
    ]
