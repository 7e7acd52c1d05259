"""Callback data of this release and of earlier ones."""

from __future__ import annotations

from typing import cast

import pytest
from aiogram.filters.callback_data import CallbackData

from bot.handlers import TOPICS
from bot.handlers.routes import read_callback
from bot.ui.callback_data import TapData
from bot.ui.host.callback_data import ComplainTap, ShowQueue


class Grown(TapData, prefix="grown"):
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


def _shapes() -> list[type[CallbackData]]:
    return [Grown, *(shape for topic in TOPICS for shape, _ in topic.callbacks.values())]


def _example(hint: object) -> object:
    return {int: 41, str: "д7", bool: True}.get(cast("type", hint))


@pytest.mark.parametrize("shape", _shapes(), ids=lambda each: each.__name__)
def test_a_button_carries_what_the_library_would_write(shape: type[CallbackData]) -> None:
    """With each field as it is at first, where it may be left out, and with another value."""
    assert issubclass(shape, TapData)
    fields = shape.model_fields
    full = shape(**{name: _example(field.annotation) for name, field in fields.items()})
    needed = {name: _example(field.annotation) for name, field in fields.items() if field.is_required()}
    for each in (full, shape(**needed)):
        assert each.pack() == CallbackData.pack(each)
        assert read_callback(shape, each.pack()) == each


@pytest.mark.parametrize("op", ["a:b", "о" * 40])
def test_what_no_button_can_carry_is_an_error(op: str) -> None:
    with pytest.raises(ValueError, match=r"can not be used|too long"):
        Grown(id=1, op=op).pack()
