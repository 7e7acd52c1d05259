"""Updates that were handled before are delivered again: at once, under a new id, later, after a restart.

A day with every kind of change is recorded as Telegram delivered it. Nothing of it happens twice, and nobody
is told anything twice. That every button may be pressed twice is shown in tests/bot/test_every_button.py.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.db.people.people import read_actor
from bot.db.tables import draft, outbox
from bot.domain.model import Role
from bot.ui.callback_data import Home
from sandbox.lints import LintRule
from tests.bot.hosts.site import COORDINATOR_ID, booking_of, data_of, go_to_start, host_of
from tests.bot.hosts.test_host_people import payload_on
from tests.bot.hosts.test_host_placements import accept_labels, applied
from tests.bot.paths import DAIRY, FELTING, PAPER_MILL, book_class, book_seats, open_programme, site_id, words
from tests.bot.test_application import SITE
from tests.bot.test_edge_damage import tap_classes
from tests.bot.town import book_class_again
from tests.bot.walker import incidents, plain
from tests.bot.world import World
from tests.security.scenario import digest

w = words("ru")
A_MOMENT = timedelta(seconds=2)
OF_CHANGES = {
    *("message", "callback_query"),
    *("send", "as", "bkx", "hr", "ha", "hv", "hc", "hx", "cx", "cls", "consent", "ac", "news"),
}
"""Kinds of updates, and prefixes of the taps, that must be on the record."""


@dataclass(frozen=True, slots=True)
class Recorded:
    update_id: int
    kind: str
    queue: int
    body: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.body.get("data") or self.body.get("text") or self.kind)


def record(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Recorded]:
    """Fills up with whatever is delivered from now on."""
    updates, recorded = world.telegram.updates, list[Recorded]()
    push = updates.push

    def push_and_note(kind: str, queue: int, body: dict[str, Any]) -> int | None:
        update_id = push(kind, queue, body)
        if update_id is not None:
            recorded.append(Recorded(update_id, kind, queue, body))
        return update_id

    monkeypatch.setattr(updates, "push", push_and_note)
    return recorded


async def visits_take_place(world: World) -> None:
    """Two tourists come: one is marked by a tap, of the other the number is typed."""
    host = await host_of(world, "Ольга", Role.OWNER, slug=FELTING)
    first, second = world.person("Игнат"), world.person("Дина")
    await book_seats(world, first, w)
    await book_seats(world, second, w, seats=3)
    await go_to_start(world, first)
    await host.press_data(f"hv:{(await booking_of(world, first)).first.id}:all")
    await host.press_data(f"hv:{(await booking_of(world, second)).first.id}:other")
    await host.writes("2")


async def requests_are_decided(world: World) -> None:
    """A class is confirmed, another declined; then a session of the first is closed."""
    host, teacher = await host_of(world, "Пётр", Role.OWNER), world.person("Анна")
    await book_class(world, teacher, w)
    await host.tap(w("host.confirm"))
    await teacher.writes("/classes")
    await teacher.tap("7 Б · 27 + 3")
    await teacher.press_data(data_of(teacher, w("classes.adults", n=3)).replace("ask:adults", "ad:4"))
    confirmed = await booking_of(world, teacher)
    await book_class_again(world, teacher, w, nth=1)
    await host.tap(w("host.decline"))
    await host.tap(w("host.reason.repair"))
    await host.press_data(f"hc:{confirmed.first.session_id}:close:repair")


async def a_tourist_calls_off(world: World) -> None:
    tourist = world.person("Марина")
    await book_seats(world, tourist, w, nth_day=3)
    await tourist.press_data(f"bkx:{(await booking_of(world, tourist)).id}:not_needed")
    await tourist.writes("/profile")
    await tourist.tap(w("profile.change_name"))
    await tourist.writes("Марина Олеговна")
    await tourist.tap(w("profile.news_on"))
    await tourist.press_data("news:yes:1:1")


async def a_placement_is_given(world: World) -> None:
    host = await host_of(world, "Нина", Role.OWNER, slug=SITE)
    _, reference = await applied(world, "Мария")
    await host.tap(accept_labels(host, w, reference)[0])


async def people_come_and_go(world: World) -> None:
    """Somebody joins by a link and is removed; the coordinator hides a site."""
    host = world.people["Пётр"]
    await host.writes("/desk")
    await host.tap(w("host.desk.people"))
    await host.tap(w("host.people.invite"))
    await host.tap(w("host.invite.guard"))
    guard = world.person("Семён")
    await guard.start(payload_on(host))
    actor = await world.db.read(lambda connection: read_actor(connection, guard.user_id))
    assert actor is not None
    await host.press_data(f"hx:{site_id(world, PAPER_MILL)}:{actor.person_id}:remove")
    coordinator = world.person("Вера", user_id=COORDINATOR_ID)
    await coordinator.start()
    await coordinator.press_data(f"cx:{site_id(world, DAIRY)}:hidden:1")


async def again_under_the_same_id(world: World, recorded: list[Recorded]) -> None:
    """As it comes after a process died before it could confirm."""
    for each in recorded:
        world.clock.move(A_MOMENT)
        await world.app.incoming.handle({"update_id": each.update_id, each.kind: each.body})
        await world.settle()


async def again_under_new_ids(world: World, recorded: list[Recorded]) -> None:
    """As clients send a tap again on a bad line."""
    for each in recorded:
        world.clock.move(A_MOMENT)
        world.telegram.updates.push(each.kind, each.queue, each.body)
        await world.settle()


async def later_and_backwards(world: World, recorded: list[Recorded]) -> None:
    await again_under_new_ids(world, recorded[::-1])


async def after_a_restart(world: World, recorded: list[Recorded]) -> None:
    await world.restart()
    await again_under_the_same_id(world, recorded)


Replay = Callable[[World, list[Recorded]], Awaitable[None]]
REPLAYS: tuple[Replay, ...] = (
    again_under_the_same_id,
    again_under_new_ids,
    later_and_backwards,
    after_a_restart,
)
BUT_FOR = {"draft", "person", "outbox"}
"""A form may be opened anew by «Записаться»; of a person the newest message is noted; what waits is sent."""


def look(connection: Connection) -> tuple[str, list[str]]:
    """Everything, and what anybody was told or is to be told."""
    told = connection.execute(select(outbox.c.dedupe_key).order_by(outbox.c.dedupe_key)).scalars()
    return digest(connection, but=BUT_FOR), list(told)


@pytest.mark.shows("B5", "E1", "E2")
async def test_a_recorded_day_changes_nothing_however_it_is_delivered_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.allow(*LintRule)
    recorded = record(world, monkeypatch)
    await visits_take_place(world)
    await requests_are_decided(world)
    await a_tourist_calls_off(world)
    await a_placement_is_given(world)
    await people_come_and_go(world)
    monkeypatch.undo()
    kinds = {each.kind for each in recorded} | {each.name.partition(":")[0] for each in recorded}
    assert kinds >= OF_CHANGES
    before = await world.db.read(look)
    for replay in REPLAYS:
        await replay(world, recorded)
        assert await world.db.read(look) == before, replay.__name__
    assert not await world.db.read(incidents)


@pytest.mark.parametrize("replay", REPLAYS)
@pytest.mark.shows("B2")
async def test_a_text_answers_an_open_form_once(
    world: World, monkeypatch: pytest.MonkeyPatch, replay: Replay
) -> None:
    """A class that was corrected does not come back with the message that told of it first."""
    world.allow(*LintRule)
    teacher = world.person("Анна")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    recorded = record(world, monkeypatch)
    await teacher.writes("7 Б, 27")
    await teacher.writes("8 А, 20")
    monkeypatch.undo()
    before = await world.db.read(forms)
    assert "20" in str(before)
    await replay(world, recorded)
    assert await world.db.read(forms) == before


def forms(connection: Connection) -> list[object]:
    return list(connection.execute(select(draft.c.form).order_by(draft.c.id)).scalars())


OLD_BUTTONS = (
    *(f"v0:{each.__prefix__}:1" for each in tap_classes()[:5]),
    *(f"{each.__prefix__}:" + ":".join("1" * (len(each.model_fields) + 1)) for each in tap_classes()),
    *("x", "send", "hr:1", "bkx:1:2:3", "f:1", "::", "💥", "hv:one:all", f"send:{10**12}"),
)
"""As earlier or later versions of the program may have made them: unknown, with a field more or less."""


async def test_buttons_of_another_version_say_so_and_lead_on(world: World) -> None:
    person = world.person("Анна")
    await person.start()
    world.allow(LintRule.SAID_TWICE)
    before = await world.db.read(look)
    for data in OLD_BUTTONS:
        world.clock.move(timedelta(minutes=1))
        await person.press_data(data)
        person.sees(plain(w.t.html("last.stale")).splitlines()[0])
        assert data_of(person, w("button.home")) == Home().pack()
    await person.tap(w("button.home"))
    person.sees(w("home.find"))
    assert await world.db.read(look) == before
    assert not await world.db.read(incidents)
