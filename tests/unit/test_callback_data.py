"""Callback data of this release and of earlier ones."""

from __future__ import annotations

import pytest
from aiogram.filters.callback_data import CallbackData

from bot.handlers.routes import read_callback
from bot.ui.host.callback_data import ComplainTap, ShowQueue


class Grown(CallbackData, prefix="grown"):
    """With what was added since the first release of it."""

    id: int
    op: str = "show"
    anew: bool = False
    page: int = 3
    site: int | None = None


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("grown:7", Grown(id=7)),
        ("grown:7:hide", Grown(id=7, op="hide")),
        ("grown:7:hide:1", Grown(id=7, op="hide", anew=True)),
        ("grown:7:hide:1:2", Grown(id=7, op="hide", anew=True, page=2)),
        ("hb:9:4:rudeness", ComplainTap(booking=9, site=4, reason="rudeness")),
        ("hq", ShowQueue()),
    ],
)
def test_a_button_of_an_earlier_release_means_the_defaults(value: str, read: CallbackData) -> None:
    assert read_callback(type(read), value) == read


@pytest.mark.parametrize(
    "value", ["grown", "grown:", "grown:x", "grown:1:show:perhaps", "grown:1:show:0:2:3:4", "other:1:show"]
)
def test_damaged_data_is_an_error(value: str) -> None:
    with pytest.raises((TypeError, ValueError)):
        read_callback(Grown, value)
