"""«Перенести» over an open form put it aside without a word."""

from __future__ import annotations

import pytest

from sandbox.people import Person
from tests.bot.paths import PAPER_MILL, Words, book_class, open_programme, programme_id, reach_summary, words
from tests.bot.test_application import walk
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


def _kept(world: World, w: Words, slug: str = PAPER_MILL, code: str = "tour") -> str:
    programme = world.app.content.published.programmes[programme_id(world, slug, code)]  # type: ignore[index]
    return w("intent.kept", title=w.t.content(programme.title))


async def _with_a_booking_and_a_form(world: World, w: Words) -> Person:
    teacher = world.person("Анна", language_code=w.t.code)
    await book_class(world, teacher, w)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.tap("7 Б")
    return teacher


@LANGUAGES
@pytest.mark.shows("B2")
@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("перенести", "reschedule"),
        ("мы заболели", "we are sick"),
        ("я заболела", "I am ill"),
        ("сколько стоит", "how much is it"),
        ("мои заявки", "my requests"),
        ("помощь", "help"),
        ("каталог", "catalogue"),
        ("меню", "menu"),
        ("где вы", "where are you"),
    ],
)
@pytest.mark.sampled(4)
async def test_the_form_that_was_open_is_mentioned(
    world: World, language: str, russian: str, english: str
) -> None:
    w = words(language)
    teacher = await _with_a_booking_and_a_form(world, w)
    await teacher.writes(russian if language == "ru" else english)
    teacher.sees(_kept(world, w))
    assert teacher.buttons().count(w("home.continue")) == 1
    await teacher.tap(w("home.continue"))
    teacher.sees(w("form.day"), "7 Б")


@LANGUAGES
@pytest.mark.shows("B2")
async def test_at_the_summary_and_once(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await reach_summary(world, teacher, w)
    await teacher.writes("перенести на пятницу" if language == "ru" else "move it to Friday")
    teacher.sees(_kept(world, w), w("intent.nothing").splitlines()[1][:20])
    await teacher.writes("спасибо" if language == "ru" else "thanks")
    teacher.does_not_see(_kept(world, w))
    await teacher.tap(w("home.continue"))
    teacher.sees(w("summary.title"), "27 + 3")


@LANGUAGES
@pytest.mark.shows("D2")
async def test_an_application_is_kept_as_well(world: World, language: str) -> None:
    w = words(language)
    parent = world.person("Мария", language_code=language)
    await walk(world, parent, w, 3)
    await parent.writes("сколько стоит" if language == "ru" else "how much is it")
    parent.sees(_kept(world, w, "sloist", "intern"))
    await parent.tap(w("home.continue"))
    parent.sees(w("application.second_date"))


@LANGUAGES
async def test_without_a_form_nothing_is_kept(world: World, language: str) -> None:
    w = words(language)
    person = world.person("Анна", language_code=language)
    await person.start()
    await person.writes("перенести" if language == "ru" else "reschedule")
    assert w("home.continue") not in person.buttons()


async def test_what_a_text_wants_is_read_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.domain.typed import intents
    from bot.handlers import chat

    read: list[str] = []

    def counting(text: str) -> intents.Said | None:
        read.append(text)
        return intents.read_intent(text)

    monkeypatch.setattr(chat, "read_intent", counting)
    w = words("ru")
    teacher = world.person("Анна")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    texts = ["каталог", "сколько это стоит", "абракадабра", "отменить", "7 Б, 27"]
    for text in texts:
        await teacher.writes(text)
    assert read == texts
