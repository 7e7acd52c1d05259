"""After a visit: certificate, text for the report, how it was (B14, B18)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.__main__ import main
from bot.db.tables import certificate, feedback, outbox
from bot.domain.booking.codes import latin_form
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, go_to_start, label_with
from tests.bot.papers import (
    arrive,
    confirmed_class,
    content_of,
    files,
    mark,
    text_of,
    until_over,
)
from tests.bot.paths import FELTING, book_seats, words
from tests.bot.world import World

W = words("ru")
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
WEEK = timedelta(days=7)


async def code_of(world: World) -> str:
    """The newest check code."""
    newest = select(certificate.c.code).order_by(certificate.c.id.desc()).limit(1)
    code = await world.db.read(lambda c: c.execute(newest).scalar_one())
    return str(code)


async def said(world: World) -> list[tuple[int, str | None, int | None]]:
    rows = await world.db.read(lambda c: c.execute(select(feedback)).all())
    return [(row.score, row.text, row.hands) for row in rows]


async def opened_past(teacher: Person, reference: str, language: str = "ru") -> None:
    """The papers of a visit that is over."""
    w = words(language)
    await teacher.writes("/my")
    await teacher.tap(label_with(teacher, w("mine.past", n=1)))
    await teacher.tap(label_with(teacher, reference))
    await teacher.tap(w("papers.button"))


@LANGUAGES
@pytest.mark.shows("B18")
@pytest.mark.shows("B14")
async def test_an_hour_after_the_end(world: World, language: str) -> None:
    """One message: the certificate as its file, five lines to copy, five buttons for a score, and one for the
    blank of those who took part."""
    w = words(language)
    teacher, host, reference = await confirmed_class(world, language)
    await arrive(world, teacher, host)
    assert not files(teacher)
    await until_over(world, teacher)
    (message,) = files(teacher)
    assert message.labels == ["1", "2", "3", "4", "5", w("message.over.participant")]
    assert len(message.text) <= 700
    assert "<code>" in message.html
    read = text_of(content_of(world, message))
    code = await code_of(world)
    shown = latin_form(code) if language == "en" else code
    for text in (read, message.text):
        assert "-".join((shown[:4], shown[4:8], shown[8:])) in text
    for piece in ("17", "90", w("paper.certificate.title", reference=reference), "Северный ключ"):
        assert piece in read.replace("\u00a0", " "), piece
    assert "Анна" not in read, "nobody is named"


@pytest.mark.shows("B18")
async def test_the_score_is_one_tap_and_the_rest_is_typed(world: World) -> None:
    teacher, host, _ = await confirmed_class(world)
    await arrive(world, teacher, host)
    await until_over(world, teacher)
    message = files(teacher)[-1]
    await teacher.tap("4", message=message)
    teacher.sees("4 из 5")
    await teacher.resend_last_tap()
    teacher.sees(W("feedback.already", score=4))
    assert await said(world) == [(4, None, None)]
    await teacher.tap("5", message=message)
    assert await said(world) == [(5, None, None)]
    assert files(teacher)[-1].text == message.text, "the certificate stays as it is"
    await teacher.tap(W("feedback.improve"))
    await teacher.writes("Вася Петров и Маша Иванова из 7 Б скучали")
    teacher.sees(W("problem.names"))
    await teacher.writes("ы" * 301)
    assert await said(world) == [(5, None, None)]
    await world.restart()
    await teacher.writes("Больше времени у пресса")
    teacher.sees("Больше времени у пресса")
    await teacher.tap(W("feedback.ask_hands_button"))
    await teacher.writes("20")
    teacher.sees(W("problem.hands_range", most=19))
    await teacher.writes("девять")
    teacher.sees(W("feedback.hands", n=9))
    assert await said(world) == [(5, "Больше времени у пресса", 9)]
    await teacher.tap(W("feedback.ask_hands_button"))
    await teacher.writes("никого")
    assert await said(world) == [(5, "Больше времени у пресса", 0)]
    await world.skip_to(world.clock.now() + WEEK + timedelta(hours=3))
    assert not await _asked_again(world)
    await teacher.tap("1", message=message)
    assert (await said(world))[0][0] == 1, "a week later it works as well"
    await teacher.writes("/delete_me")
    await teacher.tap(W("delete.sure"))
    assert await said(world) == [(1, None, 0)]


async def _asked_again(world: World) -> list[str]:
    kind = outbox.c.kind == "visit.feedback.again"
    found = await world.db.read(lambda c: c.execute(select(outbox.c.state).where(kind)).scalars().all())
    return [each for each in found if each == "sent"]


@pytest.mark.shows("B18")
async def test_a_week_later_once_more_and_then_never(world: World) -> None:
    teacher, host, _ = await confirmed_class(world)
    await arrive(world, teacher, host)
    await until_over(world, teacher)
    before = len(teacher.messages)
    await world.skip_to(world.clock.now() + WEEK)
    asked = [each for each in teacher.messages[before:] if "5" in each.labels]
    assert len(asked) == 1
    await world.skip_to(world.clock.now() + 3 * WEEK)
    assert len([each for each in teacher.messages if "5" in each.labels]) == 2
    await teacher.tap("2", message=asked[0])
    teacher.sees("2 из 5")


@pytest.mark.shows("B18")
async def test_who_did_not_come_hears_nothing(world: World) -> None:
    """Nobody was marked; or the mark was taken back before anything was sent."""
    teacher, host, _ = await confirmed_class(world)
    await arrive(world, teacher, host)
    await host.tap(W("host.gate.undo"))
    await until_over(world, teacher)
    assert not files(teacher)
    been = (await booking_of(world, teacher)).first
    await teacher.press_data(f"fb:{been.booking_id}:{been.site_id}:rate:5")
    teacher.sees(W("refusal.feedback_early"))
    assert await said(world) == []


@pytest.mark.shows("B18")
@pytest.mark.shows("E4")
async def test_a_group_that_is_marked_the_next_day(world: World) -> None:
    """Ten minutes later, so that a number can be corrected first."""
    teacher, host, _ = await confirmed_class(world)
    await go_to_start(world, teacher, minutes=24 * 60)
    assert not files(teacher)
    visit = (await booking_of(world, teacher)).first
    await host.press_data(f"hv:{visit.id}:show")
    await mark(world, teacher, host, None)
    await mark(world, teacher, host, 18)
    assert not files(teacher)
    await world.move(timedelta(minutes=12))
    (message,) = files(teacher)
    assert "18 человек" in message.text
    await world.move(timedelta(hours=2))
    assert len(files(teacher)) == 1


@pytest.mark.shows("B18")
async def test_guests_are_asked_how_it_was_and_get_no_certificate(world: World) -> None:
    guest, host = world.person("Марина"), await world.host(FELTING)
    await book_seats(world, guest, W, 2, FELTING)
    await go_to_start(world, guest)
    visit = (await booking_of(world, guest)).first
    await host.press_data(f"hv:{visit.id}:show")
    await host.tap(W("host.gate.all", n=2))
    await until_over(world, guest)
    assert not files(guest)
    assert guest.last.labels == ["1", "2", "3", "4", "5"]
    await guest.tap("5")
    assert W("feedback.ask_hands_button") not in guest.buttons()


# --- checking -------------------------------------------------------------------------------------------


@LANGUAGES
@pytest.mark.shows("B14")
async def test_anybody_can_check_a_certificate(world: World, language: str) -> None:
    """In the letters of either alphabet, typed or by the picture on the paper; forged ones do not verify."""
    w = words(language)
    teacher, host, reference = await confirmed_class(world)
    await arrive(world, teacher, host)
    code = await code_of(world)
    other = world.person("Иван", language_code=language)
    await other.start()
    for typed in (code, code.lower(), f"{code[:4]}-{code[4:8]}-{code[8:]}", f" {latin_form(code)} "):
        await other.writes(typed)
        other.sees(reference, "подлинная" if language == "ru" else "genuine", "17", "Северный ключ")
    await other.start(f"c_{latin_form(code)}")
    other.sees("17")
    last = {"Д": "Г"}.get(code[-1], "Д")
    for forged in (code[:-1] + last, "Д7Ш4-Г39Ж-Л8Ф2", code[1:4] + code[:1] + code[4:]):
        await other.start(f"c_{latin_form(forged).replace('-', '')}")
        other.sees(w("check.unknown").splitlines()[1])
    await other.start()
    await other.writes("проверить справку" if language == "ru" else "check a certificate")
    other.sees(w("check.ask").splitlines()[1])


@pytest.mark.shows("B14")
async def test_a_certificate_of_a_class_says_what_it_always_said(world: World) -> None:
    """What an operator's has besides is no part of it, so that those of earlier releases still verify."""
    teacher, host, _ = await confirmed_class(world)
    await arrive(world, teacher, host)
    facts = await world.db.read(lambda c: c.execute(select(certificate.c.facts)).scalar_one())
    of_whom = {"organisation", "grade", "letter", "children", "adults", "came"}
    of_what = {"days", "site", "city", "programme", "minutes", "direction", "professions", "received_by"}
    assert facts.keys() == of_whom | of_what
    await teacher.writes(await code_of(world))
    teacher.sees("подлинная", "7\u00a0Б")


@pytest.mark.shows("B14")
async def test_a_row_that_was_changed_does_not_verify(world: World) -> None:
    teacher, host, _ = await confirmed_class(world)
    await arrive(world, teacher, host)
    code = await code_of(world)
    facts = await world.db.read(lambda c: c.execute(select(certificate.c.facts)).scalar_one())
    changed = update(certificate).values(facts={**facts, "children": 170})
    await world.db.write(lambda c: c.execute(changed).rowcount)
    await teacher.writes(code)
    teacher.sees("Такой справки нет")


@pytest.mark.shows("B14")
async def test_a_correction_at_the_gate_replaces_the_certificate(world: World) -> None:
    """The old paper is known, and said to be replaced; without the arrival none is valid."""
    teacher, host, reference = await confirmed_class(world)
    await arrive(world, teacher, host)
    first = await code_of(world)
    await mark(world, teacher, host, 16)
    second = await code_of(world)
    assert first != second
    await teacher.writes(first)
    teacher.sees("устарела")
    await teacher.writes(second)
    teacher.sees("подлинная", "16 человек")
    await host.writes("/desk")
    await host.tap(W("host.desk.today"))
    await host.tap(label_with(host, "7 Б"))
    await host.tap(W("host.gate.undo"))
    await teacher.writes(second)
    teacher.sees("недействительна")
    assert reference


@pytest.mark.shows("B14")
async def test_the_certificate_and_the_report_can_be_had_again(world: World) -> None:
    teacher, host, reference = await confirmed_class(world)
    await arrive(world, teacher, host)
    await until_over(world, teacher)
    await world.skip_to(world.clock.now() + WEEK)
    await opened_past(teacher, reference)
    await teacher.tap(W("papers.kind.certificate"))
    first, second = (text_of(content_of(world, each)) for each in files(teacher))
    code = await code_of(world)
    assert code[:4] in first
    assert code[:4] in second
    await teacher.tap(W("papers.kind.report"))
    teacher.sees("учащихся — 17", W("papers.copy"))
    await teacher.tap(W("papers.back"))
    await teacher.tap(W("papers.rate"))
    teacher.sees(W("feedback.not_rated", site="", day="")[:16])


@pytest.mark.shows("B14")
async def test_the_operator_checks_a_certificate(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The command says what the paper has to say; a forged code ends with 1."""
    teacher, host, reference = await confirmed_class(world)
    await arrive(world, teacher, host)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", world.settings.database_url.get_secret_value())

    async def check(code: str) -> int:
        return await asyncio.to_thread(main, ["check-certificate", code])

    code = await code_of(world)
    assert await check(latin_form(code)) == 0
    shown = capsys.readouterr().out
    for piece in (reference, "Vychegda Sheet", "90 minutes", "Северный ключ", "17 + 2", "Genuine."):
        assert piece in shown, piece
    assert "Анна" not in shown
    assert await check("D7W4-G39J-L8F2") == 1
    assert "no such certificate" in capsys.readouterr().err
    await mark(world, teacher, host, 16)
    assert await check(code) == 1
    assert "corrected" in capsys.readouterr().err
