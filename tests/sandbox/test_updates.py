"""The update queue and getUpdates (rules 28 to 30), in process."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from bot.clock import MovableClock
from sandbox.faults import Fault, FaultKind
from sandbox.model import User
from sandbox.telegram import Telegram
from tests.sandbox.conftest import Api, button, inline

TERMINATED = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_IS_SET = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


def say(telegram: Telegram, *texts: str) -> None:
    for text in texts:
        telegram.send_text(7, text)


async def texts(api: Api, **params: Any) -> list[str]:
    updates = await api.result("getUpdates", **params)
    return [update["message"]["text"] for update in updates]


async def ids(api: Api, **params: Any) -> list[int]:
    return [update["update_id"] for update in await api.result("getUpdates", **params)]


async def test_an_offset_confirms_what_lies_before_it(api: Api, telegram: Telegram, teacher: User) -> None:
    say(telegram, "а", "б", "в")
    first, second, third = await ids(api)
    assert (second, third) == (first + 1, first + 2), "ids rise by one"
    assert await texts(api) == ["а", "б", "в"], "without an offset nothing is confirmed"
    assert await texts(api, offset=second) == ["б", "в"]
    assert await texts(api) == ["б", "в"], "what is confirmed stays away"
    assert await texts(api, offset=third + 1) == []


async def test_a_negative_offset_counts_from_the_end_and_forgets_the_rest(
    api: Api, telegram: Telegram, teacher: User
) -> None:
    say(telegram, "а", "б", "в")
    assert await texts(api, offset=-2) == ["б", "в"]
    assert await texts(api) == ["б", "в"]
    assert await texts(api, offset=-9) == ["б", "в"]


async def test_the_limit_lies_between_1_and_100(api: Api, telegram: Telegram, teacher: User) -> None:
    say(telegram, *(f"{number}" for number in range(120)))
    assert len(await texts(api, limit=1)) == 1
    assert len(await texts(api, limit=100)) == 100
    assert len(await texts(api, limit=101)) == 100
    assert len(await texts(api)) == 100


async def test_updates_die_after_24_hours(
    api: Api, telegram: Telegram, clock: MovableClock, teacher: User
) -> None:
    say(telegram, "старое")
    clock.move(timedelta(hours=12))
    say(telegram, "новое")
    clock.move(timedelta(hours=12, seconds=1))
    assert await texts(api) == ["новое"]


async def test_allowed_updates_are_remembered(api: Api, telegram: Telegram, teacher: User) -> None:
    message = (await api.result("sendMessage", chat_id=7, text="Да?", reply_markup=inline([button()])))[
        "message_id"
    ]
    await api.result("getUpdates", allowed_updates=["callback_query"])
    say(telegram, "не нужно")
    telegram.press(7, 7, message, "yes")
    updates = await api.result("getUpdates")
    assert [sorted(update) for update in updates] == [["callback_query", "update_id"]]
    assert (await api.result("getWebhookInfo"))["allowed_updates"] == ["callback_query"]
    await api.result("getUpdates", allowed_updates=[])
    say(telegram, "нужно")
    assert len(await api.result("getUpdates")) == 2


@pytest.mark.parametrize("kind", ["chat_member", "message_reaction", "message_reaction_count"])
def test_some_updates_are_off_by_default(telegram: Telegram, kind: str) -> None:
    assert telegram.updates.push(kind, 7, {}) is None
    telegram.updates.allow([kind])
    assert telegram.updates.push(kind, 7, {}) is not None


async def test_a_long_poll_wakes_up_at_once(api: Api, telegram: Telegram, teacher: User) -> None:
    async with asyncio.timeout(5):
        poll = asyncio.ensure_future(texts(api, timeout=50))
        await asyncio.sleep(0)
        say(telegram, "я здесь")
        assert await poll == ["я здесь"]


async def test_a_second_poll_ends_the_first(api: Api, telegram: Telegram, teacher: User) -> None:
    async with asyncio.timeout(5):
        first = asyncio.ensure_future(api.answer("getUpdates", timeout=50))
        await asyncio.sleep(0)
        second = asyncio.ensure_future(texts(api, timeout=50))
        answer = await first
        assert (answer.status, answer.body["description"]) == (
            409,
            TERMINATED,
        )
        say(telegram, "второй слышит")
        assert await second == ["второй слышит"]


async def test_a_webhook_ends_polling_and_forbids_it(api: Api, teacher: User) -> None:
    async with asyncio.timeout(5):
        poll = asyncio.ensure_future(api.answer("getUpdates", timeout=50))
        await asyncio.sleep(0)
        await api.result("setWebhook", url="https://example.org/hook")
        assert (await poll).body["description"] == "Conflict: terminated by setWebhook request"
    refused = await api.refusal("getUpdates")
    assert refused == (
        409,
        WEBHOOK_IS_SET,
    )
    assert (await api.result("getWebhookInfo"))["url"] == "https://example.org/hook"
    await api.result("deleteWebhook")
    assert await api.result("getUpdates") == []


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"url": "http://example.org/"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://example.org:8080/"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        (
            {"url": "https://example.org/", "secret_token": "тайна"},
            "secret token contains unallowed characters",
        ),
        ({"url": "https://example.org/", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_webhooks_that_are_refused(api: Api, params: dict[str, str], refusal: str) -> None:
    assert await api.refusal("setWebhook", **params) == (400, f"Bad Request: {refusal}")


@pytest.mark.parametrize(
    "url", ["https://example.org:8443/x", "http://127.0.0.1:9000/x", "http://localhost:1/"]
)
async def test_webhooks_that_are_taken(api: Api, telegram: Telegram, teacher: User, url: str) -> None:
    say(telegram, "старое")
    await api.result("setWebhook", url=url, secret_token="a" * 256, drop_pending_updates=True)
    info = await api.result("getWebhookInfo")
    assert (info["url"], info["pending_update_count"], info["max_connections"]) == (url, 0, 40)
    await api.result("setWebhook", url="")
    assert (await api.result("getWebhookInfo"))["url"] == ""


async def test_faulty_delivery(api: Api, telegram: Telegram, teacher: User) -> None:
    say(telegram, "а", "б")
    telegram.faults.add(Fault(FaultKind.DUPLICATE_UPDATES))
    assert await texts(api) == ["а", "а", "б", "б"]
    telegram.faults.add(Fault(FaultKind.REORDER_UPDATES))
    assert await texts(api) == ["б", "а"]
    assert await texts(api) == ["а", "б"]
    telegram.faults.add(Fault(FaultKind.REORDER_UPDATES, probability=1.0, rng=Random(2), times=None))
    say(telegram, *"вгде")
    orders = {tuple(await texts(api)) for _ in range(9)}
    assert len(orders) > 1
    assert {tuple(sorted(order)) for order in orders} == {tuple("абвгде")}


async def test_confirmed_updates_come_again(api: Api, telegram: Telegram, teacher: User) -> None:
    say(telegram, "а", "б")
    last = (await ids(api))[-1]
    assert await texts(api, offset=last + 1) == []
    telegram.updates.redeliver(1)
    assert await texts(api, offset=last + 1) == ["б"]
    assert await texts(api, offset=last + 1) == []
    say(telegram, "в")
    telegram.faults.add(Fault(FaultKind.REDELIVER, retry_after=2))
    assert await texts(api, offset=last + 1) == ["а", "б", "в"]
    assert await texts(api, offset=last + 1) == ["в"]
