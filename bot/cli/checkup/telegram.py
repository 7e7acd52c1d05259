"""The way to Telegram, and what Telegram says of the way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from bot.cli.checkup.finding import Finding, Verdict
from bot.clock import Clock
from bot.settings import Settings

MOST_CLOCK_ERROR = timedelta(seconds=30)
MOST_PENDING = 100
"""Updates that wait at Telegram; more do not wait for long unless something is wrong."""
RECENT = timedelta(hours=1)
_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """``result`` is empty unless Telegram answered as the Bot API does."""

    status: int
    date: str | None
    result: Mapping[str, object]


async def examine_telegram(settings: Settings, clock: Clock) -> list[Finding]:
    """Asks the Bot API who the bot is; says nothing when there is no token to ask with."""
    if settings.bot_token is None:
        return []
    answer = await _ask(settings, "getMe")
    if isinstance(answer, Finding):
        return [answer]
    return [_judge_name(answer), *_judge_clocks(clock.now(), answer.date)]


async def examine_webhook(settings: Settings, clock: Clock) -> list[Finding]:
    """Asks how Telegram delivers updates; says nothing when it cannot be asked, which is said elsewhere."""
    if settings.bot_token is None:
        return []
    answer = await _ask(settings, "getWebhookInfo")
    if isinstance(answer, Finding) or answer.status != 200 or "url" not in answer.result:
        return []
    return list(_judge_webhook(settings.webhook_url, answer.result, clock.now()))


async def _ask(settings: Settings, method: str) -> Answer | Finding:
    import aiohttp
    from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError, ProxyTimeoutError

    token = settings.bot_token.get_secret_value() if settings.bot_token is not None else ""
    connector = ProxyConnector.from_url(settings.bot_proxy.get_secret_value()) if settings.bot_proxy else None
    timeout = aiohttp.ClientTimeout(total=_TIMEOUT_S)
    proxy_errors = (ProxyError, ProxyConnectionError, ProxyTimeoutError)
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout) as session,
            session.get(f"{settings.bot_api_url}/bot{token}/{method}") as response,
        ):
            answer = await response.json(content_type=None) if response.status == 200 else {}
            result = answer.get("result") if isinstance(answer, dict) else None
            known = result if isinstance(result, dict) else {}
            return Answer(response.status, response.headers.get("Date"), known)
    except ValueError:
        seen = f"{settings.bot_api_url} answers, but not like a Bot API server"
        return Finding("Telegram", Verdict.BAD, seen, "is BOT_API_URL right?")
    except proxy_errors as error:
        seen = f"{settings.bot_api_url} cannot be reached through BOT_PROXY ({type(error).__name__})"
        return Finding("Telegram", Verdict.BAD, seen, "is the proxy up, and its address right?")
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        return Finding(
            "Telegram",
            Verdict.BAD,
            f"{settings.bot_api_url} does not answer ({type(error).__name__})",
            "if it is blocked here, set BOT_PROXY or BOT_API_URL",
        )


def _judge_name(answer: Answer) -> Finding:
    if answer.status in {401, 404}:
        return Finding(
            "Telegram", Verdict.BAD, "does not know this BOT_TOKEN", "copy it from @BotFather again"
        )
    if answer.status != 200 or "username" not in answer.result:
        return Finding(
            "Telegram", Verdict.BAD, f"answers {answer.status}", "is BOT_API_URL a Bot API server?"
        )
    return Finding("Telegram", Verdict.FINE, f"the bot is @{answer.result['username']}")


def _judge_clocks(now: datetime, date: str | None) -> Iterator[Finding]:
    if date is None:
        return
    difference = abs(now - parsedate_to_datetime(date).astimezone(UTC))
    if difference > MOST_CLOCK_ERROR:
        seconds = int(difference.total_seconds())
        yield Finding("clock", Verdict.BAD, f"{seconds} s away from Telegram's", "set it right (NTP)")


def _judge_webhook(wanted: str | None, info: Mapping[str, object], now: datetime) -> Iterator[Finding]:
    registered = str(info["url"])
    pending, failed_at = info.get("pending_update_count"), info.get("last_error_date")
    waiting = f"{pending} updates wait" if isinstance(pending, int) else "nothing is known of waiting updates"
    if wanted is None and not registered:
        yield _judge_waiting("updates", f"are polled; {waiting}", pending)
        return
    if wanted is None:
        seen = f"goes to {_host(registered)}, but WEBHOOK_URL is not set: nothing arrives here"
        yield Finding("webhook", Verdict.DOUBTFUL, seen, "`run` removes it; or is it another bot's?")
        return
    if not registered:
        seen = "is not registered at Telegram"
        yield Finding("webhook", Verdict.DOUBTFUL, seen, "`run` registers it: start the bot")
        return
    if registered != wanted:
        seen = f"goes to {_host(registered)}, not to WEBHOOK_URL"
        yield Finding("webhook", Verdict.BAD, seen, "start the bot again; or does another bot use the token?")
        return
    yield _judge_waiting("webhook", f"as Telegram sees it; {waiting}", pending)
    if isinstance(failed_at, int) and now - datetime.fromtimestamp(failed_at, UTC) < RECENT:
        when = datetime.fromtimestamp(failed_at, UTC)
        seen = f"Telegram met at {when:%H:%M} UTC: {info.get('last_error_message')}"
        advice = "is the bot running, is the certificate good, does the proxy pass on path and secret?"
        yield Finding("webhook", Verdict.BAD, seen, advice)


def _judge_waiting(what: str, seen: str, pending: object) -> Finding:
    if isinstance(pending, int) and pending > MOST_PENDING:
        return Finding(what, Verdict.DOUBTFUL, seen, "is the bot running, and does its log complain?")
    return Finding(what, Verdict.FINE, seen)


def _host(address: str) -> str:
    """The host alone: a path may be a secret of somebody else's."""
    return urlsplit(address).hostname or "an unreadable address"
