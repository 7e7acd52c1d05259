"""What a person sent, fetched from Telegram: outside of any transaction, up to a size, kept nowhere."""

from __future__ import annotations

import asyncio
import logging

from aiogram.types import Document, Message, PhotoSize

from bot.ui.telegram_failures import AWAY

DOWNLOAD_SECONDS = 15

_log = logging.getLogger(__name__)


async def fetch(message: Message, sent: PhotoSize | Document, most: int) -> bytes | None:
    """Its bytes, one more than ``most`` where it has more; None: Telegram did not hand it over."""
    if message.bot is None:
        raise RuntimeError("the event came without its bot: feed updates through the dispatcher")
    try:
        async with asyncio.timeout(DOWNLOAD_SECONDS):
            stream = await message.bot.download(sent)
    except (*AWAY, TimeoutError, OSError) as failure:
        _log.warning("a file could not be fetched: %s", type(failure).__name__)
        return None
    return b"" if stream is None else stream.read(most + 1)
