"""The bot with its token, and the way to Telegram by the settings."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods.base import Response, TelegramMethod
from aiogram.types import LinkPreviewOptions, Message, User
from aiogram.utils.token import TokenValidationError
from aiohttp import ClientConnectorError, ConnectionTimeoutError
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

from bot.json_session import JsonSession
from bot.logs import mask
from bot.settings import Settings
from bot.ui.telegram_failures import NotReachedError, NotTelegramError, UnreadableAnswerError

T = TypeVar("T")

_TRIES_AT_START = 4

HELD = (Response[bool], Response[Message], Response[Message | bool])
"""The classes in which aiogram reads the answers to what we call most. pydantic forgets such a class as soon
as nobody holds it, and to make one anew takes longer than all the rest of a tap."""

_log = logging.getLogger(__name__)


class StartError(Exception):
    """The bot cannot start; the text says why and what to do."""


def make_bot(settings: Settings, session: BaseSession | None = None) -> Bot:
    """The bot with its token, over the server and the proxy of the settings. StartError for a wrong token."""
    if settings.bot_token is None:
        raise StartError("BOT_TOKEN is not set: @BotFather gives one. Without it: `make demo`.")
    try:
        return Bot(
            settings.bot_token.get_secret_value(),
            session=session or make_session(settings),
            default=DefaultBotProperties(
                parse_mode=ParseMode.HTML, link_preview=LinkPreviewOptions(is_disabled=True)
            ),
        )
    except TokenValidationError as error:
        raise StartError("BOT_TOKEN is no token: copy it from @BotFather again.") from error


def make_session(settings: Settings) -> Session:
    """The way to Telegram: ``BOT_API_URL`` through ``BOT_PROXY``."""
    proxy = settings.bot_proxy.get_secret_value() if settings.bot_proxy is not None else None
    return Session(proxy=proxy, api=TelegramAPIServer.from_base(settings.bot_api_url))


class Session(JsonSession):
    """For which a proxy that is away, or refuses, is a broken way to Telegram like any other.

    The library of proxies raises errors of its own, which aiogram lets through as if they were defects.
    """

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[T],
        timeout: int | None = None,  # noqa: ASYNC109 - as aiogram calls it
    ) -> T:
        try:
            return await super().make_request(bot, method, timeout)
        except TelegramNetworkError as error:
            if isinstance(error.__cause__, ClientConnectorError | ConnectionTimeoutError):
                raise NotReachedError(method=method, message=error.message) from error.__cause__
            raise
        except (ProxyError, ProxyConnectionError, ProxyTimeoutError) as error:
            raise NotReachedError(method=method, message=type(error).__name__) from error
        except OSError as error:
            raise TelegramNetworkError(method=method, message=type(error).__name__) from error
        except UnicodeError as error:
            raise UnreadableAnswerError(method=method, message=type(error).__name__) from error


async def ask_who_we_are(
    bot: Bot, settings: Settings, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> User:
    """Checks the token and the way to Telegram; StartError with what to do."""
    return await _insist(bot.me, settings, sleep)


async def set_webhook(
    bot: Bot,
    settings: Settings,
    wanted: Sequence[str],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Has Telegram post updates of the kinds ``wanted`` to ``WEBHOOK_URL``; StartError with what to do.

    Several replicas may do so one after another: what they say is the same.
    """
    url, secret = settings.webhook_url, settings.webhook_secret
    if url is None or secret is None:
        raise StartError("WEBHOOK_URL or WEBHOOK_SECRET is not set")

    async def ask() -> None:
        try:
            await bot.set_webhook(
                url,
                secret_token=secret.get_secret_value(),
                allowed_updates=list(wanted),
                max_connections=settings.webhook_connections,
            )
        except TelegramBadRequest as refusal:
            raise StartError(f"Telegram does not take WEBHOOK_URL: {mask(refusal.message)}") from refusal

    await _insist(ask, settings, sleep)


def cannot_be_reached(settings: Settings) -> str:
    """What to do when the way to Telegram is broken."""
    if settings.bot_proxy is not None:
        return (
            f"{settings.bot_api_url} cannot be reached through BOT_PROXY: is the proxy up, and are its "
            "address, user and password right? `python -m bot doctor` looks closer."
        )
    return (
        f"{settings.bot_api_url} cannot be reached. If it is blocked here, set BOT_PROXY or BOT_API_URL; "
        "`python -m bot doctor` looks closer."
    )


async def _insist(
    ask: Callable[[], Awaitable[T]], settings: Settings, sleep: Callable[[float], Awaitable[None]]
) -> T:
    """Asks Telegram, again after a pause where the way is broken or it is asked too often."""
    pause = 1.0
    for tries_left in reversed(range(_TRIES_AT_START)):
        try:
            return await ask()
        except (TelegramUnauthorizedError, TelegramNotFound) as refusal:
            raise StartError(
                f"{settings.bot_api_url} does not know this BOT_TOKEN ({mask(refusal.message)}): "
                "copy it from @BotFather again."
            ) from refusal
        except NotTelegramError as failure:
            raise _no_bot_api(settings, failure) from failure
        except (TelegramNetworkError, TelegramRetryAfter) as failure:
            if not tries_left:
                raise StartError(cannot_be_reached(settings)) from failure
            _log.warning("%s does not answer; trying again", settings.bot_api_url)
            pause *= 2
            await sleep(failure.retry_after if isinstance(failure, TelegramRetryAfter) else pause)
        except AiogramError as failure:
            raise _no_bot_api(settings, failure) from failure
    raise AssertionError("the last try returns or raises")


def _no_bot_api(settings: Settings, failure: AiogramError) -> StartError:
    """What it says is left out: many servers quote the address, and the token stands in it."""
    return StartError(
        f"{settings.bot_api_url} answers, but not like a Bot API server ({type(failure).__name__}): "
        "is BOT_API_URL right?"
    )
