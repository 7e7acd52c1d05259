"""How a placement ended: one tap of its site, the mentor's mark, a certificate that can be checked (D2)."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.__main__ import main
from bot.db.tables import audit, placement_end
from bot.domain.booking.codes import grouped, latin_form
from bot.domain.model import Role
from bot.ui.formats.codes import code_label
from bot.ui.host.placements.callback_data import EndTap
from bot.ui.visitor.placements.callback_data import CertificateTap, ShowApplication
from sandbox.people import Person
from tests.bot.hosts.site import host_of, notice
from tests.bot.papers import content_of, files, text_of
from tests.bot.paths import Words, words
from tests.bot.test_application import SITE, applications, apply
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
RU = words("ru")
ANSWERED_BY = timedelta(minutes=11)


async def placed(world: World, owner: Person, w: Words, language: str = "ru") -> Person:
    """Somebody for whom the site has a place."""
    parent = world.person("Мария", language_code=language)
    await apply(world, parent, w)
    (application,) = await applications(world, parent)
    await owner.tap(next(each for each in owner.buttons() if each.startswith(w("host.accept", day=""))))
    await owner.tap(w("host.application.send"))
    assert application.reference
    return parent


async def over(world: World, parent: Person) -> datetime:
    """Moves on to the evening of the last day, or the first hour later at which one may be asked."""
    ends_at = (await intake_of(world, parent))[1]
    await world.skip_to(ends_at + timedelta(minutes=1))
    await world.skip_to(ends_at + timedelta(days=3, hours=1))
    return ends_at


async def intake_of(world: World, parent: Person) -> tuple[datetime, datetime]:
    from bot.db.booking.sessions import read_sessions

    (application,) = await applications(world, parent)
    place = application.accepted_session_id
    assert place is not None
    found = await world.db.read(lambda connection: read_sessions(connection, [place])[place])
    return found.starts_at, found.ends_at


async def tap_of(world: World, parent: Person, op: str = "show", value: int = 0, seen: int = -1) -> str:
    (application,) = await applications(world, parent)
    return EndTap(application=application.id, op=op, value=value, seen=seen).pack()


async def stored(world: World) -> list[tuple[int | None, str | None]]:
    rows = await world.db.read(
        lambda connection: connection.execute(select(placement_end.c.mark, placement_end.c.text)).all()
    )
    return [(row.mark, row.text) for row in rows]


async def code_of(world: World) -> str:
    return str(await world.db.read(lambda c: c.execute(select(placement_end.c.code)).scalar_one()))


@LANGUAGES
@pytest.mark.shows("D2")
async def test_a_placement_ends_with_a_mark_and_a_certificate(world: World, language: str) -> None:
    """The site is asked once; the applicant reads mark and sentence, and has a paper without a name, whose
    code anybody can check."""
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=SITE, language=language)
    staff = await host_of(world, "Пётр", Role.STAFF, slug=SITE)
    guard = await host_of(world, "Семён", Role.GUARD, slug=SITE)
    parent = await placed(world, owner, w, language)
    (application,) = await applications(world, parent)
    for person in (owner, staff, guard, parent):
        await person.waits()
    await over(world, parent)
    reference = application.reference
    for host, r in ((owner, w), (staff, RU)):
        host.sees(r("host.placement.ask", reference=r.t.reference(reference)), "Мария Ивановна")
    guard.sees_nothing_new()
    question = notice(owner, reference)
    assert question.labels[:6] == ["1", "2", "3", "4", "5", w("host.placement.not_to_the_end")]
    await owner.tap("4", message=question)
    owner.sees(w("host.placement.noted"), w("host.placement.mark", n=4))
    assert RU("host.placement.mark", n=4) in notice(staff, reference).text, "all copies show it"
    await owner.tap(w("host.review.add"))
    await owner.writes("Вася Петров хорошо работал, Иванов хуже")
    owner.sees(w("problem.names"))
    assert await stored(world) == [(4, None)]
    await owner.writes("Аккуратно работает с прессом, пусть приходит ещё")
    owner.sees("Аккуратно работает с прессом")
    parent.sees_nothing_new()
    await world.move(ANSWERED_BY)
    parent.sees(w("placement.mark", n=4), "Аккуратно работает с прессом")
    (paper,) = files(parent)
    code = await code_of(world)
    read = text_of(content_of(world, paper))
    shown = code_label(grouped(code), w.t)
    for piece in (shown, w("paper.placement.text"), w("paper.participant.name"), "2026"):
        assert piece in read, piece
    for nobody in ("Мария", "16", "Аккуратно"):
        assert nobody not in read.replace("2026", ""), nobody
    assert shown in paper.text
    # Anybody can check it, and have it again.
    stranger = world.person("Игорь", language_code=language)
    await stranger.start()
    await stranger.writes(latin_form(code))
    stranger.sees(w("paper.placement.dates"), w.t.reference(reference))
    assert "Мария" not in stranger.last.text
    await parent.press_data(ShowApplication(application=application.id).pack())
    parent.sees(w("placement.mark", n=4))
    await parent.tap(w("placement.certificate"))
    await parent.resend_last_tap()
    assert len(files(parent)) == 2
    assert shown in text_of(content_of(world, files(parent)[-1]))


@LANGUAGES
@pytest.mark.shows("D2")
async def test_the_first_answer_counts_and_can_be_corrected(world: World, language: str) -> None:
    """A colleague's old button shows what was said; not to the end takes the certificate's worth away, and
    what is put right gives it back."""
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=SITE, language=language)
    staff = await host_of(world, "Пётр", Role.STAFF, slug=SITE)
    parent = await placed(world, owner, w, language)
    await over(world, parent)
    old = await tap_of(world, parent, "say", 2)
    await owner.tap("5")
    await owner.press_data(await tap_of(world, parent, "say", 5))
    await staff.press_data(old)
    staff.sees(RU("host.review.said_before", name="Ольга"))
    assert RU("host.placement.mark", n=5) in staff.last.text
    assert await stored(world) == [(5, None)]
    await world.move(ANSWERED_BY)
    code = await code_of(world)
    await parent.writes(code)
    parent.sees(w("paper.placement.dates"))
    # What was told is told anew, with what is true now.
    await owner.tap(w("host.placement.again"))
    await owner.tap(w("host.placement.not_to_the_end"))
    owner.sees(w("host.placement.left"))
    await world.move(ANSWERED_BY)
    parent.sees(w("placement.left"))
    assert len(files(parent)) == 1
    (application,) = await applications(world, parent)
    await parent.press_data(CertificateTap(application=application.id).pack())
    parent.sees(w("application.refused.paper_off"))
    await parent.writes(code)
    parent.does_not_see(w("paper.placement.dates"))
    await owner.tap(w("host.placement.again"))
    await owner.tap("3")
    await world.move(ANSWERED_BY)
    parent.sees(w("placement.mark", n=3))
    assert await code_of(world) == code, "what it says has not changed"
    await parent.writes(code)
    parent.sees(w("paper.placement.dates"))
    said = await world.db.read(
        lambda c: c.execute(select(audit.c.details).where(audit.c.action == "application.ended")).all()
    )
    assert [row.details["mark"] for row in said] == [5, 0, 3]


@pytest.mark.shows("D2")
async def test_before_the_last_day_and_long_after_there_is_nothing_to_say(world: World) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER, slug=SITE)
    guide = await host_of(world, "Глеб", Role.GUIDE, slug=SITE)
    other = await host_of(world, "Нина", Role.OWNER)
    parent = await placed(world, owner, RU)
    await owner.press_data(await tap_of(world, parent, "say", 5))
    owner.sees(RU("host.refusal.too_early.placement"))
    for op in ("show", "line", "drop"):
        await owner.press_data(await tap_of(world, parent, op))
    (application,) = await applications(world, parent)
    await parent.press_data(CertificateTap(application=application.id).pack())
    parent.sees(RU("application.refused.paper_early"))
    ends_at = await over(world, parent)
    for nobody in (guide, other, parent):
        for op in ("say", "show", "line", "drop"):
            await nobody.press_data(await tap_of(world, parent, op, 1))
    await owner.press_data(await tap_of(world, parent, "say", 7))
    await owner.press_data(await tap_of(world, parent, "line"))
    assert await stored(world) == [], "only who answers there, from 1 to 5, and the mark first"
    await world.skip_to(ends_at + timedelta(days=15, hours=12))
    await owner.press_data(await tap_of(world, parent, "say", 5))
    owner.sees(RU("host.refusal.already_over.placement", day="")[:24])
    assert await stored(world) == []


@pytest.mark.shows("D2")
async def test_nobody_is_asked_of_a_place_that_was_given_back(world: World) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER, slug=SITE)
    parent = await placed(world, owner, RU)
    (application,) = await applications(world, parent)
    ends_at = (await intake_of(world, parent))[1]
    await parent.press_data(ShowApplication(application=application.id).pack())
    await parent.tap(RU("application.withdraw"))
    await parent.tap(RU("application.withdraw_yes"))
    await owner.waits()
    await world.skip_to(ends_at + timedelta(days=3))
    owner.does_not_see(RU("host.placement.how"))
    await owner.press_data(await tap_of(world, parent, "say", 5))
    assert await stored(world) == []


@pytest.mark.shows("H3")
async def test_after_a_month_the_sentence_is_gone(world: World) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER, slug=SITE)
    parent = await placed(world, owner, RU)
    await over(world, parent)
    question = notice(owner, (await applications(world, parent))[0].reference)
    assert "Мария" in question.text
    await owner.tap("5")
    await owner.tap(RU("host.review.add"))
    await owner.writes("Аккуратно работает с прессом")
    assert await stored(world) == [(5, "Аккуратно работает с прессом")]
    ends_at = (await intake_of(world, parent))[1]
    await world.skip_to(ends_at + timedelta(days=29))
    assert await stored(world) == [(5, "Аккуратно работает с прессом")]
    await world.skip_to(ends_at + timedelta(days=60))  # the other dates that were asked for are over, too
    await world.skip_to(ends_at + timedelta(days=62))
    assert await stored(world) == [(5, None)]
    told = next(each for each in reversed(owner.messages) if each.message_id == question.message_id)
    assert "Мария" not in told.text


@pytest.mark.shows("H2")
async def test_whoever_deletes_themselves_takes_the_sentence_along(world: World) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER, slug=SITE)
    parent = await placed(world, owner, RU)
    await over(world, parent)
    await owner.tap("5")
    await owner.tap(RU("host.review.add"))
    await owner.writes("Аккуратно работает с прессом")
    await parent.writes("/delete_me")
    await parent.tap(RU("delete.sure"))
    assert await stored(world) == [(5, None)]


@pytest.mark.shows("D2")
async def test_the_operator_checks_the_certificate_of_a_placement(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER, slug=SITE)
    parent = await placed(world, owner, RU)
    await over(world, parent)
    await owner.tap("5")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", world.settings.database_url.get_secret_value())

    async def check(code: str) -> int:
        return await asyncio.to_thread(main, ["check-certificate", code])

    code = await code_of(world)
    assert await check(latin_form(code)) == 0
    shown = capsys.readouterr().out
    for piece in ("Sloist", "10 days of 4 hours", "Genuine."):
        assert piece in shown, piece
    assert "Мария" not in shown
    await owner.press_data(await tap_of(world, parent, "say", 0, 5))
    assert await check(code) == 1
    assert "not gone through" in capsys.readouterr().err
    await owner.press_data(await tap_of(world, parent, "say", 5, 0))
    facts = await world.db.read(lambda c: c.execute(select(placement_end.c.facts)).scalar_one())
    forged = update(placement_end).values(facts={**facts, "days": 100})
    await world.db.write(lambda c: c.execute(forged).rowcount)
    await parent.writes(code)
    assert parent.last.text.startswith("❌ Такой справки нет")
