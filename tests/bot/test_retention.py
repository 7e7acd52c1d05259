"""Two years go by: what has had its time is gone, what is needed and what reports count stays (H3)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, func, select, update

from bot.__main__ import main
from bot.db.operations.self_audit import audit
from bot.db.tables import (
    access_figure,
    application,
    booking,
    class_card,
    consent,
    deletion_log,
    draft,
    duty,
    feedback,
    outbox,
    person,
    visit,
)
from bot.domain.model import ConsentKind, DutyKind, VisitStatus
from bot.domain.retention import IDLE, WARNED_BEFORE
from sandbox.people import Person
from tests.bot.hosts.site import booking_of
from tests.bot.papers import arrive, confirmed_class, until_over
from tests.bot.paths import FELTING, PAPER_MILL, book_seats, open_programme, phone_digits, words
from tests.bot.test_application import STEPS, walk
from tests.bot.world import World

W = words("ru")
TEACHER = "Анна Петровна"
DAY = timedelta(days=1)


async def rows(world: World, statement: Select[Any]) -> list[tuple[Any, ...]]:
    return [tuple(each) for each in await world.db.read(lambda c: c.execute(statement).all())]


async def cell(world: World, statement: Select[Any]) -> Any:
    ((found,),) = await rows(world, statement)
    return found


async def logged(world: World) -> dict[str, int]:
    """Records by kind of data, of all that the log tells."""
    found = select(deletion_log.c.data_class, func.sum(deletion_log.c.records))
    return {what: int(count) for what, count in await rows(world, found.group_by(deletion_log.c.data_class))}


async def clean(world: World) -> None:
    now = world.clock.now()
    report = await world.db.read(lambda c: audit(c, now))
    assert report.clean, [str(each) for each in report.differences]


def naming(reader: Person, teacher: Person) -> dict[int, str]:
    """Texts in a chat, as they look now, with the name or the phone of a teacher."""
    phone = phone_digits(teacher)
    return {
        each.message_id: each.text
        for each in reader.messages
        if each.from_bot and (TEACHER in each.text or phone in "".join(filter(str.isdecimal, each.text)))
    }


async def _a_class_comes(world: World) -> tuple[Person, Person, set[int]]:
    """With a wheelchair, a comment, a plate and a word on the way; afterwards it says how it was.

    Its teacher, the host, and what the host was sent with the name in it.
    """
    teacher, host, _ = await confirmed_class(world)
    stored = await booking_of(world, teacher)
    with_wheelchair = update(booking).values(wheelchairs=1, comment="Нужна розетка")
    await world.db.write(lambda c: c.execute(with_wheelchair).rowcount)
    await teacher.press_data(f"duty:{stored.id}:{stored.first.site_id}:transport:set:bus:")
    await teacher.press_data(f"duty:{stored.id}:{stored.first.site_id}:plate:ask::")
    await teacher.writes("А123АА11")
    await world.skip_to(stored.first.starts_at - timedelta(hours=20))
    await world.move_to(stored.first.starts_at - timedelta(hours=1))
    await teacher.press_data(f"day:{stored.id}:late_10")
    sent = set(naming(host, teacher))
    await arrive(world, teacher, host)
    await until_over(world, teacher)
    await teacher.tap("4", message=teacher.messages[-1])
    await teacher.tap(W("feedback.improve"))
    await teacher.writes("Больше времени у пресса")
    return teacher, host, sent


@pytest.mark.both_engines
@pytest.mark.long
@pytest.mark.shows("H3")
async def test_two_years(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    newcomer, parent, other = (world.person(each) for each in ("Борис", "Мария", "Ирина"))
    await open_programme(world, newcomer, PAPER_MILL)
    await newcomer.tap(W("programme.book"))
    await newcomer.writes("8 А, 18")
    await walk(world, parent, W, len(STEPS))
    await parent.tap(W("summary.send"))
    teacher, host, notices = await _a_class_comes(world)
    stored = await booking_of(world, teacher)
    ended = stored.first.ends_at
    assert notices
    await teacher.writes("/profile")
    await teacher.tap(W("profile.news_on"))
    await teacher.tap(W("news.yes"))
    await teacher.writes("/profile")
    await teacher.tap(W("profile.news_off"))
    withdrawn = world.clock.now()

    # The day of the visit: everything is there; the form that nobody sent was emptied after its week.
    assert await cell(world, select(booking.c.wheelchairs)) == 1
    assert await cell(world, select(visit.c.said)) is not None

    # A day later what was of use on the day only is gone; whoever has to be reached can be.
    await world.skip_to(ended + 2 * DAY)
    assert await cell(world, select(booking.c.wheelchairs)) == 0
    assert await rows(world, select(access_figure.c.groups, access_figure.c.wheelchairs)) == [(1, 1)]
    assert await rows(world, select(visit.c.said, visit.c.said_at, visit.c.coming)) == [(None, None, None)]
    assert await rows(world, select(duty.c.detail).where(duty.c.kind == DutyKind.PLATE)) == [(None,)]
    assert await cell(world, select(booking.c.leader_name)) == TEACHER
    await world.skip_to(ended + 29 * DAY)
    assert await cell(world, select(booking.c.leader_phone)) is not None
    assert await cell(world, select(feedback.c.booking_id)) is not None

    # After thirty days nobody at the site knows any more who it was, not in the chat either.
    await world.skip_to(ended + 31 * DAY)
    await clean(world)
    leader = select(booking.c.leader_name, booking.c.leader_phone, booking.c.comment)
    assert await rows(world, leader) == [(None, None, None)]
    assert notices.isdisjoint(naming(host, teacher))
    said = select(feedback.c.booking_id, feedback.c.score, feedback.c.text)
    assert await rows(world, said) == [(None, 4, "Больше времени у пресса")]
    await teacher.press_data(f"fb:{stored.id}:{stored.first.site_id}:rate:1")
    teacher.sees(W("refusal.feedback_late"))
    await teacher.writes("/my")
    await teacher.tap(W("mine.past", n=1))
    assert await cell(world, select(func.count()).select_from(class_card)) == 1, "the profile is not touched"
    again = await rows(world, select(deletion_log.c.id))
    await world.look()
    assert await rows(world, select(deletion_log.c.id)) == again, "what is done is done once"

    # The application: thirty days after the last of its dates, since nobody answered.
    wanted = select(application.c.name, application.c.phone, application.c.motivation, application.c.course)
    assert (await rows(world, wanted))[0][0] is not None
    await world.skip_to(ended + 160 * DAY)
    assert await rows(world, wanted) == [(None, None, None, "")]

    # Somebody goes on: next year's visit is not touched by any of this.
    await world.skip_to(withdrawn + IDLE - WARNED_BEFORE - 2 * DAY)
    await book_seats(world, other, W, 2, FELTING)
    ahead = await booking_of(world, other)

    # A year without a request: two weeks before, a word; who says so keeps everything.
    await world.skip_to(withdrawn + IDLE - WARNED_BEFORE + DAY)
    await world.skip_to(withdrawn + IDLE - WARNED_BEFORE + 3 * DAY)
    word = next(each for each in teacher.messages if W("retention.keep") in each.labels)
    assert (await booking_of(world, other)).leader_phone == ahead.leader_phone
    await teacher.tap(W("retention.keep"), message=word)
    teacher.sees(W("retention.kept"))
    kept_at = world.clock.now()
    await world.skip_to(kept_at + 30 * DAY)
    assert await cell(world, select(person.c.name).where(person.c.telegram_id == teacher.user_id)) == TEACHER
    assert await cell(world, select(feedback.c.text)) is None, "a year later the words are gone"
    assert await cell(world, select(feedback.c.score)) == 4
    known = select(person.c.telegram_id).where(person.c.telegram_id.in_([newcomer.user_id, parent.user_id]))
    assert await rows(world, known) == [(parent.user_id,)], "a placement ended less than a year ago"
    assert W("retention.keep") not in str([each.labels for each in newcomer.messages]), "nothing to lose"

    # Whoever says nothing the second time is gone, as if they had asked for it. Counts stay.
    await world.skip_to(kept_at + IDLE - WARNED_BEFORE + DAY)
    assert await cell(world, select(person.c.name).where(person.c.telegram_id == teacher.user_id)) == TEACHER
    await world.skip_to(kept_at + IDLE + 2 * DAY)
    assert await rows(world, select(person.c.id).where(person.c.telegram_id == teacher.user_id)) == []
    assert await rows(world, known) == []
    assert any(W("retention.keep") in each.labels for each in parent.messages)
    assert await cell(world, select(func.count()).select_from(class_card)) == 0
    came = select(visit.c.children, visit.c.adults, visit.c.status, visit.c.arrived_count)
    assert (await rows(world, came))[0] == (17, 2, VisitStatus.ARRIVED, 19)
    proof = select(func.count()).select_from(consent).where(consent.c.withdrawn_at.is_not(None))
    assert await cell(world, proof) > 2
    await clean(world)

    # The record of a consent lasts three years from its end.
    await world.skip_to(withdrawn + timedelta(days=3 * 365))
    news = select(consent.c.id).where(consent.c.kind == ConsentKind.NEWS)
    assert len(await rows(world, news)) == 1
    await world.skip_to(withdrawn + timedelta(days=3 * 365 + 3))
    assert await rows(world, news) == []
    await clean(world)
    log = await logged(world)
    assert log.keys() >= {
        *("draft", "bus plate", "words of the day", "step-free needs", "leader", "applicant", "consent"),
        *("sent form", "feedback author", "feedback text", "person"),
    }
    assert TEACHER not in str(await rows(world, select(deletion_log)))

    # The export: as a spreadsheet opens it, and the act that goes with it.
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", world.settings.database_url.get_secret_value())
    monkeypatch.setenv("OPERATOR_NAME", "АНО «Проверка»")
    assert await asyncio.to_thread(main, ["deletions", "log.csv", "--until", "2036-01-01"]) == 0
    head, *lines = (tmp_path / "log.csv").read_text(encoding="utf-8-sig").splitlines()
    assert head.split(";")[2] == W("retention.column.what")
    assert len(lines) == await cell(world, select(func.count()).select_from(deletion_log))
    assert any(W("retention.what.leader") in each and W("retention.deed.emptied") in each for each in lines)
    assert await asyncio.to_thread(main, ["deletions", "log.csv"]) == 1, "nothing is overwritten"
    assert await asyncio.to_thread(main, ["deletions", "act.txt", "--act", "--until", "2036-01-01"]) == 0
    act = (tmp_path / "act.txt").read_text(encoding="utf-8")
    assert "АНО «Проверка»" in act
    assert W("retention.what.feedback_text") in act
    assert datetime(2036, 1, 1, tzinfo=UTC) > world.clock.now()
    assert (
        await rows(world, select(draft.c.form["comment"].as_string()).where(draft.c.form != {})) is not None
    )
    assert await rows(world, select(outbox.c.id).where(outbox.c.kind == "forget.time_over"))
