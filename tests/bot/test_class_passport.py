"""«Паспорт класса»: what a class has seen, what is near and not yet seen, on paper (D4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, update

from bot.db.tables import booking, class_card, session, visit
from bot.domain.model import VisitStatus
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, label_with
from tests.bot.papers import confirmed_class, content_of, files, text_of
from tests.bot.paths import PAPER_MILL, book_class, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
W = words("ru")


async def opened(person: Person, language: str = "ru") -> None:
    w = words(language)
    await person.writes("/classes")
    await person.tap(label_with(person, "7 "))
    await person.tap(w("classes.passport"))


async def take_place(world: World, teacher: Person, *, years_ago: int = 0, grade: int | None = None) -> None:
    """The newest booking took place, perhaps years ago, when the class was in another grade."""
    found = await booking_of(world, teacher)
    day = world.clock.now() - timedelta(days=30 + 365 * years_ago)

    def body(connection: Connection) -> None:
        for each in found.visits:
            starts_at = day + timedelta(minutes=each.id)
            times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=100)}
            connection.execute(update(session).where(session.c.id == each.session_id).values(**times))
        of_booking = visit.c.booking_id == found.id
        connection.execute(update(visit).where(of_booking).values(status=VisitStatus.ARRIVED))
        if grade is not None:
            connection.execute(update(booking).where(booking.c.id == found.id).values(grade=grade))

    await world.db.write(body)


@LANGUAGES
@pytest.mark.shows("D4")
async def test_from_the_card_to_the_paper(world: World, language: str) -> None:
    w = words(language)
    teacher, _, _ = await confirmed_class(world, language)
    await opened(teacher, language)
    teacher.sees(w("passport.empty"))
    await take_place(world, teacher)
    await opened(teacher, language)
    visits, hours = (str(w.t.count("passport.count", 1)), w("passport.length", hours=1, minutes=40))
    teacher.sees(visits, hours)
    mill = next(each for each in world.app.content.everything.sites.values() if each.slug == PAPER_MILL)
    industry, name = w.t.content(mill.industry), w.t.content(mill.name)
    teacher.sees(industry, name)
    near = [each for each in teacher.buttons() if each[:1].isdecimal()]
    assert near, "there is something else to see"
    assert not any(name in each for each in near), "its industry is known to the class"
    await teacher.tap(near[0])
    assert label_with(teacher, "17 + 2"), "with the class already chosen"
    await opened(teacher, language)
    screen = teacher.last
    language_name = {"ru": "Русский", "en": "English"}[language]
    await world.move(timedelta(seconds=58 - world.clock.now().second))
    await teacher.tap(w("passport.print", language=language_name))
    await world.move(timedelta(seconds=5))
    await teacher.resend_last_tap()  # another minute by the clock: one file all the same
    (file,) = files(teacher, ".pdf")
    read = text_of(content_of(world, file)).replace("\u00a0", " ")
    for piece in (w("passport.paper.visits"), name, industry, w("passport.paper.near"), "Северный ключ"):
        assert piece in read, piece
    assert "Анна" not in read, "nobody is named"
    if language == "en":
        await teacher.tap(w("passport.print", language="Русский"), message=screen)
        assert W("passport.paper.visits") in text_of(content_of(world, files(teacher, ".pdf")[-1]))


@pytest.mark.shows("D4")
async def test_it_follows_the_class_and_its_colleagues(world: World) -> None:
    """Last year's visit of the sixth grade is the seventh's; a colleague's counts for whoever has brought a
    class of this school, and for nobody else."""
    teacher, _, _ = await confirmed_class(world)
    await take_place(world, teacher, years_ago=1, grade=6)
    await opened(teacher)
    teacher.sees("1 посещение")
    colleague = world.person("Борис")
    await book_class(world, colleague, W)
    await opened(colleague)
    colleague.sees(W("passport.empty"))
    await take_place(world, colleague, grade=7)
    await opened(colleague)
    colleague.sees("2 посещения")
    await opened(teacher)
    teacher.sees("2 посещения", "3 ч 20 мин")
    await take_place(world, colleague, years_ago=1)
    await opened(teacher)
    teacher.sees("1 посещение")
    card = await world.db.read(lambda c: c.execute(select(class_card.c.id)).scalars().first())
    await world.person("Чужая").start()
    await world.person("Чужая").press_data(f"pass:{card}:ru")
    assert not files(world.person("Чужая")), "a card is its owner's"
