"""A guide is asked, answers with one tap, sees what is ahead; the site sees all states (E7)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from sqlalchemy import Connection, select

from bot.db.operations.demo import give_role
from bot.db.people.people import read_actor
from bot.db.tables import session
from bot.domain.booking.booking import Booking
from bot.domain.model import Role
from bot.ui.formats.dates import moment_label
from bot.web.calendars import Calendars
from bot.web.health import Health
from bot.web.server import listening, public_pages
from sandbox.model import ShownMessage
from sandbox.people import Person
from tests.bot.calendars import moment, read_calendar
from tests.bot.hosts.site import booking_of, data_of, host_of
from tests.bot.paths import FELTING, PAPER_MILL, Words, book_class, site_id, words
from tests.bot.test_calendars import address_on, make_public
from tests.bot.world import World

pytestmark = pytest.mark.shows("E7")
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
ZONE = "Europe/Moscow"


async def town(world: World, language: str) -> tuple[Words, Person, Person, Booking]:
    """An owner, a guide, and a class that comes."""
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    guide = await host_of(world, "Гриша", Role.GUIDE, language=language)
    teacher = world.person("Анна")
    await book_class(world, teacher, words("ru"))
    await owner.tap(w("host.confirm"))
    return w, owner, guide, await booking_of(world, teacher)


async def ask(owner: Person, w: Words, booking: Booking, name: str = "Гриша") -> None:
    await owner.press_data(f"hc:{booking.first.session_id}:show:")
    label = w("guide.assign") if w("guide.assign") in owner.buttons() else w("guide.another")
    await owner.tap(label)
    await owner.tap(w("guide.ask", name=name))


def state(w: Words, name: str, said: str) -> str:
    marks = {"asked": "⏳", "accepted": "✅", "declined": "❌"}
    return w("guide.line", mark=marks[said], name=name, state=w(f"guide.state.{said}"))


def alert_of(person: Person) -> str | None:
    return None if person.alert is None else person.alert.text


async def elsewhere(world: World, guide: Person, booking: Booking) -> int:
    """Makes somebody a guide of another site too; a session there at the time of the booking."""
    site = world.app.content.everything.sites[site_id(world, FELTING)]
    now = world.clock.now()

    def body(connection: Connection) -> int:
        actor = read_actor(connection, guide.user_id)
        assert actor is not None
        give_role(connection, actor.person_id, Role.GUIDE, site.region_id, site.id, now)
        found = select(session.c.id).where(
            session.c.site_id == site.id, session.c.starts_at == booking.first.starts_at
        )
        return int(connection.execute(found).scalar_one())

    return await world.db.write(body)


@LANGUAGES
async def test_a_guide_is_asked_and_agrees(world: World, language: str) -> None:
    w, owner, guide, booking = await town(world, language)
    when = moment_label(booking.first.starts_at, ZONE, w.t)
    await owner.press_data(f"hc:{booking.first.session_id}:show:")
    owner.does_not_see(w("guide.line", mark="", name="", state="").strip(" ,"))
    await owner.tap(w("guide.assign"))
    owner.sees(w("guide.who"), w("guide.candidate.free", name="Гриша", role=w("host.role.guide")))
    before = owner.last
    await guide.waits()
    await owner.tap(w("guide.ask", name="Гриша"))
    owner.sees(state(w, "Гриша", "asked"))
    guide.sees(w("led.asked"), when)
    assert not any({w("led.yes"), w("led.no")} <= {each.label for each in row} for row in guide.last.rows)
    yes, no = data_of(guide, w("led.yes")), data_of(guide, w("led.no"))
    await guide.tap(w("led.yes"))
    guide.sees(w("led.state.accepted"))
    await guide.press_data(no)
    assert alert_of(guide) == w("led.said.before.accepted")
    assert w("led.state.accepted") in guide.screen
    await owner.press_data(f"hc:{booking.first.session_id}:show:")
    owner.sees(state(w, "Гриша", "accepted"))
    # A button from before anybody was asked changes nothing.
    await owner.tap(w("guide.ask", name="Ольга"), message=before)
    owner.sees(w("host.refusal.guide_other.changed", name="Гриша")[:30])
    assert owner.last.text.splitlines()[-1].startswith("❌"), "right above the buttons"
    # The day's list, for the site and for the guide.
    await world.skip_to(booking.first.starts_at - timedelta(days=1))
    for person in (owner, guide):
        await person.press_data(f"hl:{booking.first.site_id}:1:0")
        person.sees(state(w, "Гриша", "accepted"))
    # A week after the visit both buttons still say what is.
    await world.skip_to(booking.visits[-1].ends_at + timedelta(days=7))
    for data in (yes, no):
        await guide.press_data(data)
        guide.sees(w("host.refusal.session_past.session"))


@LANGUAGES
async def test_a_guide_cannot_and_another_is_asked_from_the_message(world: World, language: str) -> None:
    w, owner, guide, booking = await town(world, language)
    other = await host_of(world, "Глафира", Role.GUIDE, language=language)
    await ask(owner, w, booking)
    asked = guide.last
    await guide.tap(w("led.no"))
    guide.sees(w("led.state.declined"))
    owner.sees(w("guide.declined.title", name="Гриша"), w("guide.declined.free"))
    notice = owner.last
    await owner.tap(w("guide.everybody"))
    owner.sees(w("guide.candidate.declined", name="Гриша", role=w("host.role.guide")))
    await other.waits()
    await owner.tap(w("guide.ask", name="Глафира"), message=notice)
    other.sees(w("led.asked"))
    await guide.tap(w("led.yes"), message=asked)
    guide.sees(w("host.refusal.guide_other.own")[:30])
    await other.tap(w("led.yes"))
    # After all not: one more tap, and the site knows.
    await other.tap(w("led.give_back"))
    other.sees(w("led.give_back.ask"))
    await owner.waits()
    await other.tap(w("led.give_back.sure"))
    other.sees(w("led.state.declined"))
    owner.sees(w("guide.declined.title", name="Глафира"))


@LANGUAGES
async def test_what_a_guide_leads_and_what_becomes_of_it(world: World, language: str) -> None:
    w, owner, guide, booking = await town(world, language)
    await guide.writes("/desk")
    await guide.tap(w("host.desk.led", n=0))
    guide.sees(w("led.empty"))
    first, second = booking.visits
    await ask(owner, w, booking)
    await owner.press_data(f"hc:{second.session_id}:show:")
    await owner.tap(w("guide.assign"))
    await owner.tap(w("guide.ask", name="Гриша"))
    await guide.tap(w("led.yes"))
    await guide.tap(w("led.to_all"))
    guide.sees(w.t.count("led.unanswered", 1), moment_label(first.starts_at, ZONE, w.t))
    # Another time is another question.
    await owner.press_data(f"hc:{second.session_id}:show:")
    await owner.tap(w("host.change.clock"))
    await owner.writes("17:25")
    await guide.waits()
    await owner.tap(w("host.change.agree_and_tell"))
    guide.sees(w("led.asked"), "17:25", w("led.was", moment=moment_label(second.starts_at, ZONE, w.t)))
    # Closed: no need to come.
    await owner.press_data(f"hc:{first.session_id}:why:")
    await owner.tap(w("host.reason.repair"))
    await guide.waits()
    await owner.tap(w("host.session.close_sure"))
    guide.sees(w("guide.let_go.closed"))
    await guide.tap(w("led.to_all"))
    guide.sees("17:25")
    guide.does_not_see(moment_label(first.starts_at, ZONE, w.t))


@LANGUAGES
async def test_somebody_busy_is_asked_by_an_owner_with_a_reason(world: World, language: str) -> None:
    w, owner, guide, booking = await town(world, language)
    staff = await host_of(world, "Пётр", Role.STAFF, language=language)
    await ask(owner, w, booking)
    # The guide works at another site too, where a visit is at the same time.
    far = await host_of(world, "Ольга Петровна", Role.OWNER, slug=FELTING, language=language)
    other = await elsewhere(world, guide, booking)
    await far.press_data(f"hgd:{other}:show:0::")
    far.sees("Вычегодский лист" if language == "ru" else "Vychegda")
    assert w("guide.ask", name="Гриша") not in far.buttons()
    await far.tap(w("guide.ask_busy", name="Гриша"))
    far.sees(w("guide.why_anyway"))
    await guide.waits()
    await far.tap(w("guide.anyway.near"))
    far.sees(w("guide.anyway", why=w("guide.anyway.near")))
    guide.sees(w("led.asked"), w("guide.anyway", why=w("guide.anyway.near")))
    # Staff see who is busy, and have no such button.
    await staff.press_data(f"hgd:{booking.first.session_id}:anyway:1:near:")
    assert alert_of(staff)


@LANGUAGES
async def test_a_guide_who_was_removed_still_has_the_message(world: World, language: str) -> None:
    w, owner, guide, booking = await town(world, language)
    await ask(owner, w, booking)
    asked = guide.last
    await owner.writes("/desk")
    await owner.tap(w("host.desk.people"))
    await owner.tap(w("host.people.remove", number=2, name="Гриша"))
    await owner.tap(w("host.people.remove_sure"))
    owner.sees(moment_label(booking.first.starts_at, ZONE, w.t), w("guide.gone.what_to_do"))
    await guide.tap(w("led.yes"), message=asked)
    guide.sees(w("host.refusal.not_allowed"))
    await owner.press_data(f"hc:{booking.first.session_id}:show:")
    assert w("guide.assign") in owner.buttons()


async def test_the_calendar_of_a_guide(world: World, http: aiohttp.ClientSession) -> None:
    """The same address as a visitor's: asked and agreed, at another time another entry, closed to nobody."""
    w, owner, guide, booking = await town(world, "ru")
    pages = public_pages(Health(world.db, world.app.content), None, None, Calendars(world.app.runner))
    async with listening(pages, "127.0.0.1", 0) as port:
        make_public(world, f"http://127.0.0.1:{port}")
        await ask(owner, w, booking)
        await guide.tap(w("led.to_all"))
        await guide.tap(w("papers.feed"))
        address = address_on(guide)

        async def entries() -> list[dict[str, str]]:
            async with http.get(address) as answer:
                assert answer.status == 200
                raw = await answer.read()
            assert "Анна" not in raw.decode()
            return list(read_calendar(raw)[1])

        (entry,) = await entries()
        assert entry["STATUS"] == "TENTATIVE"
        assert moment(entry["DTSTART"]) == booking.first.starts_at
        await guide.tap(w("led.to_all"))
        await guide.press_data(f"hgl:{booking.first.session_id}:yes")
        (entry,) = await entries()
        assert entry["STATUS"] == "CONFIRMED"
        assert str(booking.first.seats) in entry["DESCRIPTION"]
        await owner.press_data(f"hc:{booking.first.session_id}:close:repair")
        assert await entries() == []
        await guide.press_data("feed:0:renew:1")
        async with http.get(address) as answer:
            assert answer.status == 404


async def test_only_a_site_without_guides_says_nothing_of_them(world: World) -> None:
    w, owner, _, booking = await town(world, "ru")
    guard = await host_of(world, "Семён", Role.GUARD)
    await world.skip_to(booking.first.starts_at - timedelta(hours=20))
    await world.move_to(booking.first.starts_at - timedelta(hours=2))
    await owner.press_data(f"hl:{site_id(world, PAPER_MILL)}:0:0")
    owner.sees(w("guide.none"))
    await guard.press_data(f"hl:{site_id(world, PAPER_MILL)}:0:0")
    guard.does_not_see(w("guide.none"))


def now(person: Person, copy: ShownMessage) -> ShownMessage:
    return next(each for each in person.messages if each.message_id == copy.message_id)


@LANGUAGES
async def test_every_copy_shows_who_leads_by_now(world: World, language: str) -> None:
    w, owner, guide, booking = await town(world, language)
    other = await host_of(world, "Глафира", Role.GUIDE, language=language)
    staff = await host_of(world, "Пётр", Role.STAFF, language=language)
    session_id = booking.first.session_id
    await ask(owner, w, booking)
    asked = guide.last
    # Answered elsewhere, what asked shows the answer.
    await guide.writes("/desk")
    await guide.press_data(f"hgl:{session_id}:no")
    await guide.waits()
    assert w("led.state.declined") in now(guide, asked).text
    assert w("led.yes") not in now(guide, asked).labels
    notices = {each: each.last for each in (owner, staff)}
    for each, notice in notices.items():
        each.sees(w("guide.declined.title", name="Гриша"))
        assert w("guide.ask", name="Глафира") in notice.labels
    # One of those who were told asks somebody else: the other copy says so, and offers nobody.
    await owner.tap(w("guide.ask", name="Глафира"), message=notices[owner])
    await staff.waits()
    told = now(staff, notices[staff])
    assert state(w, "Глафира", "asked") in told.text
    assert told.labels == [w("guide.to_session")]
    assert w("guide.let_go.given") in now(guide, asked).text
    assert now(guide, asked).labels == [w("led.to_all")]
    second = other.last
    await other.tap(w("led.yes"), message=second)
    await staff.waits()
    assert w("led.give_back") in now(other, second).labels
    # Closed: nobody keeps an answer to give.
    await owner.writes("/desk")
    await owner.press_data(f"hc:{session_id}:close:repair")
    await other.waits()
    assert w("guide.let_go.closed") in now(other, second).text
    assert now(other, second).labels == [w("led.to_all")]


@LANGUAGES
async def test_a_question_ends_when_its_session_moves_or_its_guide_goes(world: World, language: str) -> None:
    w, owner, guide, booking = await town(world, language)
    await ask(owner, w, booking)
    first = guide.last
    await owner.press_data(f"hc:{booking.first.session_id}:show:")
    await owner.tap(w("host.change.clock"))
    await owner.writes("11:25")
    await guide.waits()
    await owner.tap(w("host.change.agree_and_tell"))
    guide.sees(w("led.asked"), "11:25")
    second = guide.last
    assert second.message_id != first.message_id
    assert w("guide.let_go.retimed") in now(guide, first).text
    assert w("led.yes") not in now(guide, first).labels
    # Taken off by the site, and then removed from it.
    await owner.writes("/desk")
    await owner.tap(w("host.desk.people"))
    await owner.tap(w("host.people.remove", number=2, name="Гриша"))
    await owner.tap(w("host.people.remove_sure"))
    await guide.waits()
    assert w("guide.let_go.removed") in now(guide, second).text
    assert w("led.yes") not in now(guide, second).labels


def reminders(guide: Person, w: Words) -> list[ShownMessage]:
    start = w("led.reminder", moment="").split("{")[0].rstrip(" .")
    return [each for each in guide.messages if (each.text or "").startswith(start)]


@LANGUAGES
async def test_a_guide_who_says_nothing_is_reminded_once(world: World, language: str) -> None:
    """On the next working day, at ten; the site sees it on its desk from the working day before."""
    w, owner, guide, booking = await town(world, language)
    await ask(owner, w, booking)
    when = moment_label(booking.first.starts_at, ZONE, w.t)
    silent = w("host.desk.silent", name="Гриша", moment=when, programme="")[:-2]
    asked_on = world.clock.now().astimezone(ZoneInfo(ZONE)).date()
    site = world.app.content.everything.sites[site_id(world, PAPER_MILL)]
    calendar = world.app.content.calendar(site.id)
    ten = datetime.combine(calendar.add(asked_on, 1), time(10), ZoneInfo(ZONE))
    await world.skip_to(ten - timedelta(minutes=5))
    assert reminders(guide, w) == []
    await world.skip_to(ten + timedelta(minutes=5))
    (reminder,) = reminders(guide, w)
    assert w("led.yes") in reminder.labels
    await owner.writes("/desk")
    assert silent not in owner.last.text, "there is time left"
    await world.restart()
    before = calendar.add(booking.first.starts_at.astimezone(ZoneInfo(ZONE)).date(), -1)
    await world.skip_to(datetime.combine(before, time(9), ZoneInfo(ZONE)))
    assert len(reminders(guide, w)) == 1, "once only"
    await owner.writes("/desk")
    owner.sees(silent)
    who_leads = w("host.desk.silent_button", moment="")
    await owner.tap(next(each for each in owner.buttons() if each.startswith(who_leads)))
    owner.sees(w("guide.choose", moment=when))
    await guide.writes("/desk")
    assert silent not in guide.last.text, "it is the site's to see"
    # The answer under the reminder is the answer to the question, and both show it.
    await guide.tap(w("led.yes"), message=reminder)
    guide.sees(w("led.state.accepted"))
    await guide.resend_last_tap()
    await world.settle()
    assert all(w("led.yes") not in each.labels for each in guide.messages)
    await owner.writes("/desk")
    assert silent not in owner.last.text


@pytest.mark.parametrize("why", ["answered", "taken off", "given"])
async def test_nobody_is_reminded_of_what_is_over(world: World, why: str) -> None:
    w, owner, guide, booking = await town(world, "ru")
    await ask(owner, w, booking)
    other = guide
    if why == "answered":
        await guide.tap(w("led.no"))
    elif why == "taken off":
        await owner.press_data(f"hc:{booking.first.session_id}:show:")
        await owner.tap(w("guide.another"))
        await owner.tap(w("guide.off"))
    else:
        other = await host_of(world, "Глеб", Role.GUIDE)
        await ask(owner, w, booking, "Глеб")
    await world.skip_to(world.clock.now() + timedelta(days=5))
    assert reminders(guide, w) == []
    assert why != "given" or len(reminders(other, w)) == 1
