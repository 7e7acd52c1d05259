"""The main job in a real browser: a class is booked, confirmed, reminded of the visit, and comes to the gate.

Everything is real but Telegram and the clock. The pictures of each step are kept in ``$ARTEFACTS``
(``var/artefacts`` without it); the README's picture is one of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot.domain.booking.codes import DIGITS, LATIN_LETTERS, LETTERS
from tests.acceptance.walk import Walk
from tests.sandbox_page.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

TEACHER, HOST = "teacher-syktyvkar", "host-vychegda-sheet"
MOST_REMINDERS = 60
_CODE = re.compile(rf"\b[{LETTERS}{LATIN_LETTERS}][{LETTERS}{LATIN_LETTERS}{DIGITS}]{{3}}\b")
TITLES = {
    "ru": ("«Вычегодский лист»", "Обзорная экскурсия", "Северный ключ"),
    "en": ("Vychegda Sheet", "Overview tour", "Северный ключ"),
}


@pytest.mark.parametrize(
    ("size", "language"),
    [
        pytest.param(PHONE, "ru", id="360x740-ru"),
        pytest.param(DESKTOP, "ru", id="1280x800-ru"),
        pytest.param(PHONE, "en", id="360x740-en"),
    ],
)
@pytest.mark.shows("A4", "B2", "B4", "B6", "B13", "B16", "E2", "E4", "G1", "G3")
def test_a_class_is_booked_confirmed_reminded_and_comes_to_the_gate(
    open_walk: Callable[[tuple[int, int], str], Walk], size: tuple[int, int], language: str
) -> None:
    walk = open_walk(size, language)
    walk.becomes(TEACHER)
    walk.speaks(language)
    reference = _book(walk, language)
    _answer(walk, reference)
    codes = _wait_for_the_day_before(walk)
    _come_to_the_gate(walk, codes)


def _book(walk: Walk, language: str) -> str:
    """«7 Б, 27» into a session of 20: two subgroups, one request; its reference."""
    w = walk.words
    site, programme, school = TITLES[language]
    walk.presses_start(w("home.more"))
    walk.shoot("home")
    walk.taps(w("home.more"), w("home.catalogue"))
    walk.taps(w("home.catalogue"), "›")  # which nothing on the first screen has
    walk.shoot("catalogue")
    walk.taps("›", site)
    walk.taps(site, programme)
    walk.shoot("site")
    walk.taps(programme, w("programme.book"))
    walk.shoot("programme")
    walk.taps(w("programme.book"), w("form.party_both", age=12).splitlines()[0])
    walk.shoot("party")
    walk.writes("7 Б, 27", "27 + 3", w("form.school"))
    _restart_the_bot(walk)
    walk.writes("Северный", school)
    walk.shoot("school")
    walk.taps(f"«{school}»", w("form.agree_no_age", counts="27 + 3"))
    walk.shoot("check")
    walk.taps(w("form.agree_no_age", counts="27 + 3"), w("form.day"))
    walk.sees(w("form.divided"), w("date.times", others="10:00", last="13:30"))
    walk.shoot("nearest")
    walk.taps(w("form.other_day"), w("form.calendar"))
    walk.shoot("calendar")
    walk.taps_first_free_day(w("consent.title"))
    walk.shoot("consent")
    walk.taps(w("consent.agree"), w("form.name").partition("?")[0])
    walk.writes("Анна Петровна", w("form.phone").partition("?")[0])
    walk.shoot("phone")
    walk.shares_the_number(w("summary.title"), "18 + 2", "9 + 1")
    walk.shoot("summary")
    walk.taps(w("summary.send"), w("sent.card"))
    walk.shoot("sent")
    found = re.search(r"[КK]-\d{4}", walk.newest.inner_text())
    assert found
    return found[0]


def _restart_the_bot(walk: Walk) -> None:
    """In the middle of the form; what was asked is still asked."""
    walk.works_the_demo("#restart-bot")
    walk.sees(walk.words("form.school"))


def _answer(walk: Walk, reference: str) -> None:
    """The reception of the mill confirms in one tap, in its own language, and the teacher learns it."""
    walk.becomes(HOST)
    russian = reference.replace("K", "К")
    walk.sees(russian, "18", "9 + 1", "Ответьте до", "Подтвердить")
    walk.shoot("host-request")
    walk.taps("Подтвердить", russian, "✅")
    walk.shoot("host-confirmed")
    walk.becomes(TEACHER)
    walk.sees(reference, walk.words("message.confirmed", reference=reference, site="", city="").split(".")[0])
    walk.shoot("confirmed")


def _wait_for_the_day_before(walk: Walk) -> list[str]:
    """Moves the clock on until the reminder stands in the teacher's chat; the codes in it."""
    told = walk.words("message.tomorrow", site="", city="").split(",")[0].strip(": ")
    walk.works_the_demo("#advance-day")
    _wait_for(walk, told)
    walk.shoot("day-before")
    assert "15:00" in walk.newest.locator("time").inner_text()
    codes = _CODE.findall(walk.newest.inner_text())
    assert len(codes) == 2, "one code for each subgroup"
    return codes


def _wait_for(walk: Walk, *texts: str) -> None:
    """Moves the clock on, from one message of the bot to the next, until this reader's newest has all of it:
    others of the demo are written to meanwhile."""
    for _ in range(MOST_REMINDERS):
        if all(each in walk.newest.inner_text() for each in texts):
            break
        walk.works_the_demo("#advance-next")
    walk.sees(*texts)


def _come_to_the_gate(walk: Walk, codes: list[str]) -> None:
    """On the day the host types the code as the leader says it, in whichever alphabet, and marks who came."""
    first, second = (code.translate(str.maketrans(LATIN_LETTERS, LETTERS)) for code in codes)
    walk.becomes(HOST)
    _wait_for(walk, "Завтра", first, second)
    walk.shoot("host-digest")
    walk.becomes(TEACHER)
    _wait_for(walk, walk.words("message.frost.stays"))  # a winter morning (B11)
    walk.shoot("frost")
    _wait_for(walk, codes[0])
    walk.shoot("two-hours-before")
    walk.becomes(HOST)
    walk.works_the_demo("#advance-hour")
    walk.writes("/desk", "Сегодня")
    walk.shoot("desk")
    walk.taps("Сегодня", first, second)
    walk.shoot("today")
    walk.taps("Ввести код группы", "Напишите код")
    walk.writes(codes[0].lower(), "✅", "18 + 2")
    walk.shoot("arrival")
    walk.taps("Все пришли: 20", "пришло 20")
    walk.writes("/desk", "Ввести код группы")
    walk.taps("Сегодня", "пришло 20", "ждём")
    walk.shoot("arrived")
