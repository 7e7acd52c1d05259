"""A route that is booked as one: tried, confirmed by each of its hosts, refused by one, called off (C3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.db.booking.duties import read_duties
from bot.db.booking.session_admin import add_session
from bot.db.booking.sessions import read_session
from bot.domain.booking.booking import Booking, Visit
from bot.domain.model import DayWord, DutyKind, Role, VisitStatus
from bot.domain.texts import Texts
from bot.ui.formats.dates import moment_label
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.paths import Words, become_known, describe_class, reference_on, tap_moment, tells_of, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
ROUTE = "forest-to-sheet"
STOPS = ("sloist", "vychegda-sheet", "voilokno")
SLOIST, MILL, FELT = range(3)


@dataclass(slots=True)
class OnRoute:
    """A teacher and the owners of the three stops, in order."""

    world: World
    w: Words
    teacher: Person
    hosts: list[Person]

    @property
    async def booking(self) -> Booking:
        return await booking_of(self.world, self.teacher)

    async def states(self) -> list[VisitStatus]:
        return [each.status for each in (await self.booking).visits]


async def hosts_of_stops(world: World, language: str) -> list[Person]:
    names = ("Олег", "Ольга", "Фёдор")
    return [
        await host_of(world, name, Role.OWNER, slug=slug, language=language)
        for name, slug in zip(names, STOPS, strict=True)
    ]


async def open_route(world: World, person: Person) -> None:
    route = next(each for each in world.app.content.published.routes.values() if each.slug == ROUTE)
    await person.start(f"r_{route.id}")


async def to_summary(world: World, person: Person, w: Words, *, party: str = "8 А, 15", nth: int = 0) -> str:
    await open_route(world, person)
    await person.tap(w("route.book"))
    await describe_class(person, w, party=party)
    person.sees(w("form.day_route"))
    moment = await tap_moment(person, nth=nth)
    if w("consent.agree") in person.buttons():
        await become_known(person, w)
    return moment


async def on_route(world: World, language: str, *, nth: int = 0) -> OnRoute:
    """Booked and sent, for the n-th of the nearest days."""
    w, hosts = words(language), await hosts_of_stops(world, language)
    teacher = world.person("Анна", language_code=language)
    await to_summary(world, teacher, w, nth=nth)
    await teacher.tap(w("summary.send"))
    for each in (teacher, *hosts):
        await world.settle()
        each.reset_counts()
    return OnRoute(world, w, teacher, hosts)


def moments_of(booking: Booking, world: World, w: Words) -> list[str]:
    sites = world.app.content.everything.sites
    return [moment_label(each.starts_at, sites[each.site_id].timezone, w.t) for each in booking.visits]


@LANGUAGES
@pytest.mark.shows("C3", "A9")
async def test_a_route_is_booked_and_confirmed_stop_by_stop(world: World, language: str) -> None:
    w, hosts = words(language), await hosts_of_stops(world, language)
    teacher = world.person("Анна", language_code=language)
    await to_summary(world, teacher, w)
    # One summary with all stops and the ways between, held until one moment.
    teacher.sees(w("summary.title"), w("summary.held", time="12:15"))
    assert teacher.last.text.count("↓") == 2
    before = len(teacher.messages)
    await teacher.tap(w("summary.send"))
    reference = reference_on(teacher)
    booking = await booking_of(world, teacher)
    assert [each.stop for each in booking.visits] == [1, 2, 3]
    assert len({each.site_id for each in booking.visits}) == 3
    for moment in moments_of(booking, world, w):
        teacher.sees(moment)
    await teacher.resend_last_tap()
    assert len(teacher.messages) == before
    # Each host is asked for their stop, and answers by themselves.
    await world.settle()
    for number, host in enumerate(hosts, start=1):
        host.sees(w("host.confirm"), w.t.content(_title(world)))
        assert moments_of(booking, world, w)[number - 1] in host.last.text
        await host.tap(w("host.confirm"))
        await world.settle()
        if number < 3:
            teacher.sees(w("message.route_confirmed", n=number, of=3))
    teacher.sees(w("message.route_whole", n=3, of=3))
    assert {each.status for each in (await booking_of(world, teacher)).visits} == {VisitStatus.CONFIRMED}
    await teacher.writes("/my")
    assert tells_of(reference, teacher.last.text)


def _title(world: World) -> Texts:
    return next(each.title for each in world.app.content.published.routes.values() if each.slug == ROUTE)


@LANGUAGES
@pytest.mark.shows("C3", "K")
async def test_one_refusal_drops_nothing_and_keeps_a_substitute(world: World, language: str) -> None:
    """The mill refuses; the other stops stand, another day of the whole route is kept, one tap takes it."""
    of = await on_route(world, language)
    w, teacher, before = of.w, of.teacher, await of.booking
    await of.hosts[SLOIST].tap(w("host.confirm"))
    await of.hosts[MILL].tap(w("host.decline"))
    await of.hosts[MILL].tap(w("host.reason.no_guide"))
    await world.settle()
    assert await of.states() == [VisitStatus.CONFIRMED, VisitStatus.DECLINED, VisitStatus.PENDING]
    told = teacher.last
    teacher.sees(w("reason.no_guide"), w("route.silence"), w("route.without"), w("route.call_off"))
    # The card and the list say what is to be decided, and by when.
    await teacher.writes("/my")
    teacher.sees(w("route.status.partial", n=1, of=3))
    await teacher.tap(_starting(teacher, w("offer.button", when="")))
    await teacher.tap(_starting(teacher, w("route.take_day", when="")))
    after = await of.booking
    assert after.reference == before.reference
    assert len({each.stop for each in after.visits}) == 3
    assert {each.starts_at.date() for each in after.visits}.isdisjoint(
        {each.starts_at.date() for each in before.visits}
    )
    # Every site is asked anew, whoever had confirmed too.
    assert await of.states() == [VisitStatus.PENDING] * 3
    await world.settle()
    shown = next(each for each in teacher.messages if each.message_id == told.message_id)
    assert w("route.ended.taken", n=0, of=3) in shown.text
    for host in of.hosts:
        await host.tap(w("host.confirm"))
    await world.settle()
    teacher.sees(w("message.route_whole", n=3, of=3))
    await teacher.press_data(f"off:{1}:take:1")
    assert {each.status for each in (await of.booking).visits} == {VisitStatus.CONFIRMED}


@pytest.mark.shows("C3", "B6")
async def test_silence_leaves_what_stands(world: World) -> None:
    """One host never answers, and the leader does not decide: the clock ends it, and nothing else is
    dropped."""
    of = await on_route(world, "ru")
    w, teacher = of.w, of.teacher
    await of.hosts[SLOIST].tap(w("host.confirm"))
    await of.hosts[FELT].tap(w("host.confirm"))
    mill = (await of.booking).visits[MILL]
    assert mill.expires_at is not None
    await world.move_to(mill.expires_at + timedelta(minutes=5))
    assert await of.states() == [VisitStatus.CONFIRMED, VisitStatus.EXPIRED, VisitStatus.CONFIRMED]
    teacher.sees(w("route.silence"))
    teacher.reset_counts()
    await world.move(timedelta(days=3))
    settled = next(each for each in reversed(teacher.messages) if "ответа не было" in each.text)
    assert await of.states() == [VisitStatus.CONFIRMED, VisitStatus.EXPIRED, VisitStatus.CONFIRMED]
    # It can still be called off, and then all sites know.
    await teacher.tap(w("route.call_off"), message=settled)
    teacher.sees(w("route.cancel"))
    await teacher.tap(w("cancel.illness"))
    await world.settle()
    assert await of.states() == [VisitStatus.CANCELLED, VisitStatus.EXPIRED, VisitStatus.CANCELLED]
    for host in (of.hosts[SLOIST], of.hosts[FELT]):
        host.sees((await of.booking).reference)


@pytest.mark.shows("C3", "K", "E3")
async def test_another_time_of_the_stop_fits_between_the_others(world: World) -> None:
    """The last host lets the request lapse: a later hour of theirs is kept, and only they are asked again."""
    of = await on_route(world, "ru", nth=2)
    w, teacher, before = of.w, of.teacher, await of.booking
    felt = before.visits[FELT]
    assert felt.expires_at is not None
    await _open_session(world, felt, felt.starts_at + timedelta(hours=1))
    for stop in (SLOIST, MILL):
        await of.hosts[stop].tap(w("host.confirm"))
    await world.move_to(felt.expires_at + timedelta(minutes=5))
    teacher.sees(w("route.silence"), _starting(teacher, w("route.take_day", when="")))
    of.hosts[FELT].reset_counts()
    await teacher.tap(_starting(teacher, w("offer.take", when="")))
    after = await of.booking
    assert [each.id for each in after.visits[:2]] == [each.id for each in before.visits[:2]]
    assert after.visits[FELT].starts_at == felt.starts_at + timedelta(hours=1)
    assert [each.id for each in after.replaced] == [felt.id]
    assert await of.states() == [VisitStatus.CONFIRMED, VisitStatus.CONFIRMED, VisitStatus.PENDING]
    await world.settle()
    of.hosts[FELT].sees(after.reference, w("host.confirm"))
    await of.hosts[FELT].tap(w("host.confirm"))
    await world.settle()
    teacher.sees(w("message.route_whole", n=3, of=3))
    assert await of.states() == [VisitStatus.CONFIRMED] * 3


@pytest.mark.shows("C3", "B10")
async def test_the_rest_is_kept_or_called_off_as_its_leader_says(world: World) -> None:
    """A group that does not fit the programme fits it on no day: the leader decides about the rest alone."""
    of = await on_route(world, "ru")
    w, teacher = of.w, of.teacher
    await of.hosts[FELT].tap(w("host.decline"))
    await of.hosts[FELT].tap(w("host.reason.party_unsuitable"))
    await world.settle()
    teacher.sees("Другого подходящего времени сейчас нет", w("route.call_off"))
    await teacher.tap(w("route.without"))
    teacher.sees(w("route.ended.without"))
    assert await of.states() == [VisitStatus.PENDING, VisitStatus.PENDING, VisitStatus.DECLINED]
    await teacher.tap(w("route.call_off"))
    await teacher.tap(w("cancel.no_bus"))
    await world.settle()
    assert await of.states() == [VisitStatus.CANCELLED, VisitStatus.CANCELLED, VisitStatus.DECLINED]
    for host in of.hosts[:2]:
        host.does_not_see(w("host.confirm"))


@pytest.mark.shows("C3", "B10")
async def test_what_told_of_a_lost_stop_knows_what_became_of_the_others(world: World) -> None:
    """It went on saying that the rest is in force, with a button to call it off, when it was gone."""
    of = await on_route(world, "ru")
    w, teacher = of.w, of.teacher
    await of.hosts[FELT].tap(w("host.decline"))
    await of.hosts[FELT].tap(w("host.reason.party_unsuitable"))
    await world.settle()
    await teacher.tap(w("route.without"))
    told = teacher.last
    booking = await of.booking
    await teacher.writes("/my")
    await teacher.press_data(f"bkx:{booking.id}:no_bus")
    await world.settle()
    shown = next(each for each in teacher.messages if each.message_id == told.message_id)
    assert w("route.ended.without") not in shown.text
    assert w("route.call_off") not in shown.labels


@pytest.mark.shows("C3", "B8", "B9", "B14", "B15", "B16", "B17", "G1")
async def test_what_is_said_of_a_route_is_said_once(world: World) -> None:
    """Numbers, duties, papers and the day itself of a booking with three sites."""
    of = await on_route(world, "ru")
    w, teacher = of.w, of.teacher
    for host in of.hosts:
        await host.tap(w("host.confirm"))
    await world.settle()
    booking = await of.booking
    # How the class comes is asked once, and known to all sites.
    await teacher.press_data(f"duty:{booking.id}:{booking.first.site_id}:transport:set:bus:card")
    duties = await world.db.read(lambda connection: read_duties(connection, booking.id))
    said = [each.detail for each in duties if each.kind is DutyKind.TRANSPORT]
    assert said == ["bus", "bus", "bus"]
    await teacher.press_data(f"duty:{booking.id}:{booking.first.site_id}:transport:show::")
    assert teacher.last.text.count("полиц") + teacher.last.text.count("Госавтоинспек") == 1
    # One more child at every stop, with their seats; a much larger class is refused with what is possible.
    await teacher.press_data(f"num:{booking.id}:ask:0:")
    await teacher.writes("16 + 2")
    assert [each.seats for each in (await of.booking).visits] == [18, 18, 18]
    await teacher.press_data(f"num:{booking.id}:ask:0:")
    await teacher.writes("30 + 3")
    teacher.sees(w("refusal.route_numbers", least=14, most=20))
    # It is not moved as a whole: another day is booked beside it.
    await teacher.press_data(f"mv:{booking.id}")
    teacher.sees(w("refusal.route_not_moved"))
    await teacher.tap(w("route.another_day"))
    teacher.sees(w("form.day_route"))
    # Each site has its own papers.
    await teacher.press_data(f"pap:{booking.id}::0:0")
    await teacher.tap(next(label for label in teacher.buttons() if "Вычегодский" in label))
    teacher.sees("Вычегодский лист")
    # One message the day before has every stop with its code; on the day words go to the stop that is next.
    first, second, third = (await of.booking).visits
    await world.skip_to(first.starts_at - timedelta(days=1, hours=2))
    teacher.reset_counts()
    await world.move_to(first.starts_at - timedelta(hours=16))
    eve = [
        each
        for each in teacher.messages
        if w("message.tomorrow_route", reference="").split(",")[0][3:] in each.text
    ]
    assert len(eve) == 1
    for visit in (first, second, third):
        assert visit.code in eve[0].text.replace(" ", "")
    await world.move_to(first.starts_at - timedelta(minutes=50))
    await teacher.press_data(f"day:{booking.id}:on_way")
    await world.move_to(first.starts_at + timedelta(minutes=40))
    await teacher.press_data(f"day:{booking.id}:late_20")
    words_of = [each.said for each in (await of.booking).visits]
    assert words_of == [DayWord.ON_WAY, DayWord.LATE_20, None]


async def _open_session(world: World, like: Visit, starts_at: datetime) -> None:
    """Another one of the same programme."""

    def body(connection: Connection) -> None:
        known = read_session(connection, like.session_id)
        assert known is not None
        add_session(
            connection,
            programme_id=known.programme_id,
            site_id=known.site_id,
            starts_at=starts_at,
            ends_at=starts_at + (known.ends_at - known.starts_at),
            sharing=known.sharing,
            confirmation=known.confirmation,
            audience=sorted(known.audience),
            capacity=known.capacity,
            now=world.clock.now(),
        )

    await world.db.write(body)


def _starting(person: Person, start: str) -> str:
    return next(label for label in person.buttons() if label.startswith(start))
