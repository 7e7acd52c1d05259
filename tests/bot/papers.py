"""Ways to papers that their tests begin with, and how a paper is read back."""

from __future__ import annotations

import io
import re
from datetime import timedelta

from pypdf import PdfReader

from bot.domain.model import Role
from bot.services.messages.booking.papers import AFTER_THE_END
from sandbox.model import ShownMessage
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, go_to_start, host_of, label_with
from tests.bot.paths import (
    PAPER_MILL,
    become_known,
    describe_class,
    open_programme,
    reference_on,
    tap_moment,
    words,
)
from tests.bot.world import World

W = words("ru")
TRIALS = "voilokno"


async def confirmed_class(
    world: World, language: str = "ru", *, party: str = "7 Б, 17", slug: str = PAPER_MILL
) -> tuple[Person, Person, str]:
    """A class of 17 that is awaited; its teacher, the host, the reference."""
    w = words(language)
    teacher, host = world.person("Анна", language_code=language), await world.host(slug)
    await open_programme(world, teacher, slug)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w, party=party)
    await tap_moment(teacher)
    await become_known(teacher, w)
    await teacher.tap(w("summary.send"))
    reference = reference_on(teacher)
    await host.tap(W("host.confirm"))
    return teacher, host, reference


async def trial_begins(world: World, language: str = "ru", *, party: str = "9 Б, 9") -> tuple[Person, Person]:
    """A class whose job trial has just begun, marked as come; its teacher and the owner of the site."""
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=TRIALS, language=language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, TRIALS, "trial")
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w, party=party)
    await tap_moment(teacher)
    await become_known(teacher, w)
    await teacher.tap(w("summary.send"))
    await owner.tap(w("host.confirm"))
    await go_to_start(world, teacher, minutes=5)
    for visit in (await booking_of(world, teacher)).visits[:1]:
        await owner.press_data(f"hv:{visit.id}:all")
    return teacher, owner


async def open_papers(teacher: Person, reference: str, language: str = "ru") -> None:
    """From «Мои заявки» to the papers of a booking that is ahead."""
    await teacher.writes("/my")
    await teacher.tap(label_with(teacher, reference))
    await teacher.tap(words(language)("papers.button"))


def files(person: Person, ending: str = "") -> list[ShownMessage]:
    """What came as a file, oldest first."""
    return [each for each in person.messages if each.file is not None and each.file.name.endswith(ending)]


def content_of(world: World, message: ShownMessage) -> bytes:
    assert message.file is not None
    return world.telegram.files.find(message.file.file_id).content


def text_of(pdf: bytes) -> str:
    """What another program reads in a PDF, all spaces alike."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


async def arrive(world: World, teacher: Person, host: Person, *, came: int | None = None) -> None:
    """On the day, ten minutes before the start, the host marks the group as here, all or so many."""
    await go_to_start(world, teacher)
    await host.writes("/desk")
    await host.tap(W("host.desk.today"))
    await host.tap(label_with(host, "7 Б"))
    await mark(world, teacher, host, came)


async def mark(world: World, teacher: Person, host: Person, came: int | None) -> None:
    """From the card of the group on the host's screen."""
    if came is None:
        await host.tap(W("host.gate.all", n=(await booking_of(world, teacher)).first.seats))
    else:
        await host.tap(W("host.gate.other"))
        await host.writes(str(came))


async def until_over(world: World, teacher: Person) -> None:
    """An hour after the end, when the leader is written to."""
    ends_at = (await booking_of(world, teacher)).first.ends_at
    await world.move_to(ends_at + AFTER_THE_END + timedelta(minutes=1))
