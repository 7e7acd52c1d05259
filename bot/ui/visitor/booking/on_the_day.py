"""What a leader can say on the day of the visit, and what was said (B16)."""

from __future__ import annotations

from datetime import datetime

from bot.domain.booking.booking import Booking, Visit, next_awaited, people_in
from bot.domain.booking.views import BookingView, ComingView
from bot.domain.model import DayWord
from bot.ui.formats.dates import clocks_label, moments_label, time_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import coming_key, said_key
from bot.ui.kit import Row, back_button, button, keyboard
from bot.ui.refusals import with_refusal
from bot.ui.screen import Screen
from bot.ui.translator import Translator
from bot.ui.visitor.callback_data import DayTap, ShowBooking

LATE = (DayWord.LATE_10, DayWord.LATE_20, DayWord.LATE_30)
"""Offered where nobody has said by how much."""


def day_buttons(visit: Visit, t: Translator) -> tuple[Row, ...]:
    """«Выехали», «Опаздываем», «Нас будет другое число»; what is said is said of this visit."""
    booking = visit.booking_id
    return (
        (
            button(t.label("day.on_way"), DayTap(booking=booking, op=DayWord.ON_WAY, visit=visit.id)),
            button(t.label("day.late"), DayTap(booking=booking, op="late")),
        ),
        button(t.label("day.coming"), DayTap(booking=booking, op="coming")),
    )


def answer_buttons(visit: Visit, t: Translator) -> tuple[Row, ...]:
    """To «Вы в пути?»: «Мы на месте», «Едем», «Опаздываем» (E4); of this visit."""
    here, driving, late = (
        button(t.label(f"day.{key}"), DayTap(booking=visit.booking_id, op=op, visit=visit.id))
        for key, op in (("here", DayWord.HERE), ("driving", DayWord.ON_WAY), ("late", "late"))
    )
    return (here, (driving, late))


def said_lines(view: BookingView, t: Translator) -> list[Html]:
    """What the leader said last of the visit that is next; nothing if nothing was said."""
    if not view.awaited_today:
        return []
    visit = next_awaited(view.awaited_today, view.now)
    timezone = view.site_of(visit.site_id).timezone
    said: list[Html] = []
    if visit.said is not None and visit.said_at is not None:
        late = visit.expected_at
        time = time_label(late or visit.said_at, timezone, t)
        said.append(t.html("day.said.late" if late else f"day.said.{said_key(visit)}", time=time))
    if visit.coming is not None:
        seats = sum(people_in(view.booking.counted_with(visit)))
        key = coming_key("day.said.coming", visit.coming, seats)
        said.append(t.html(key, n=visit.coming, seats=seats))
    return said


def rest_line(booking: Booking, now: datetime, timezone: str, t: Translator) -> Html | None:
    """What calling off or moving does not touch: of a class in subgroups one may be there already."""
    alone = booking.left_alone(now)
    if not alone:
        return None
    return t.html("mine.rest", moments=moments_label([each.starts_at for each in alone], timezone, t))


def late_choice(view: BookingView, t: Translator, minutes: int = 0) -> Screen:
    """By how many minutes; once the visit has begun, in how many they will be there. ``minutes``: that were
    said already, 0 for none."""
    booking, visit = view.booking, next_awaited(view.awaited_today, view.now)
    site = view.site_of(visit.site_id)
    begun = visit.starts_at <= view.now
    key = "day.late_in" if begun else "day.late_by"
    said = DayWord.late_by(minutes)
    offered = LATE if said is None else (said, *(each for each in LATE if each is not said))
    rows = [
        button(t.label(key, n=each.minutes_late), DayTap(booking=booking.id, op=each.value, visit=visit.id))
        for each in offered
    ]
    time = time_label(visit.starts_at, site.timezone, t)
    text = t.html("day.late_ask_in" if begun else "day.late_ask", time=time, site=site.name)
    return Screen(text, keyboard(*rows, back_button(ShowBooking(booking=booking.id), t)))


def coming_question(view: ComingView, t: Translator) -> Screen:
    """«Сколько вас будет?», answered by a typed number."""
    awaited = view.card.awaited_today
    site = view.card.site_of(awaited[0].site_id)
    times = clocks_label([each.starts_at for each in awaited], site.timezone, t)
    text = lines(
        bold(t.label("day.coming_title")),
        t.html("day.coming_of", time=times) if view.is_rest else None,
        t.html("day.coming_ask", n=sum(people_in(awaited)), most=view.most),
    )
    back = DayTap(booking=view.card.booking.id, op="back")
    return with_refusal(Screen(text, keyboard(back_button(back, t))), view.refusal, t)
