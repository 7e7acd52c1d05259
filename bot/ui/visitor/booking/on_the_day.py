"""What a leader can say on the day of the visit, and what was said (B16)."""

from __future__ import annotations

from bot.domain.booking.booking import Booking, next_awaited, people_in
from bot.domain.booking.views import BookingView, ComingView
from bot.domain.model import DayWord
from bot.ui.formats.dates import time_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import coming_key, said_key
from bot.ui.kit import Row, back_button, button, keyboard
from bot.ui.refusals import with_refusal
from bot.ui.screen import Screen
from bot.ui.translator import Translator
from bot.ui.visitor.callback_data import DayTap, ShowBooking

LATE = tuple(word for word in DayWord if word.minutes_late)


def day_buttons(booking: Booking, t: Translator) -> tuple[Row, ...]:
    """«Выехали», «Опаздываем», «Нас будет другое число»."""
    return (
        tuple(button(t.label(f"day.{op}"), DayTap(booking=booking.id, op=op)) for op in ("on_way", "late")),
        button(t.label("day.coming"), DayTap(booking=booking.id, op="coming")),
    )


def answer_buttons(booking: Booking, t: Translator) -> tuple[Row, ...]:
    """To «Вы в пути?»: «Мы на месте», «Едем», «Опаздываем» (E4)."""
    here, driving, late = (
        button(t.label(f"day.{key}"), DayTap(booking=booking.id, op=op))
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


def late_choice(view: BookingView, t: Translator) -> Screen:
    """By how many minutes; once the visit has begun, in how many they will be there."""
    booking, visit = view.booking, next_awaited(view.awaited_today, view.now)
    site = view.site_of(visit.site_id)
    begun = visit.starts_at <= view.now
    key = "day.late_in" if begun else "day.late_by"
    rows = [
        button(t.label(key, n=each.minutes_late), DayTap(booking=booking.id, op=each.value)) for each in LATE
    ]
    time = time_label(visit.starts_at, site.timezone, t)
    text = t.html("day.late_ask_in" if begun else "day.late_ask", time=time, site=site.name)
    return Screen(text, keyboard(*rows, back_button(ShowBooking(booking=booking.id), t)))


def coming_question(view: ComingView, t: Translator) -> Screen:
    """«Сколько вас будет?», answered by a typed number."""
    seats = sum(people_in(view.card.awaited_today))
    text = lines(
        bold(t.label("day.coming_title")),
        t.html("day.coming_ask", n=seats, most=view.most),
    )
    back = DayTap(booking=view.card.booking.id, op="back")
    return with_refusal(Screen(text, keyboard(back_button(back, t))), view.refusal, t)
