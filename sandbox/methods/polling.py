"""Methods by which the bot gets its updates (rules 28 to 31)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram.methods import DeleteWebhook, GetUpdates, GetWebhookInfo, SetWebhook

from sandbox.methods.registry import Request, models
from sandbox.model import Webhook
from sandbox.rules import ApiError, check_webhook
from sandbox.updates import TERMINATED_BY_WEBHOOK

if TYPE_CHECKING:
    from sandbox.telegram import Telegram

_LONGEST_POLL = 50


@models(GetUpdates)
async def get_updates(telegram: Telegram, request: Request[GetUpdates]) -> Any:
    if telegram.webhook is not None:
        raise ApiError(
            409,
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    asked = request.method
    telegram.updates.allow(asked.allowed_updates)
    limit = asked.limit if asked.limit is not None and 1 <= asked.limit <= 100 else 100
    timeout = min(max(asked.timeout or 0, 0), _LONGEST_POLL)
    batch = await telegram.updates.poll(asked.offset or 0, limit, timeout)
    return [update.to_json() for update in batch]


@models(SetWebhook)
def set_webhook(telegram: Telegram, request: Request[SetWebhook]) -> Any:
    asked = request.method
    if not asked.url:
        return _remove(telegram, drop=request.flag("drop_pending_updates"))
    check_webhook(asked.url, asked.secret_token)
    telegram.updates.allow(asked.allowed_updates)
    if request.flag("drop_pending_updates"):
        telegram.updates.drop_all()
    telegram.webhook = Webhook(asked.url, asked.secret_token, asked.max_connections or 40)
    telegram.updates.end_polls(TERMINATED_BY_WEBHOOK)
    return True


@models(DeleteWebhook)
def delete_webhook(telegram: Telegram, request: Request[DeleteWebhook]) -> Any:
    return _remove(telegram, drop=request.flag("drop_pending_updates"))


def _remove(telegram: Telegram, *, drop: bool) -> bool:
    telegram.webhook = None
    if drop:
        telegram.updates.drop_all()
    telegram.updates.wake()
    return True


@models(GetWebhookInfo)
def get_webhook_info(telegram: Telegram, _: Request[GetWebhookInfo]) -> Any:
    info: dict[str, Any] = {
        "url": telegram.webhook.url if telegram.webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(telegram.updates.pending()),
    }
    if telegram.webhook is not None:
        info["max_connections"] = telegram.webhook.max_connections
        if telegram.webhook.last_error is not None and telegram.webhook.last_error_at is not None:
            info["last_error_date"] = int(telegram.webhook.last_error_at.timestamp())
            info["last_error_message"] = telegram.webhook.last_error
    if telegram.updates.allowed is not None:
        info["allowed_updates"] = sorted(telegram.updates.allowed)
    return info
