"""Ways through the bot that many tests begin with, in the words of each language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.booking.codes import latin_form
from bot.domain.model import SiteId
from bot.ui.translator import Translator, languages, translator_for
from sandbox.people import Person
from tests.bot.world import World

PAPER_MILL = "vychegda-sheet"
DAIRY = "belaya-sysola"
FELTING = "warm-trace"
DEPOT = "uzlovaya"
CODES = [each.code for each in languages()]


@dataclass(frozen=True, slots=True)
class Words:
    """Texts as a reader of one language sees them on buttons."""

    t: Translator

    def __call__(self, key: str, **arguments: str | int) -> str:
        return self.t.label(key, **arguments)


def words(language: str) -> Words:
    return Words(translator_for(language))


def programme_id(world: World, slug: str, code: str = "tour") -> int:
    site = next(each for each in world.app.content.everything.sites.values() if each.slug == slug)
    return next(each.id for each in site.programmes if each.code == code)


def phone_digits(person: Person) -> str:
    """The last ten digits of the person's own phone."""
    assert person.user.phone is not None
    return person.user.phone[-10:]


def site_id(world: World, slug: str) -> SiteId:
    return next(each.id for each in world.app.content.everything.sites.values() if each.slug == slug)


async def open_programme(world: World, person: Person, slug: str, code: str = "tour") -> None:
    """Opens a programme card by its link."""
    await person.start(f"p_{programme_id(world, slug, code)}")


async def tap_moment(person: Person, *, nth: int = 0) -> str:
    """Takes the n-th of the nearest sessions, day and time in one tap; its label."""
    moments = moments_on(person)
    assert moments, f"no session is offered:\n{person.screen}"
    await person.tap(moments[nth])
    return moments[nth]


def moments_on(person: Person) -> list[str]:
    """The sessions that are offered by day and time: «чт, 3 декабря, 10:00 и 11:30»."""
    return [label for label in person.buttons() if is_moment(label)]


def is_moment(label: str) -> bool:
    return "," in label and ":" in label


async def open_calendar(person: Person) -> None:
    """«Другой день», where the calendar is not open already."""
    if not any(map(is_day, person.buttons())):
        other = next(each for each in person.buttons() if each in {words(w)("form.other_day") for w in CODES})
        await person.tap(other)


async def tap_day(person: Person, *, nth: int = 0) -> str:
    """Taps the n-th day of the calendar that can be booked; its label."""
    await open_calendar(person)
    labels = [label for label in person.buttons() if is_bookable(label)]
    assert labels, f"no day can be booked:\n{person.screen}"
    await person.tap(labels[nth])
    return labels[nth]


def is_bookable(label: str) -> bool:
    """«14», or «14·4» where few seats are left."""
    day, dot, few = label.partition("·")
    return day.isdecimal() and (few.isdecimal() or not dot)


def is_day(label: str) -> bool:
    """A day with sessions, be they possible or not: «14», «14·4», «14·»."""
    return is_bookable(label.removesuffix("·"))


async def tap_time(person: Person, *, nth: int = 0) -> str:
    """Takes the n-th time of a day that has several."""
    times = [label for label in person.buttons() if ":" in label]
    assert times, f"no time can be chosen:\n{person.screen}"
    await person.tap(times[nth])
    return times[nth]


async def describe_class(
    person: Person, w: Words, *, party: str = "7 Б, 27", school: str = "Северный"
) -> None:
    """From the question of the party to the calendar; whose school is known is not asked for it."""
    await person.writes(party)
    if w("form.no_school") in person.buttons():
        await person.writes(school)
        await person.tap("Северный ключ" if school == "Северный" else school)
    await person.tap(
        next(label for label in person.buttons() if label.startswith(w("form.agree_no_age", counts="")))
    )


async def become_known(person: Person, w: Words, *, name: str | None = "Анна Петровна") -> None:
    """Consent, name (unless asked for None), phone."""
    await person.tap(w("consent.agree"))
    if name is not None:
        await person.writes(name)
    await person.shares_contact()


async def reach_summary(world: World, person: Person, w: Words, slug: str = PAPER_MILL) -> None:
    """A fresh teacher's first request, up to its summary."""
    await open_programme(world, person, slug)
    await person.tap(w("programme.book"))
    await describe_class(person, w)
    await tap_moment(person)
    await become_known(person, w)


async def book_class(world: World, person: Person, w: Words, slug: str = PAPER_MILL) -> str:
    """A first request, sent; its reference."""
    await reach_summary(world, person, w, slug)
    await person.tap(w("summary.send"))
    return reference_on(person)


async def book_seats(
    world: World, person: Person, w: Words, seats: int = 2, slug: str = FELTING, *, nth_day: int = 0
) -> str:
    """A tourist's booking that is confirmed at once; its reference."""
    await open_programme(world, person, slug, "class" if slug == FELTING else "tour")
    await person.tap(w("programme.book"))
    await person.tap(str(seats))
    await tap_moment(person, nth=nth_day)
    await become_known(person, w, name=None)
    if w("summary.book") not in person.buttons():  # what Telegram calls them is no name
        await person.writes("Анна Петровна")
    await person.tap(w("summary.book"))
    return reference_on(person)


def tells_of(reference: str, text: str | None) -> bool:
    """Whether a text names a booking, in the letters of either alphabet."""
    return latin_form(reference) in latin_form(text or "")


def reference_on(person: Person) -> str:
    """As it is stored; English texts show its letter in Latin."""
    found = re.search(r"[КK]-(\d{4})", person.last.text)
    assert found is not None, person.last.text
    return f"К-{found[1]}"
