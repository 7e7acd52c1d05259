"""A booking that had been moved was handed over to a colleague: the form of the move stayed with whoever had
had it, and the self-audit alarmed everybody every night about a form that had become nothing."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import Connection, select

from bot.db.operations.self_audit import audit
from bot.db.tables import draft
from bot.domain.forms import DraftKind
from bot.domain.model import DraftState
from tests.bot.hosts.site import booking_of
from tests.bot.paths import become_known, book_seats, moments_on, tells_of, words
from tests.bot.test_visitor_handover import hand_over, person_id
from tests.bot.world import World


@pytest.mark.shows("A8", "B9", "F10")
async def test_the_form_of_a_move_goes_along(world: World) -> None:
    w = words("ru")
    anna, igor = world.person("Анна"), world.person("Игорь")
    reference = await book_seats(world, anna, w)
    await anna.writes("/my")
    await anna.tap(next(each for each in anna.buttons() if tells_of(reference, each)))
    await anna.tap(w("mine.move"))
    await anna.tap(moments_on(anna)[2])
    await anna.tap(w("move.send"))
    link = await hand_over(anna, w)
    await igor.start(link)
    await igor.tap(w("handover.take"))
    await become_known(igor, w, name="Игорь Павлович")
    await anna.tap(w("handover.confirm"))
    assert (await booking_of(world, igor)).reference == reference
    taker = await person_id(world, igor)

    def owners(connection: Connection) -> set[int]:
        sent = (draft.c.kind == DraftKind.BOOKING, draft.c.state == DraftState.SENT)
        return set(connection.execute(select(draft.c.person_id).where(*sent)).scalars())

    assert await world.db.read(owners) == {taker}
    report = await world.db.read(partial(audit, moments=world.clock.now()))
    assert report.clean, report.differences
