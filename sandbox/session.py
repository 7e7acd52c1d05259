"""An aiogram session that talks to the simulated Telegram without HTTP."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, cast

from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InputFile

from bot.telegram_answers import ReadsAnswers
from sandbox.files import UploadedFile
from sandbox.telegram import Telegram, Transport


class SandboxSession(ReadsAnswers):
    """Serialises every call as aiogram's HTTP session does and hands it straight to ``Telegram.call``.

    A time-out or a dropped connection raises TelegramNetworkError, as over HTTP, but without waiting for it.
    """

    def __init__(self, telegram: Telegram) -> None:
        super().__init__()
        self._telegram = telegram

    async def close(self) -> None:
        """Nothing is held open."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ARG002, ASYNC109 - aiogram's interface
    ) -> TelegramType:
        streams: dict[str, InputFile] = {}
        params: dict[str, str] = {}
        for name, value in method.model_dump(warnings=False).items():
            prepared = self.prepare_value(value, bot=bot, files=streams)
            if prepared:  # an empty value is not sent, as in aiogram's HTTP session
                params[name] = prepared
        files = {
            name: UploadedFile(stream.filename or name, b"".join([part async for part in stream.read(bot)]))
            for name, stream in streams.items()
        }
        answer = await self._telegram.call(method.__api_method__, params, files)
        if answer.transport is Transport.TIMED_OUT:
            raise TelegramNetworkError(method=method, message="Request timeout error")
        if answer.transport is Transport.DROPPED:
            raise TelegramNetworkError(method=method, message="ServerDisconnectedError: Server disconnected")
        response = self.check_response(
            bot=bot, method=method, status_code=answer.status, content=answer.to_json()
        )
        return cast(TelegramType, response.result)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,  # noqa: ARG002 - aiogram's interface, as the others
        timeout: int = 30,  # noqa: ARG002, ASYNC109
        chunk_size: int = 65536,
        raise_for_status: bool = True,  # noqa: ARG002
    ) -> AsyncGenerator[bytes, None]:
        """A file by the address that ``getFile`` gave."""
        path = url.split(f"/file/bot{self._telegram.token}/", 1)[-1]
        file = self._telegram.files.by_link(path, self._telegram.clock.now())
        if file is None:
            raise FileNotFoundError(url)
        for start in range(0, file.size, chunk_size):
            yield file.content[start : start + chunk_size]
