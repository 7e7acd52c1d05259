"""Routers become one: their handlers are asked in the same order, and nothing of theirs is lost."""

from __future__ import annotations

import pytest
from aiogram import F, Router

from bot.app import one_router


async def first() -> None: ...


async def within() -> None: ...


async def last() -> None: ...


def test_handlers_stand_in_the_order_of_their_routers() -> None:
    outer, inner, other = Router(name="outer"), Router(name="inner"), Router(name="other")
    outer.message.register(first)
    outer.include_router(inner)
    inner.message.register(within)
    inner.callback_query.register(within)
    other.message.register(last)
    one = one_router([outer, other])
    assert [each.callback for each in one.message.handlers] == [first, within, last]
    assert [each.callback for each in one.callback_query.handlers] == [within]


def test_routers_stay_as_they_are_for_the_next_application() -> None:
    router = Router(name="lives on")
    router.message.register(first)
    one_router([router]).message.register(last)
    assert [each.callback for each in router.message.handlers] == [first]
    assert router.parent_router is None
    assert len(one_router([router]).message.handlers) == 1


@pytest.mark.parametrize("kind", ["filter", "middleware", "outer middleware"])
def test_what_would_get_lost_is_refused(kind: str) -> None:
    async def passing(handler: object, event: object, data: object) -> None: ...

    router = Router(name="with rules of its own")
    if kind == "filter":
        router.message.filter(F.text)
    elif kind == "middleware":
        router.message.middleware(passing)
    else:
        router.message.outer_middleware(passing)
    with pytest.raises(ValueError, match=r"with rules of its own has filters .* for message"):
        one_router([router])
