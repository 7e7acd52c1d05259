"""Whatever was typed without a question brought the greeting, or opened an old draft."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.domain.model import Role
from bot.domain.typed.intents import Intent, read_intent
from bot.ui.formats.dates import day_label
from tests.bot.hosts.site import host_of
from tests.bot.hosts.test_on_the_day import class_of_today
from tests.bot.paths import PAPER_MILL, book_class, open_programme, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])

INTENTS = [
    ("отменить", Intent.CANCEL),
    ("Отмена", Intent.CANCEL),
    ("как отменить заявку?", Intent.CANCEL),
    ("отмените, пожалуйста, нашу экскурсию", Intent.CANCEL),
    ("мы не сможем приехать", Intent.CANCEL),
    ("к сожалению, не приедем", Intent.CANCEL),
    ("снимите заявку", Intent.CANCEL),
    ("передумали", Intent.CANCEL),
    ("cancel", Intent.CANCEL),
    ("we can’t come", Intent.CANCEL),
    ("please cancel our visit", Intent.CANCEL),
    ("перенести", Intent.MOVE),
    ("можно перенести на пятницу?", Intent.MOVE),
    ("перенос", Intent.MOVE),
    ("нам нужен другой день", Intent.MOVE),
    ("хотим поменять дату", Intent.MOVE),
    ("Здравствуйте! Класс заболел, можно ли перенести экскурсию?", Intent.MOVE),
    ("reschedule", Intent.MOVE),
    ("can we move our visit to Friday", Intent.MOVE),
    ("another date please", Intent.MOVE),
    ("опаздываем", Intent.LATE),
    ("мы опоздаем на 20 минут", Intent.LATE),
    ("застряли в пробке", Intent.LATE),
    ("задерживаемся", Intent.LATE),
    ("не успеваем к 10", Intent.LATE),
    ("we are late", Intent.LATE),
    ("running late, stuck in traffic", Intent.LATE),
    ("мы заболели", Intent.ILL),
    ("я заболела", Intent.ILL),
    ("класс на карантине", Intent.ILL),
    ("дети болеют", Intent.ILL),
    ("we are sick", Intent.ILL),
    ("нас будет меньше", Intent.NUMBERS),
    ("fewer children", Intent.NUMBERS),
    ("мы на месте", Intent.ON_THE_DAY),
    ("выехали", Intent.ON_THE_DAY),
    ("we are here", Intent.ON_THE_DAY),
    ("удалите мои данные", Intent.DELETE_ME),
    ("delete my data", Intent.DELETE_ME),
    ("сколько стоит", Intent.PRICE),
    ("есть скидки?", Intent.PRICE),
    ("мороз", Intent.CANCEL),
    ("актировка", Intent.CANCEL),
    ("у нас актированный день", Intent.CANCEL),
    ("что взять", Intent.BRING),
    ("что надеть детям?", Intent.BRING),
    ("пропуск", Intent.PAPERS),
    ("what to bring", Intent.BRING),
    ("отписаться", Intent.PROFILE),
    ("unsubscribe", Intent.PROFILE),
    ("жалоба", Intent.HELP),
    ("сколько это стоит?", Intent.PRICE),
    ("это платно?", Intent.PRICE),
    ("какая цена", Intent.PRICE),
    ("how much is it?", Intent.PRICE),
    ("is it free", Intent.PRICE),
    ("где вы", Intent.WHERE),
    ("где вы находитесь?", Intent.WHERE),
    ("адрес", Intent.WHERE),
    ("как доехать до комбината", Intent.WHERE),
    ("where are you", Intent.WHERE),
    ("how do we get there", Intent.WHERE),
    ("стажировка", Intent.PLACEMENT),
    ("хочу на практику", Intent.PLACEMENT),
    ("internship", Intent.PLACEMENT),
    ("work experience", Intent.PLACEMENT),
    ("расписание", Intent.DATES),
    ("когда можно приехать?", Intent.DATES),
    ("есть свободные места?", Intent.DATES),
    ("timetable", Intent.DATES),
    ("помощь", Intent.HELP),
    ("помогите", Intent.HELP),
    ("что ты умеешь", Intent.HELP),
    ("как записаться?", Intent.HELP),
    ("help", Intent.HELP),
    ("мои заявки", Intent.MINE),
    ("что с заявкой?", Intent.MINE),
    ("my bookings", Intent.MINE),
    ("мои классы", Intent.CLASSES),
    ("мои данные", Intent.PROFILE),
    ("сменить язык", Intent.LANGUAGE),
    ("маршруты", Intent.ROUTES),
    ("каталог", Intent.CATALOGUE),
    ("хотим записаться на экскурсию", Intent.CATALOGUE),
    ("book a tour", Intent.CATALOGUE),
    ("телефон предприятия", Intent.CONTACT),
    ("добрый день", Intent.GREETING),
    ("привет!", Intent.GREETING),
    ("меню", Intent.HOME),
    ("спасибо большое", Intent.THANKS),
    ("thank you", Intent.THANKS),
    ("отминить", Intent.CANCEL),
    ("помошь", Intent.HELP),
    ("расписаине", Intent.DATES),
    ("автобус сломался", Intent.LATE),
    ("вы где?", Intent.WHERE),
    ("мне не ответили", Intent.MINE),
    ("free places", Intent.DATES),
]
NO_INTENTS = [
    *(
        "",
        "27",
        "7 Б, 27",
        "завтра",
        "абракадабра",
        "?",
        "😀",
        "Анна Петровна",
        "Школа № 5",
        "10 декабря",
        "К7М2",
    ),
    *(
        "не опоздаем",
        "не отменяйте",
        "we are not late",
        "больше",
        "ценный",
        "Болеслав",
        "больница",
        "Миллион алых роз",
    ),
    *("отменить " * 60, "адвокат", "отметить", "перевести", "illness", "lately", "пробка", "Пенза", "xyz"),
]


@pytest.mark.parametrize(("text", "intent"), INTENTS)
def test_what_a_text_wants(text: str, intent: Intent) -> None:
    said = read_intent(text)
    assert said is not None
    assert said.intent is intent


@pytest.mark.parametrize("text", NO_INTENTS)
def test_what_is_not_plain_is_no_intent(text: str) -> None:
    assert read_intent(text) is None


# --- what they lead to -------------------------------------------------------------------------------------


@LANGUAGES
@pytest.mark.shows("B2")
async def test_what_is_not_understood_is_said_so(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await teacher.start()
    await teacher.writes("абракадабра")
    teacher.sees(w("unread.text").splitlines()[1][:30])
    assert {w("home.catalogue"), w("home.mine"), w("home.help")} <= set(teacher.buttons())
    assert w("home.continue") not in teacher.buttons()
    await teacher.writes("7 Б, 27")
    teacher.sees(w("home.catalogue"))
    await teacher.tap(w("home.catalogue"))
    teacher.sees(w("catalogue.title"))


@LANGUAGES
@pytest.mark.shows("B2")
async def test_an_old_form_is_offered_and_not_opened(world: World, language: str) -> None:
    """Whether something else was opened since, or it is only old."""
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("/start")
    await teacher.writes("абракадабра")
    teacher.sees(w("home.continue"))
    teacher.does_not_see(w("form.party_class")[:20])
    await teacher.tap(w("home.continue"))
    await teacher.writes("7 Б, 27")
    teacher.sees(w("form.school")[:20])
    await world.skip_to(world.clock.now() + timedelta(days=2))
    await teacher.writes("абракадабра")
    teacher.sees(w("home.continue"))
    teacher.does_not_see(w("form.school")[:20], w("form.school_new"))


@LANGUAGES
@pytest.mark.shows("B10")
async def test_what_is_about_a_booking_opens_it(world: World, language: str) -> None:
    russian = language == "ru"
    w = words(language)
    await host_of(world, "Ольга", Role.OWNER)
    teacher = world.person("Анна", language_code=language)
    await teacher.start()
    await teacher.writes("отменить" if russian else "cancel")
    teacher.sees(w("intent.nothing").splitlines()[1][:20])
    reference = await book_class(world, teacher, w)
    await teacher.writes("мы заболели" if russian else "we are sick")
    teacher.sees(w("cancel.quarantine"))
    await teacher.writes("отменить" if russian else "cancel")
    teacher.sees(reference, w("cancel.quarantine"))
    await teacher.writes("опаздываем" if russian else "we are late")
    teacher.sees(w("intent.not_today").splitlines()[1][:20], reference)
    await teacher.writes("где вы" if russian else "where are you")
    assert any("Вычегодский" in label or "Vychegda" in label for label in teacher.buttons())
    await teacher.writes("сколько стоит" if russian else "how much is it")
    teacher.sees(w("intent.price").splitlines()[1][:20])
    await teacher.writes("перенести" if russian else "reschedule")
    teacher.sees(reference, w("mine.move"))
    await teacher.tap(w("mine.move"))
    teacher.sees("7 Б · 27 + 3", w("form.day"))


@LANGUAGES
@pytest.mark.shows("B16")
async def test_late_on_the_day(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = await class_of_today(world, owner, language=language)
    await teacher.writes("опаздываем на 20 минут" if language == "ru" else "we are running late")
    assert any(label.startswith(w("day.late_by", n="@").split("@")[0]) for label in teacher.buttons())
    await teacher.writes("мы на месте" if language == "ru" else "we are here")
    teacher.sees(w("day.on_way"))


@LANGUAGES
async def test_what_is_about_nobodys_booking_has_its_screen(world: World, language: str) -> None:
    w = words(language)
    person = world.person("Анна", language_code=language)
    await person.start()
    for russian, english, key in (
        ("стажировка", "internship", "catalogue.title"),
        ("расписание", "schedule", "dates.title"),
        ("мои заявки", "my requests", "mine.title"),
        ("мои классы", "my classes", "classes.title"),
        ("мои данные", "my data", "profile.title"),
        ("маршруты", "routes", "routes.title"),
        ("привет", "hello", "home.text"),
        ("спасибо", "thanks", "intent.thanks"),
    ):
        await person.writes(russian if language == "ru" else english)
        person.sees(w(key).splitlines()[0].replace("<b>", "").replace("</b>", "")[:20])


@LANGUAGES
@pytest.mark.shows("A6")
async def test_a_day_leads_to_the_dates_from_it_on(world: World, language: str) -> None:
    w = words(language)
    person = world.person("Анна", language_code=language)
    await person.start()
    await person.writes("есть места на следующей неделе?" if language == "ru" else "next week")
    person.sees(w("dates.since", day=day_label(date(2026, 11, 30), w.t)))
    first = next(label for label in person.buttons() if label.startswith("1. "))
    assert not first.endswith("11, 10:00") or "30.11" in first
    await person.tap("›")
    person.sees(w("dates.since", day=day_label(date(2026, 11, 30), w.t)))
    await person.writes("вчера" if language == "ru" else "yesterday")
    person.sees(w("home.help"))


@LANGUAGES
@pytest.mark.shows("B2")
async def test_inside_a_form_what_answers_it_wins(world: World, language: str) -> None:
    russian = language == "ru"
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("сколько стоит?" if russian else "how much?")
    teacher.sees(w("intent.price").splitlines()[1][:20])
    await teacher.writes("7 Б, 27 + 3")
    teacher.sees(w("form.school")[:20])
    await teacher.writes("помогите" if russian else "help")
    teacher.sees(w("help.text", email="").splitlines()[1][:30])
    await teacher.start()
    await teacher.tap(w("home.continue"))
    await teacher.writes("Северный")
    teacher.sees("Северный ключ")


async def test_a_day_is_that_of_ones_own_site_for_whoever_works_there(world: World) -> None:
    w = words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    await owner.writes("послезавтра")
    owner.sees(day_label(date(2026, 11, 25), w.t).capitalize())
    owner.does_not_see(w("dates.title"))
