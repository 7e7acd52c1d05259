"""The digest and the list of people said «ещё N — на кнопках ниже» where no such buttons are."""

from __future__ import annotations

from bot.domain.desk.views import Member, PeopleView
from bot.domain.model import PersonId, Role, VisitStatus
from bot.ui.host.people import people_screen
from bot.ui.screen import Inline, Screen
from bot.ui.translator import translator_for
from tests.screens.gallery import renderers
from tests.screens.of_bookings import DAY
from tests.screens.of_messages import day_of
from tests.screens.showroom import LEADER, NOW, Showroom, booking_of, visit_to

T = translator_for("ru")


def _promised(screen: Screen) -> bool:
    return "кнопках ниже" in screen.text


def test_the_digest_promises_no_buttons_that_are_not_there(room: Showroom) -> None:
    site = room.site("vychegda-sheet")
    bookings = tuple(
        booking_of(visit_to(room.session(site.programmes[0], DAY, number=number), VisitStatus.CONFIRMED))
        for number in range(1, 9)
    )
    screen = renderers()["host.tomorrow"](day_of(room, *bookings), T)
    assert isinstance(screen.keyboard, Inline)
    assert not _promised(screen) or len(screen.keyboard.rows) >= len(bookings)


def test_staff_who_may_remove_nobody_are_promised_no_buttons(room: Showroom) -> None:
    people = tuple(
        Member(PersonId(number), Role.STAFF, LEADER, "+70000000005", NOW) for number in range(1, 13)
    )
    site = room.site("vychegda-sheet")
    view = PeopleView(site, people, PersonId(1), may_change=False, coordinates=False, invite_key="a")
    assert not _promised(people_screen(view, T))
