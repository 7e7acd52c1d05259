"""What screens are put together from."""

from __future__ import annotations

import pytest

from bot.ui.callback_data import Home, Nothing
from bot.ui.host.callback_data import ShowQueue
from bot.ui.kit import arrows, back_button, button, home_button, keyboard, pager, refusal_screen, ways_back
from bot.ui.translator import translator_for

RU = translator_for("ru")


def to(page: int) -> ShowQueue:
    return ShowQueue(page=page)


def test_a_row_of_nothing_is_left_out() -> None:
    home, one, other = home_button(RU), button("1", to(1)), button("2", to(2))
    assert keyboard(one, None, (), (one, other), home).rows == ((one,), (one, other), (home,))


@pytest.mark.parametrize(
    ("page", "pages", "before", "after"), [(0, 3, 2, 1), (1, 3, 0, 2), (2, 3, 1, 0), (0, 2, 1, 1)]
)
def test_a_pager_goes_round(page: int, pages: int, before: int, after: int) -> None:
    row = pager(page, pages, to)
    assert [each.label for each in row] == ["‹", f"{page + 1} / {pages}", "›"]
    assert [each.tap for each in row] == [to(each).pack() for each in (before, page, after)]


def test_one_page_has_no_pager() -> None:
    assert pager(0, 1, to) == ()


def test_there_is_no_arrow_to_nowhere() -> None:
    assert [each.label for each in arrows(None, to(1))] == ["›"]
    assert [each.label for each in arrows(to(1), None, ("earlier", "later"))] == ["earlier"]


def test_the_ways_back() -> None:
    back = back_button(to(0), RU, "host.to_queue")
    assert ways_back(to(0), RU, "host.to_queue") == (back, home_button(RU))
    text = RU.html("host.no_desk")
    assert refusal_screen(text, RU).keyboard == keyboard(button(RU.label("button.home"), Home()))
    assert refusal_screen(text, RU, None, back=back).keyboard == keyboard(back)


def test_too_much_data_is_an_error() -> None:
    with pytest.raises(ValueError, match="too long"):
        button("1", Nothing(why="x" * 64))
