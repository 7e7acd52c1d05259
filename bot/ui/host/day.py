"""Who comes today, tomorrow and later, and one group at the gate (E4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.domain.booking.booking import Booking, Visit
from bot.domain.catalogue.catalogue import Site
from bot.domain.desk.views import (
    CodeView,
    ComingView,
    DayEntry,
    DayView,
    Outcome,
    ScanView,
    VisitView,
    may_be_talked_of,
)
from bot.domain.model import Role, SiteId, VisitStatus
from bot.ui.formats.codes import code_label
from bot.ui.formats.dates import (
    clock_label,
    day_label,
    local_date,
    moment_label,
    short_moment_label,
    time_label,
)
from bot.ui.formats.group import group_line
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import ONE_IN_A_ROW, coming_key, said_key, shorten
from bot.ui.formats.phones import phone_label
from bot.ui.host.after.reviews import review_button
from bot.ui.host.callback_data import (
    CodeTap,
    ComplainTap,
    ContactTap,
    RequestTap,
    SheetTap,
    ShowComing,
    ShowDay,
    VisitTap,
)
from bot.ui.host.parts import (
    STATE_MARKS,
    day_key,
    desk_button,
    fit,
    guide_line,
    leader_line,
    needs_lines,
    short_who_label,
    visit_counts,
    who_label,
)
from bot.ui.kit import back_button, button, keyboard, pager
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.booking.duties import duty_notes

COMMENT_SHOWN = 80
"""Characters of a comment at the gate; the request shows it whole."""


def day_title(day: date, today: date, t: Translator) -> str:
    """«Сегодня, чт, 3 декабря»."""
    label = day_label(day, t, today=today)
    if day == today:
        return t.label("host.day.today", day=label)
    if day == today + timedelta(days=1):
        return t.label("host.day.tomorrow", day=label)
    return label[:1].upper() + label[1:]


def day_screen(view: DayView, t: Translator) -> Screen:
    code = button(t.label("host.desk.code"), CodeTap(op="ask", id=view.site.id))
    rows = keyboard(
        *[
            entry_button(each, view.site, clock_label(each.visit.starts_at, view.site.timezone), t)
            for each in view.entries
        ],
        code if view.day == view.today else None,
        (_other_day(view, t), coming_button(view.site.id, t)) if view.role is not Role.GUARD else None,
        button(t.label("host.sheet.button"), SheetTap(site=view.site.id, day=_day_of(view))),
        desk_button(view.site.id, t),
    )
    return Screen(day_text(view, t), rows)


def _day_of(view: DayView) -> str:
    """The shown day in callback data: a list that is asked for tomorrow morning is that of the date."""
    return day_key(view.day)


def coming_button(site_id: SiteId, t: Translator) -> Button:
    return button(t.label("host.coming"), ShowComing(site=site_id))


def day_text(view: DayView, t: Translator) -> Html:
    """The groups in order of start; those that the text has no room for have their button."""
    head = [
        bold(day_title(view.day, view.today, t)),
        t.html("host.day.site", site=view.site.name),
        None if view.entries else t.html("host.day.empty"),
    ]
    return fit(head, [_entry_text(view, each, t) for each in view.entries], t)


def coming_screen(view: ComingView, t: Translator) -> Screen:
    """From today on; each opens its card."""
    site = view.site
    rows = keyboard(
        *[
            entry_button(each, site, short_moment_label(each.visit.starts_at, site.timezone, t), t)
            for each in view.page.entries
        ],
        pager(view.page.page, view.page.pages, lambda page: ShowComing(site=site.id, page=page)),
        desk_button(site.id, t),
    )
    head = [
        bold(t.label("host.coming.title")),
        t.html("host.day.site", site=site.name),
        t.count("host.count.groups", view.page.total) if view.page.total else t.html("host.coming.empty"),
    ]
    return Screen(fit(head, [_coming_line(view, each, t) for each in view.page.entries], t), rows)


def _coming_line(view: ComingView, entry: DayEntry, t: Translator) -> Html:
    booking, visit = entry.booking, entry.visit
    return lines(
        Html(""),
        t.html(
            "host.coming.line",
            moment=moment_label(visit.starts_at, view.site.timezone, t),
            who=who_label(booking, t),
            counts=visit_counts(visit, t),
            reference=booking.reference,
            programme=entry.programme.title,
            state=state_label(visit, view.site.timezone, t, view.now),
        ),
    )


def _other_day(view: DayView, t: Translator) -> Button:
    if view.day == view.today:
        return button(t.label("host.desk.tomorrow"), ShowDay(site=view.site.id, day="1"))
    return button(t.label("host.desk.today"), ShowDay(site=view.site.id))


ROOM = ONE_IN_A_ROW - 4
"""Signs of state are wider than letters."""


def entry_button(entry: DayEntry, site: Site, title: str, t: Translator) -> Button:
    """«10:00 · 9 Б · 16 человек»: leads to the group, or to the request that awaits an answer. The number is
    told in as many words as there is room for."""
    visit = entry.visit
    named = f"{STATE_MARKS[visit.status]} {title} · {short_who_label(entry.booking, t)}".strip()
    numbers = (f" · {t.count('count.people', visit.seats)}", f" · {visit.seats}")
    label = next((named + each for each in numbers if len(named + each) <= ROOM), named)
    if visit.status is VisitStatus.PENDING:
        return button(shorten(label), RequestTap(booking=entry.booking.id, site=site.id, op="show"))
    return button(shorten(label), VisitTap(visit=visit.id, op="show"))


def _entry_text(view: DayView, entry: DayEntry, t: Translator) -> Html:
    booking, visit = entry.booking, entry.visit
    special = []
    if booking.party.wheelchairs:
        special.append(str(t.count("count.wheelchairs", booking.party.wheelchairs)))
    if booking.party.foreign:
        special.append(str(t.count("count.foreign", booking.party.foreign)))
    return lines(
        Html(""),
        t.html(
            "host.day.entry",
            time=time_label(visit.starts_at, view.site.timezone, t),
            who=who_label(booking, t),
            counts=visit_counts(visit, t),
            state=state_label(visit, view.site.timezone, t, view.now),
        ),
        *said_lines(booking, visit, view.site.timezone, t),
        t.html("host.programme", programme=entry.programme.title),
        _guide_line(view, entry, t),
        group_line(visit.group, view.site.timezone, t) if visit.gathers else None,
        _special_line(view, entry, special, t),
        t.html("host.day.contact", code=code_label(visit.code, t), phone=phone_label(booking.leader_phone)),
    )


def _guide_line(view: DayView, entry: DayEntry, t: Translator) -> Html | None:
    """Who leads the group; that nobody does is worth saying where a site has guides. Not for the gate."""
    if view.role is Role.GUARD or not entry.programme.takes_place:
        return None
    if entry.guide is None:
        return t.html("guide.none") if view.has_guides and view.role is not Role.GUIDE else None
    return guide_line(entry.guide, t)


def _special_line(view: DayView, entry: DayEntry, special: list[str], t: Translator) -> Html | None:
    """Needs are those of the whole party: two subgroups with one wheelchair have one between them."""
    if not special:
        return None
    parts = len(entry.booking.at(view.site.id))
    key = "host.day.special" if parts == 1 else "host.day.special_of_all"
    return t.html(key, needs=", ".join(special))


def state_label(visit: Visit, timezone: str, t: Translator, now: datetime | None = None) -> str:
    """What is known of a group at the gate, with the hour at which its arrival was noted in time: whoever is
    marked later was there at no hour that anybody knows."""
    if visit.status is not VisitStatus.ARRIVED:
        return t.label(f"host.gate.{visit.status}")
    noted, count = visit.noted_at, visit.arrived_count
    is_over = now is not None and visit.ends_at <= now
    if visit.arrived_at is None or noted is None or noted >= visit.ends_at or is_over:
        return t.label("host.gate.came" if count is None else "host.gate.came_count", n=count or 0)
    at = clock_label(visit.arrived_at, timezone)
    return t.label("host.gate.arrived" if count is None else "host.gate.arrived_count", time=at, n=count or 0)


def _mark_of(view: VisitView, t: Translator) -> dict[str, str]:
    return mark_of(view.visit, view.marked_by, view.site.timezone, t)


def mark_of(visit: Visit, marked_by: str | None, zone: str, t: Translator) -> dict[str, str]:
    """Who made the present mark, and when: the hour, of another day with its date."""
    noted = visit.noted_at or visit.ends_at
    same_day = local_date(noted, zone) == local_date(visit.starts_at, zone)
    moment = clock_label(noted, zone) if same_day else moment_label(noted, zone, t)
    return {"name": marked_by or t.label("host.colleague"), "moment": moment}


def _mark_line(view: VisitView, t: Translator) -> Html | None:
    marked = view.visit.status in {VisitStatus.ARRIVED, VisitStatus.NO_SHOW}
    if not marked or view.visit.noted_at is None:
        return None
    return t.html("host.gate.marked", **_mark_of(view, t))


def _replace_line(view: VisitView, t: Translator) -> Html | None:
    """The tap of an older copy changed nothing: what is marked, and whether to replace it."""
    if view.outcome is not Outcome.DECIDED_BEFORE or view.wanted is None:
        return None
    state = state_label(view.visit, view.site.timezone, t, view.now)
    if view.wanted:
        return bold(t.label("host.gate.replace", state=state, n=view.wanted))
    return bold(t.label("host.gate.replace_missed", state=state))


def said_lines(booking: Booking, visit: Visit, timezone: str, t: Translator) -> list[Html]:
    """What the leader of a group that is awaited said last on the day (B16)."""
    if visit.status is not VisitStatus.CONFIRMED:
        return []
    said: list[Html] = []
    late = visit.expected_at
    if late is not None:
        minutes = (late - visit.starts_at) // timedelta(minutes=1)
        said.append(t.html("host.said.late", n=minutes, time=clock_label(late, timezone)))
    elif visit.said is not None and visit.said_at is not None:
        said.append(t.html(f"host.said.{said_key(visit)}", time=clock_label(visit.said_at, timezone)))
    if visit.asked_at is not None and not visit.has_answered:
        said.append(t.html("host.gate.asked", time=clock_label(visit.asked_at, timezone)))
    if visit.coming is not None:
        together = booking.counted_with(visit)
        seats = sum(each.seats for each in together)
        key = "host.said.coming" if len(together) == 1 else "host.said.coming_in_parts"
        said.append(t.html(coming_key(key, visit.coming, seats), n=visit.coming, seats=seats))
    return said


# --- one group -------------------------------------------------------------------------------------


def visit_card(view: VisitView, t: Translator, *, first_line: Html | None = None) -> Screen:
    """A group with everything that the gate needs, and the marks that are possible now."""
    about = ComplainTap(booking=view.booking.id, site=view.site.id, visit=view.visit.id)
    complain = button(t.label("host.complain"), about)
    request = button(
        t.label("host.to_request"), RequestTap(booking=view.booking.id, site=view.site.id, op="show")
    )
    answers = view.role in {Role.OWNER, Role.STAFF}
    to_leader = ContactTap(booking=view.booking.id, site=view.site.id, visit=view.visit.id)
    contact = button(t.label("host.contact"), to_leader) if may_be_talked_of(view.visit, view.now) else None
    rows = keyboard(
        *_marks(view, t),
        review_button(view.visit.id, t) if view.may_review else None,
        *((contact, request, complain) if answers else ()),
        _to_day(view, t),
    )
    return Screen(_visit_text(view, t, first_line), rows)


def _visit_text(view: VisitView, t: Translator, first_line: Html | None) -> Html:
    booking, visit, site = view.booking, view.visit, view.site
    return lines(
        first_line or _replace_line(view, t),
        bold(
            t.label(
                "host.gate.title",
                moment=moment_label(visit.starts_at, site.timezone, t),
                reference=booking.reference,
            )
        ),
        t.html("host.day.site", site=site.name),
        t.html("host.gate.state", state=state_label(visit, site.timezone, t, view.now)),
        _mark_line(view, t),
        *said_lines(booking, visit, site.timezone, t),
        t.html("host.gate.who", who=who_label(booking, t), counts=visit_counts(visit, t)),
        t.html("host.programme", programme=view.programme.title),
        *needs_lines(booking, site, view.programme, view.today, t),
        t.html("host.comment", comment=shorten(booking.comment, COMMENT_SHOWN)) if booking.comment else None,
        leader_line(booking, t),
        *duty_notes(view.duties, site, t),
        t.html("host.gate.code", code=code_label(visit.code, t)),
        t.html("host.gate.too_early") if _waits_for_its_day(view) else None,
        _late_line(view, t),
    )


def _late_line(view: VisitView, t: Translator) -> Html | None:
    """Until when a visit of an earlier day can be marked, or that it no longer can."""
    if local_date(view.visit.starts_at, view.site.timezone) >= view.today:
        return None
    if view.may_mark:
        return t.html("host.gate.until", day=day_label(view.last_mark_day, t))
    return t.html("host.gate.over") if view.is_too_late else None


def _waits_for_its_day(view: VisitView) -> bool:
    starts = local_date(view.visit.starts_at, view.site.timezone)
    return view.visit.status is VisitStatus.CONFIRMED and starts > view.today


def _marks(view: VisitView, t: Translator) -> list[Button]:
    visit = view.visit
    counted = visit.status is VisitStatus.ARRIVED and visit.arrived_count is not None
    possible = {
        "all": view.may_mark and not counted,
        "other": view.may_mark,
        "nobody": view.may_ask,
        "missed": view.may_miss,
        "undo": view.may_undo,
    }
    said = said_mark(view.booking, visit, t) if view.may_mark and not counted else None
    marks = [_mark(visit, op, t) for op, may in possible.items() if may]
    if view.may_mark and view.wanted and (counted or view.wanted != visit.seats):
        instead = VisitTap(visit=visit.id, op="said", count=view.wanted, seen=visit.mark)
        marks.insert(0, button(t.label("host.gate.replace_by", n=view.wanted), instead))
    return [*([said] if said else []), *marks]


def said_mark(booking: Booking, visit: Visit, t: Translator) -> Button | None:
    """«Пришло: 12», as the leader said, where that is not the number of the request."""
    if visit.coming is None or visit.coming == visit.seats or len(booking.counted_with(visit)) > 1:
        return None
    data = VisitTap(visit=visit.id, op="said", count=visit.coming, seen=visit.mark)
    return button(t.label("host.gate.as_said", n=visit.coming), data)


def _mark(visit: Visit, op: str, t: Translator) -> Button:
    seen = visit.mark if op in {"all", "undo"} else ""
    return button(t.label(f"host.gate.{op}", n=visit.seats), VisitTap(visit=visit.id, op=op, seen=seen))


def _to_day(view: VisitView, t: Translator) -> Button:
    day = local_date(view.visit.starts_at, view.site.timezone)
    key = "0" if day == view.today else day_key(day)
    return back_button(ShowDay(site=view.site.id, day=key), t, "host.to_day")


def visit_toast(view: VisitView, t: Translator) -> str | None:
    """What a mark did; nothing for a mere look."""
    if view.outcome is Outcome.SHOWN:
        return None
    state = state_label(view.visit, view.site.timezone, t, view.now)
    if view.outcome is Outcome.DECIDED_BEFORE and view.visit.noted_at is not None:
        return t.label("host.gate.was_noted_by", state=state, **_mark_of(view, t))
    key = "host.gate.noted" if view.outcome is Outcome.DONE else "host.gate.was_noted"
    return t.label(key, state=state)


def asked_toast(view: VisitView, t: Translator) -> str | None:
    """What «Никого нет» did; a group that was marked meanwhile says so."""
    visit = view.visit
    if visit.asked_at is None or visit.status is not VisitStatus.CONFIRMED:
        return visit_toast(view, t)
    if view.outcome is Outcome.DONE:
        key = "host.gate.asked_now"
    else:
        key = "host.gate.answered" if visit.has_answered else "host.gate.asked"
    return t.label(key, time=clock_label(visit.asked_at, view.site.timezone))


def head_count_question(view: VisitView, t: Translator) -> Screen:
    """«Сколько пришло?», answered by a typed number."""
    text = lines(
        bold(t.label("host.count.title", who=who_label(view.booking, t))),
        t.html("host.day.site", site=view.site.name),
        t.html("host.count.ask", n=view.visit.seats),
        None
        if not view.visit.mark
        else t.html("host.count.marked", state=state_label(view.visit, view.site.timezone, t, view.now)),
    )
    back = back_button(VisitTap(visit=view.visit.id, op="show"), t)
    return Screen(text, keyboard(_mark(view.visit, "all", t), back))


def code_question(view: CodeView, t: Translator) -> Screen:
    """«Введите код»; after one, the group it belongs to and the question for the next."""
    end = button(t.label("host.code.end"), CodeTap(op="end", id=view.draft_id))
    seen = view.seen
    if seen is None:
        text = lines(
            bold(t.label("host.code.title", site=view.site.name)),
            t.html("host.code.ask"),
        )
        return Screen(text, keyboard(end))
    card = visit_card(seen, t, first_line=_code_line(seen, t, early=view.early))
    text = lines(card.text, Html(""), t.html("host.code.next"))
    return Screen(text, keyboard(*_marks(seen, t), end))


def scanned(view: ScanView, t: Translator) -> Screen:
    """The group whose picture was scanned, with what that did; the next one is simply scanned."""
    return visit_card(view.seen, t, first_line=_code_line(view.seen, t, early=view.early))


def _code_line(seen: VisitView, t: Translator, *, early: bool) -> Html:
    """What typing or scanning the code did."""
    if early:
        time, now = (
            clock_label(seen.visit.starts_at, seen.site.timezone),
            clock_label(seen.now, seen.site.timezone),
        )
        return bold(t.label("host.code.other_hour", time=time, now=now))
    return t.html("host.code.was_here" if seen.outcome is Outcome.REPEATED else "host.code.arrived")
