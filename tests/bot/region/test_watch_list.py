"""The coordinator's watch list: what waits, whom to call, and how it goes away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, func, insert, select, update

from bot.db.tables import feedback, session
from bot.domain.desk.feedback import LEAST_RATINGS
from bot.domain.model import Role, SessionStatus
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, data_of, host_of
from tests.bot.hosts.test_coordinator_region import coordinator_of
from tests.bot.paths import FELTING, PAPER_MILL, Words, book_class, site_id, words
from tests.bot.region.conftest import COLLEAGUE_ID
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def open_watch(person: Person, w: Words) -> None:
    await person.writes("/region")
    await person.tap(next(each for each in person.buttons() if each.startswith(w("watch.button", n=""))))


def start_of(w: Words, key: str) -> str:
    """The end of an entry's first line, behind the site."""
    return w(key, number=1, site="", reference="").rsplit(":", maxsplit=1)[-1].strip(" .")


async def everywhere(world: World, person: Person, w: Words) -> list[str]:
    """The texts of all pages."""
    await open_watch(person, w)
    texts = [person.last.text]
    pages = next((each.split("/")[1] for each in person.buttons() if " / " in each), "1")
    for _ in range(int(pages) - 1):
        await person.tap("›")
        texts.append(person.last.text)
    assert world.telegram is not None
    return texts


@LANGUAGES
@pytest.mark.shows("F6")
async def test_a_request_stands_with_its_phones_until_it_is_answered(world: World, language: str) -> None:
    """The soonest deadline first, with whom to call at the site and in the school."""
    w, r = words(language), words("ru")
    coordinator = await coordinator_of(world, language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, r)
    await open_watch(coordinator, w)
    number = reference.split("-")[1]
    coordinator.sees(number, "Ольга", "Анна Петровна", start_of(w, "watch.ownerless"))
    assert coordinator.last.text.index(number) < coordinator.last.text.index(start_of(w, "watch.ownerless"))
    await coordinator.tap(w("watch.site", number=1))
    coordinator.sees(w("coordinator.site.upcoming", n=1))
    await owner.tap(r("host.confirm"))
    assert not any(number in each for each in await everywhere(world, coordinator, w))


@LANGUAGES
@pytest.mark.shows("F6")
@pytest.mark.shows("G4")
async def test_somebody_whom_the_bot_cannot_reach(world: World, language: str) -> None:
    """With the phone and the booking; called, the entry goes for all, and once more changes nothing."""
    w, r = words(language), words("ru")
    coordinator, colleague = (
        await coordinator_of(world, language),
        world.person("Роман", user_id=COLLEAGUE_ID),
    )
    await colleague.start()
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, r)
    await owner.tap(r("host.confirm"))
    await teacher.blocks()
    number = reference.split("-")[1]
    await open_watch(coordinator, w)
    coordinator.sees(start_of(w, "watch.unreachable"), number, "Анна Петровна", "+7")
    done = data_of(coordinator, w("watch.done", number=1))
    await coordinator.tap(w("watch.done", number=1))
    coordinator.sees(w("watch.done_toast"))
    coordinator.does_not_see("Анна Петровна")
    await colleague.press_data(done)
    colleague.sees(r("watch.title", region="Республика Коми"))
    region = next(iter(world.app.content.everything.regions))
    await coordinator.press_data(f"cwd:{region}:b999")
    coordinator.sees(w("watch.gone"))
    # Whoever comes back and is lost once more stands there once more.
    await teacher.unblocks()
    await teacher.writes("/my")
    await world.skip_to(world.clock.now() + timedelta(days=1))
    await teacher.blocks()
    await open_watch(coordinator, w)
    coordinator.sees(start_of(w, "watch.unreachable"), number, "Анна Петровна")


@pytest.mark.shows("F6")
async def test_the_next_rating_names_a_site_again(world: World) -> None:
    """Also where an old one has gone meanwhile, so that there are as many as before."""
    w = words("ru")
    coordinator = await coordinator_of(world)
    mill = site_id(world, PAPER_MILL)
    low = start_of(w, "watch.low_rated")

    async def rate(count: int) -> None:
        rows = [{"site_id": mill, "score": 2, "created_at": world.clock.now()} for _ in range(count)]
        await world.db.write(lambda connection: connection.execute(insert(feedback), rows).rowcount)

    async def is_low() -> bool:
        return any(low in each for each in await everywhere(world, coordinator, w))

    await rate(LEAST_RATINGS)
    assert await is_low()
    number = next(at for at in range(1, 9) if f"{at}. " in coordinator.last.text.split(low)[0][-60:])
    await coordinator.tap(w("watch.done", number=number))
    assert not await is_low()
    oldest = select(func.min(feedback.c.id)).scalar_subquery()
    gone = delete(feedback).where(feedback.c.id == oldest)
    await world.db.write(lambda connection: connection.execute(gone).rowcount)
    await rate(1)
    assert await is_low()


@pytest.mark.shows("F6")
async def test_a_site_without_sessions_and_one_without_an_owner(world: World) -> None:
    w = words("ru")
    coordinator = await coordinator_of(world)
    mill, felting = site_id(world, PAPER_MILL), site_id(world, FELTING)

    def close(connection: Connection) -> int:
        closed = update(session).where(session.c.site_id == felting).values(status=SessionStatus.CLOSED)
        return connection.execute(closed).rowcount

    before = await everywhere(world, coordinator, w)
    assert not any(start_of(w, "watch.no_sessions") in each for each in before)
    names = world.app.content.everything.sites
    assert any(names[mill].name.as_mapping()["ru"] in each for each in before)
    await world.db.write(close)
    after = await everywhere(world, coordinator, w)
    assert any(start_of(w, "watch.no_sessions") in each for each in after)
    await host_of(world, "Ольга", Role.OWNER)
    later = await everywhere(world, coordinator, w)
    assert not any(names[mill].name.as_mapping()["ru"] in each for each in later)


@pytest.mark.shows("F6")
async def test_deadlines_order_the_list(world: World) -> None:
    """What was due first stands first, and says so when it is late."""
    w = words("ru")
    coordinator = await coordinator_of(world)
    await host_of(world, "Ольга", Role.OWNER)
    first, second = world.person("Анна"), world.person("Инна")
    early = await book_class(world, first, w)
    await world.skip_to(world.clock.now() + timedelta(days=1))
    late = await book_class(world, second, w)
    due = (await booking_of(world, first)).first.answer_due_at
    assert due is not None
    await world.skip_to(due + timedelta(minutes=5))
    await open_watch(coordinator, w)
    text = coordinator.last.text
    assert text.index(early.split("-")[1]) < text.index(late.split("-")[1])
    coordinator.sees(w("watch.late", moment="").strip())


@pytest.mark.shows("F6")
async def test_the_list_is_for_coordinators_of_the_region(world: World) -> None:
    w = words("ru")
    stranger = world.person("Чужой")
    await stranger.start()
    region = next(iter(world.app.content.everything.regions))
    for data in (f"cwl:{region}:0", f"cwd:{region}:b1"):
        await stranger.press_data(data)
        stranger.sees(w("host.refusal.not_allowed"))
        await stranger.tap(w("button.home"))
