"""A host who wrote «заявки» read «Мои заявки: пока нет»; a guard's code nobody could make out, nor
a coordinator's «отчёт». What is said by whoever works somewhere opens the screens of their work (E, F)."""

from __future__ import annotations

import pytest

from bot.domain.desk.intents import HostIntent, RegionIntent, read_host_intent, read_region_intent
from bot.domain.model import Role, VisitStatus
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.papers import confirmed_class
from tests.bot.paths import PAPER_MILL, words
from tests.bot.world import World

W = words("ru")

OF_HOSTS = """
заявки | requests
новые заявки | requests
кто записался? | requests
добавить сеанс | add_session
открыть сеанс 12 декабря в 10:00 | add_session
отменить сеанс | sessions
закрыть 31 декабря | sessions
мы закрыты 31 декабря | sessions
расписание | sessions
мои сеансы | sessions
кто завтра | day
кто сегодня | day
список на завтра | day
кто придёт в пятницу | coming
сколько групп на неделе | coming
код | codes
ввести код | codes
пригласить гида | people
охрана | people
сотрудники | people
отчёт | figures
статистика за год | figures
ссылка | links
плакат | links
отзывы | feedback
карточка | cards
изменить описание | cards
фото | photo
стажёры | placements
рабочий стол | desk
schedule | sessions
who is coming | coming
statistics | figures
invite a guide | people
enter code | codes
"""
OF_REGIONS = """
площадки | sites
новая площадка | new_site
добавить предприятие | new_site
кто не отвечает | unanswered
заявки без ответа | unanswered
отчёт | report
статистика за год | report
рассылка | news
жалобы | complaints
журнал | journal
настройки | settings
каникулы | settings
маршруты | routes
пригласить координатора | coordinators
выгрузить каталог | files
загрузить таблицу | files
на проверку | revisions
регион | desk
report | report
new site | new_site
overdue requests | unanswered
export | files
"""
OF_NOBODY = [
    "мои заявки",
    "my requests",
    "спасибо",
    "бумага",
    "Ухта",
    "7Б, 27 + 3",
    "здравствуйте",
    "отменить",
]


def _rows(table: str) -> list[tuple[str, str]]:
    return [
        (text, intent) for row in table.strip().splitlines() for text, _, intent in [row.partition(" | ")]
    ]


@pytest.mark.parametrize(("text", "intent"), _rows(OF_HOSTS))
def test_what_a_host_means(text: str, intent: str) -> None:
    assert read_host_intent(text) is HostIntent(intent)


@pytest.mark.parametrize(("text", "intent"), _rows(OF_REGIONS))
def test_what_a_coordinator_means(text: str, intent: str) -> None:
    assert read_region_intent(text) is RegionIntent(intent)


@pytest.mark.parametrize("text", OF_NOBODY)
def test_what_is_nobodys_work(text: str) -> None:
    assert read_host_intent(text) is None
    assert read_region_intent(text) is None


@pytest.mark.shows("E1")
async def test_a_host_opens_the_desk_in_words(world: World) -> None:
    host = await world.host(PAPER_MILL)
    for said, shown in {
        "заявки": "Все заявки с ответом",
        "кто завтра": "Завтра, вт, 24 ноября",
        "12 декабря кто придёт": "Сб, 12 декабря",
        "расписание": "Сеансы",
        "добавить сеанс": "рограмм",
        "пригласить охранника": "Пригласить",
    }.items():
        await host.writes(said)
        host.sees(shown)
    await host.writes("мои заявки")
    host.sees(W("mine.title"))


@pytest.mark.shows("E4")
async def test_a_code_shows_its_group_whatever_is_open(world: World) -> None:
    teacher, _, _ = await confirmed_class(world)
    booked = await booking_of(world, teacher)
    guard = await host_of(world, "Семён", Role.GUARD, slug=PAPER_MILL)
    await world.skip_to(booked.visits[0].starts_at)
    await guard.writes(booked.visits[0].code)
    guard.sees(booked.visits[0].code, W("host.gate.all", n=booked.visits[0].seats))
    assert (await booking_of(world, teacher)).first.status is VisitStatus.CONFIRMED, "it was not asked for"
    await guard.tap(W("host.gate.all", n=booked.visits[0].seats))
    assert (await booking_of(world, teacher)).first.status is VisitStatus.ARRIVED
    await guard.writes("Г222")
    guard.sees("Такого кода на этой площадке нет")


@pytest.mark.shows("F1")
async def test_a_coordinator_opens_the_region_in_words(world: World) -> None:
    coordinator = await world.coordinator()
    for said, shown in {
        "регион": W("coordinator.title", region="Республика Коми"),
        "отчёт": "Республика Коми",
        "жалобы": "Жалоб",
        "новая площадка": "Как называется",
    }.items():
        await coordinator.writes(said)
        coordinator.sees(shown)


@pytest.mark.shows("E1")
async def test_others_mean_their_own(world: World) -> None:
    teacher = world.person("Анна")
    await teacher.start()
    for said in ("заявки", "код"):
        await teacher.writes(said)
        teacher.sees(W("mine.title"))
