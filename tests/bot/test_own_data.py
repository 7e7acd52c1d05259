"""«Мои данные» as a file: for a person and for a machine, with everything and nobody else (H2)."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from sandbox.people import Person
from tests.bot.hosts.site import booking_of
from tests.bot.papers import arrive, confirmed_class, content_of, files, until_over
from tests.bot.paths import PAPER_MILL, book_seats, open_programme, phone_digits, words
from tests.bot.test_application import STEPS, walk
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


def page_of(world: World, someone: Person) -> tuple[str, dict[str, Any]]:
    """What a person reads on the page, and what a machine does."""
    text = content_of(world, files(someone, ".html")[-1]).decode()
    head, _, tail = text.partition('<script type="application/json" id="data">')
    shown = unescape(re.sub(r"<[^>]+>", " ", head.partition("<body>")[2]))
    assert "<script" not in head
    assert "http" not in head.replace("http-equiv", ""), "it needs nothing from anywhere"
    return re.sub(r"\s+", " ", shown), json.loads(tail.partition("</script>")[0])


@LANGUAGES
@pytest.mark.shows("H2")
async def test_everything_about_a_teacher(world: World, language: str) -> None:
    w = words(language)
    teacher, host, reference = await confirmed_class(world, language)
    guest = world.person("Марина")
    await book_seats(world, guest, words("ru"))
    await arrive(world, teacher, host)
    await until_over(world, teacher)
    await teacher.tap("4", message=files(teacher)[-1])
    await teacher.tap(w("feedback.improve"))
    await teacher.writes("Скажите <b>больше</b> о бумаге")
    await teacher.writes("/my_data")
    teacher.sees(w("my_data.ready"))
    shown, stored = page_of(world, teacher)
    for piece in (
        *("Анна Петровна", "7", "Северный ключ", "17", "Скажите <b>больше</b> о бумаге"),
        *(w("my_data.section.classes"), w("my_data.code.arrived"), w("my_data.code.final_count")),
        w("my_data.action.feedback.rated"),
        w("my_data.message.visit"),
        w("my_data.code.processing"),
    ):
        assert piece in shown, piece
    assert not re.search(r"\b(None|NoneType|datetime|StrEnum|[a-z]+_[a-z_]+)\b", shown), shown
    assert phone_digits(teacher) in shown
    assert stored["profile"]["telegram_id"] == teacher.user_id
    (consent,) = stored["consents"]
    assert (consent["kind"], consent["version"], len(consent["text_hash"])) == ("processing", 1, 64)
    (booking,) = stored["bookings"]
    assert booking["reference"] == reference
    assert booking["visits"][0]["status"] == "arrived"
    assert booking["visits"][0]["starts_at"].endswith("+00:00")
    assert booking["visits"][0]["site"] in shown
    assert booking["feedback"][0]["score"] == 4
    assert booking["certificates"][0]["number"] == reference
    assert {each["kind"] for each in booking["duties"]} >= {"transport", "final_count"}
    assert {each["kind"] for each in stored["messages"]} >= {"visit.over", "booking.confirmed"}
    assert "person.data" in {each["action"] for each in stored["actions"]}
    whole = content_of(world, files(teacher, ".html")[-1]).decode()
    for other in (host, guest):
        assert str(other.user_id) not in whole
        assert phone_digits(other) not in whole
    assert "Марина" not in whole


@pytest.mark.shows("H2")
async def test_it_is_made_once_in_five_minutes(world: World) -> None:
    w, someone = words("ru"), world.person("Анна")
    await someone.start()
    await someone.writes("/profile")
    await someone.tap(w("my_data.button"))
    assert len(files(someone, ".html")) == 1
    await someone.resend_last_tap()
    await someone.writes("/my_data")
    someone.sees("Новый можно попросить после 12:05")
    assert len(files(someone, ".html")) == 1
    await world.move(timedelta(minutes=6))
    await someone.writes("/my_data")
    assert len(files(someone, ".html")) == 2
    shown, stored = page_of(world, someone)
    assert stored["bookings"] == []
    assert w("my_data.none") in shown


@pytest.mark.shows("H2")
async def test_a_host_and_an_applicant(world: World) -> None:
    """Roles, what they did at the site, an application in their own words; nobody whom they met."""
    w = words("ru")
    parent, newcomer = world.person("Мария"), world.person("Борис")
    await walk(world, parent, w, len(STEPS))
    await parent.tap(w("summary.send"))
    await open_programme(world, newcomer, PAPER_MILL)
    await newcomer.tap(w("programme.book"))
    await newcomer.writes("8 А, 18")
    teacher, host, _ = await confirmed_class(world)
    await host.writes("/my_data")
    shown, stored = page_of(world, host)
    assert stored["roles"][0]["role"] == "owner"
    assert w("host.role.owner") in shown
    assert w("my_data.action.request.confirmed") in shown
    assert "Анна Петровна" not in shown
    assert (await booking_of(world, teacher)).reference not in shown
    await parent.writes("/my_data")
    shown, stored = page_of(world, parent)
    assert stored["applications"][0]["motivation"] in shown
    await newcomer.writes("/my_data")
    shown, stored = page_of(world, newcomer)
    assert stored["forms"][0]["form"]["children"] == 18
    assert w("my_data.code.open") in shown
