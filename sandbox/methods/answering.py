"""Methods that answer a tap, an inline query, a payment; and files."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from aiogram.methods import AnswerCallbackQuery, AnswerInlineQuery, AnswerPreCheckoutQuery, GetFile

from sandbox.keyboards import InlineKeyboard, read_markup
from sandbox.markup import read_formatted
from sandbox.methods.registry import Request, models
from sandbox.model import CheckoutQuery, Event, EventKind, InlineQuery, QueryState
from sandbox.rules import (
    MAX_ALERT,
    MAX_INLINE_RESULTS,
    MAX_OFFSET_BYTES,
    MAX_RESULT_ID_BYTES,
    QUERY_TOO_OLD,
    WrongRequest,
    check_text,
)

if TYPE_CHECKING:
    from sandbox.telegram import Telegram


@models(AnswerCallbackQuery)
def answer_callback_query(telegram: Telegram, request: Request[AnswerCallbackQuery]) -> Any:
    """Rules 21 and 22."""
    text = str(request.raw.get("text") or "")
    if len(text) > MAX_ALERT:
        raise WrongRequest("MESSAGE_TOO_LONG")
    query = telegram.queries.get(str(request.raw.get("callback_query_id") or ""))
    late = query is not None and telegram.clock.now() - query.at > telegram.settings.callback_lifetime
    if query is None or late or query.state is QueryState.ANSWERED:
        raise WrongRequest(QUERY_TOO_OLD)
    url = request.raw.get("url")
    if url and not str(url).startswith(("tg://", f"https://t.me/{telegram.bot.username}?start=")):
        raise WrongRequest("URL_INVALID")
    telegram.answer_tap(query, text, show_alert=request.flag("show_alert"), url=url)
    return True


@models(AnswerInlineQuery)
def answer_inline_query(telegram: Telegram, request: Request[AnswerInlineQuery]) -> Any:
    """Rule 34."""
    results: list[dict[str, Any]] = request.raw.get("results") or []
    if len(results) > MAX_INLINE_RESULTS:
        raise WrongRequest("too many inline query results specified")
    ids = [str(result.get("id") or "") for result in results]
    if any(not 1 <= len(number.encode()) <= MAX_RESULT_ID_BYTES for number in ids):
        raise WrongRequest("RESULT_ID_INVALID")
    next_offset = str(request.raw.get("next_offset") or "")
    if len(next_offset.encode()) > MAX_OFFSET_BYTES:
        raise WrongRequest("NEXT_OFFSET_INVALID")
    if len(set(ids)) < len(ids):
        raise WrongRequest("RESULT_ID_DUPLICATE")
    for result in results:
        _check_result(result)
    query = telegram.inline_queries.get(str(request.raw.get("inline_query_id") or ""))
    _check_fresh(telegram, query, telegram.settings.inline_lifetime)
    if query is not None:
        query.answered = True
        query.results = results
        query.next_offset = next_offset
        telegram.tell_person(Event(EventKind.INLINE, query.user.id, query.user.id))
    return True


def _check_result(result: dict[str, Any]) -> None:
    """The message that a result would send obeys the same rules as any other; an article says what it is."""
    if result.get("type") == "article" and not str(result.get("title") or "").strip():
        raise WrongRequest("ARTICLE_TITLE_EMPTY")
    content = result.get("input_message_content") or {}
    if "message_text" in content:
        formatted = read_formatted(
            content["message_text"], content.get("parse_mode"), content.get("entities")
        )
        check_text(formatted.text)
    markup = read_markup(result.get("reply_markup"), private=False)
    if markup is not None and not isinstance(markup, InlineKeyboard):
        raise WrongRequest("Inline keyboard expected")


@models(AnswerPreCheckoutQuery)
def answer_pre_checkout_query(telegram: Telegram, request: Request[AnswerPreCheckoutQuery]) -> Any:
    """Rule 40: within 10 seconds; a refusal carries its reason."""
    if not request.flag("ok") and not request.raw.get("error_message"):
        raise WrongRequest("error message is empty")
    query = telegram.checkouts.get(str(request.raw.get("pre_checkout_query_id") or ""))
    _check_fresh(telegram, query, telegram.settings.checkout_lifetime)
    if query is not None:
        query.answered = True
    return True


def _check_fresh(telegram: Telegram, query: InlineQuery | CheckoutQuery | None, lifetime: timedelta) -> None:
    if query is None or query.answered or telegram.clock.now() - query.at > lifetime:
        raise WrongRequest(QUERY_TOO_OLD)


@models(GetFile)
def get_file(telegram: Telegram, request: Request[GetFile]) -> Any:
    file, path = telegram.files.link(str(request.raw.get("file_id") or ""), telegram.clock.now())
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": path,
    }
