"""After a job trial: the expert's form, three taps and perhaps one sentence, and who reads it (D1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.db.people.people import read_actor
from bot.db.tables import deletion_log, expert_review, session
from bot.domain.model import GuideState, Role
from bot.services.messages.booking.reviews import WRITTEN_WITHIN
from sandbox.model import ShownMessage
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, data_of, host_of, label_with
from tests.bot.papers import TRIALS, trial_begins, until_over
from tests.bot.paths import words
from tests.bot.world import World

W = words("ru")
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def until_ended(world: World, teacher: Person) -> None:
    await world.move_to((await booking_of(world, teacher)).first.ends_at + timedelta(minutes=1))


async def stored(world: World) -> list[tuple[int | None, int | None, int | None, str | None]]:
    rows = await world.db.read(lambda c: c.execute(select(expert_review)).all())
    return [(row.interest, row.care, row.result, row.text) for row in rows]


def told(person: Person, title: str) -> list[ShownMessage]:
    return [each for each in person.messages if each.from_bot and each.text.startswith(title)]


@pytest.mark.shows("D1", "E7")
async def test_the_guide_who_has_agreed_is_asked_alone(world: World) -> None:
    """Whoever was only asked to lead the group has not seen it; then everybody who could have is asked."""
    guide = await host_of(world, "Глеб", Role.GUIDE, slug=TRIALS)
    other = await host_of(world, "Глафира", Role.GUIDE, slug=TRIALS)
    owner = await host_of(world, "Олег", Role.OWNER, slug=TRIALS)
    teacher, _ = await trial_begins(world)
    visit = (await booking_of(world, teacher)).first
    by = await world.db.read(lambda c: read_actor(c, guide.user_id))
    assert by is not None
    given = {
        "guide_id": by.person_id,
        "guide_state": GuideState.ACCEPTED,
        "guide_asked_at": world.clock.now(),
    }
    await world.db.write(
        lambda c: c.execute(update(session).where(session.c.id == visit.session_id).values(**given)).rowcount
    )
    await until_ended(world, teacher)
    asks = W("host.review.ask", who="")[:12]
    assert [len(told(each, asks)) for each in (guide, other, owner)] == [1, 0, 0]


@LANGUAGES
@pytest.mark.shows("D1")
async def test_three_taps_and_one_sentence(world: World, language: str) -> None:
    """Asked once when the trial is over; the first answer counts for all copies; the leader reads it."""
    w = words(language)
    guide = await host_of(world, "Глеб", Role.GUIDE, slug=TRIALS, language=language)
    guard = await host_of(world, "Семён", Role.GUARD, slug=TRIALS, language=language)
    teacher, owner = await trial_begins(world, language)
    visit = (await booking_of(world, teacher)).first
    asks = w("host.review.ask", who="")[:12]
    await owner.press_data(f"hj:{visit.id}:show::0:0")
    owner.sees(w("host.refusal.too_early.review"))
    assert not told(owner, asks)
    await until_ended(world, teacher)
    assert (len(told(owner, asks)), len(told(guide, asks)), told(guard, asks)) == (1, 1, [])
    await guard.press_data(data_of(owner, "5"))
    guard.sees(w("host.refusal.not_allowed"))
    copy = guide.last
    await owner.tap("4")
    await owner.tap("5")
    assert await stored(world) == [(4, 5, None, None)]
    await guide.tap("1", message=copy)
    assert await stored(world) == [(4, 5, None, None)], "what a colleague has said stays"
    guide.sees(w("host.review.result"))
    await owner.tap("3")
    owner.sees(w("review.scale.result"), "3")
    assert await stored(world) == [(4, 5, 3, None)]
    await world.settle()
    assert not told(guide, asks), "every copy shows what was said"
    await owner.tap(w("host.review.add"))
    await owner.writes("Вася Петров и Маша Иванова работали лучше всех")
    owner.sees(w("problem.names"))
    await world.restart()
    await owner.writes("Аккуратно взвешивали и спорили о каждом браке")
    owner.sees("Аккуратно взвешивали")
    assert not told(teacher, w("review.title"))
    await world.move(WRITTEN_WITHIN + timedelta(minutes=1))
    (heard,) = told(teacher, w("review.title"))
    for piece in (w("review.scale.interest"), "4", "5", "3", "Аккуратно взвешивали", w("review.kept")):
        assert piece in heard.text
    assert "Ольга" not in heard.text, "an office receives, no person"
    await owner.tap(w("host.review.again.interest"))
    await owner.tap("5")
    await world.settle()
    (heard,) = told(teacher, w("review.title"))
    assert await stored(world) == [(5, 5, 3, "Аккуратно взвешивали и спорили о каждом браке")]
    await teacher.tap(w("sent.card"))
    said = w("report.review", interest=5, care=5, result=3)
    teacher.sees(said)
    teacher.sees("Аккуратно взвешивали")
    await until_over(world, teacher)
    await teacher.tap(w("sent.card"), message=heard)
    await teacher.tap(w("papers.button"))
    await teacher.tap(w("papers.kind.report"))
    teacher.sees(said)
    await teacher.writes("/delete_me")
    await teacher.tap(w("delete.sure"))
    assert await stored(world) == [(5, 5, 3, None)], "the numbers stay, what was written goes"


@pytest.mark.shows("D1")
async def test_it_follows_the_mark_and_ends_after_a_week(world: World) -> None:
    teacher, owner = await trial_begins(world)
    visit = (await booking_of(world, teacher)).first
    await owner.press_data(f"hv:{visit.id}:undo")
    await until_ended(world, teacher)
    asks = "Как работала группа"
    assert not told(owner, asks), "nobody is asked about a group that is not there"
    await owner.press_data(f"hv:{visit.id}:all")
    await owner.tap(W("host.review.button"))
    await owner.tap("2")
    await world.move(timedelta(minutes=11))
    assert told(owner, asks), "marked afterwards, it is asked about afterwards"
    await owner.tap("3")
    await owner.tap("4")
    await world.move(WRITTEN_WITHIN + timedelta(minutes=1))
    assert len(told(teacher, W("review.title"))) == 1
    await owner.press_data(f"hv:{visit.id}:undo")
    await world.settle()
    (heard,) = told(teacher, W("review.title"))
    assert W("review.off") in heard.text
    await owner.press_data(f"hv:{visit.id}:all")
    await world.settle()
    (heard,) = told(teacher, W("review.title"))
    assert W("review.off") not in heard.text
    await world.skip_to(world.clock.now() + timedelta(days=8))
    await owner.press_data(f"hj:{visit.id}:judge:care:1:3")
    owner.sees("Отзыв можно было записать")
    assert await stored(world) == [(2, 3, 4, None)]
    await owner.press_data(f"hj:{visit.id}:show::0:0")
    owner.sees("2 из 5")
    assert label_with(owner, W("host.to_day"))


@pytest.mark.shows("D1")
@pytest.mark.shows("H3")
async def test_what_was_written_is_kept_a_year(world: World) -> None:
    teacher, owner = await trial_begins(world)
    await until_ended(world, teacher)
    for score in ("4", "4", "4"):
        await owner.tap(score)
    await owner.tap(W("host.review.add"))
    await owner.writes("Хорошая группа")
    assert (await stored(world))[0][3] == "Хорошая группа"
    now = world.clock.now()
    year_ago = update(expert_review).values(created_at=now - timedelta(days=366))
    await world.db.write(lambda c: c.execute(year_ago).rowcount)
    await world.skip_to(now + timedelta(days=1))
    assert await stored(world) == [(4, 4, 4, None)]
    noted = select(func.count()).where(deletion_log.c.data_class == "expert text")
    assert await world.db.read(lambda c: c.execute(noted).scalar_one()) == 1
