"""Links that open the bot on something: ``https://t.me/<bot>?start=<payload>`` (64 characters at most)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from bot.domain.links import ArrivalLink
from bot.domain.papers.views import FeedAddress

FEED_PATH = "/calendar/{feed}-{token}.ics"
"""Where the bot's web server answers with somebody's calendar."""


ARRIVAL_PATH = "/arrival/{payload}"
"""Where it says what a scanned arrival code is, and opens the bot on it."""


@dataclass(frozen=True, slots=True)
class Links:
    """``public_url``: where the bot's web server can be reached from outside; None: nowhere, and so no
    calendar is offered."""

    username: str
    """The bot's, without @."""
    public_url: str | None = None
    inline: bool = False
    """Whether it answers where it is only named (A7), which its operator allows at @BotFather. Telegram
    refuses messages with buttons that need it where it is not."""

    def feed(self, address: FeedAddress) -> str:
        """A calendar by subscription. ValueError where there is none."""
        if self.public_url is None or address.token is None:
            raise ValueError("there is no calendar to be read")
        path = FEED_PATH.format(feed=address.feed_id, token=address.token)
        return f"{self.public_url.rstrip('/')}{path}"

    def arrival(self, to: ArrivalLink) -> str:
        """What is scanned at the gate: a page of the bot's own web server, where it has one, since Telegram's
        addresses do not open on every phone."""
        if self.public_url is None:
            return self.start(to.payload)
        return f"{self.public_url.rstrip('/')}{ARRIVAL_PATH.format(payload=to.payload)}"

    @property
    def bot(self) -> str:
        """Opens the private chat."""
        return f"https://t.me/{self.username}"

    def start(self, payload: str) -> str:
        """ValueError for what Telegram would not hand over."""
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload):
            raise ValueError(f"a link cannot carry {payload!r}")
        return f"https://t.me/{self.username}?start={payload}"

    def app(self, payload: str) -> str:
        """The same as :meth:`start` for a phone that has Telegram: it opens without asking any server."""
        return f"tg://resolve?domain={self.username}&start={payload}"

    def share(self, payload: str, text: str) -> str:
        """Opens Telegram's own choice of a chat to share the link with."""
        return f"https://t.me/share/url?url={quote(self.start(payload), safe='')}&text={quote(text)}"
