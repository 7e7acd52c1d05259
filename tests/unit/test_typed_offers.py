"""«Берём» and «подождём»: which texts take what is offered, which ask to wait, and for what."""

from __future__ import annotations

import pytest

from bot.domain.typed.offers import read_wait, takes_it


@pytest.mark.shows("B12")
@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("подождём", ""),
        ("Подождем, пожалуйста!", ""),
        ("лист ожидания", ""),
        ("поставьте нас в лист ожидания", ""),
        ("мы подождём на 10.12", "на 10.12"),
        ("ждать 3 декабря", "3 декабря"),
        ("будем ждать четверг", "четверг"),
        ("wait", ""),
        ("Put us on the waiting list", ""),
        ("We'll wait for Thursday", "for Thursday"),
        ("join the waitlist", ""),
        ("завтра", None),
        ("10.12", None),
        ("ожидаем приезда", None),
        ("дождь", None),
        ("Ждановка", None),
        ("waiter", None),
        ("7 Б, 27", None),
    ],
)
def test_who_wants_to_wait(text: str, rest: str | None) -> None:
    assert read_wait(text) == rest


@pytest.mark.shows("K")
@pytest.mark.parametrize(
    ("text", "takes"),
    [
        ("Берём", True),
        ("берем!", True),
        ("да", True),
        ("Да, берём", True),
        ("мы согласны", True),
        ("нам подходит", True),
        ("Yes", True),
        ("we'll take it", True),
        ("Yes please", True),
        ("не берём", False),
        ("да нет", False),
        ("не подходит", False),
        ("берём автобус", False),
        ("ок", False),
        ("хорошо", False),
        ("", False),
        ("yes, but later", False),
    ],
)
def test_who_takes_what_is_offered(text: str, takes: bool) -> None:
    assert takes_it(text) is takes
