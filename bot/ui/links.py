"""Links that open the bot on something: ``https://t.me/<bot>?start=<payload>`` (64 characters at most)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Links:
    username: str
    """The bot's, without @."""
    inline: bool = False
    """Whether it answers where it is only named (A7), which its operator allows at @BotFather. Telegram
    refuses messages with buttons that need it where it is not."""

    @property
    def bot(self) -> str:
        """Opens the private chat."""
        return f"https://t.me/{self.username}"

    def start(self, payload: str) -> str:
        return f"https://t.me/{self.username}?start={payload}"

    def share(self, payload: str, text: str) -> str:
        """Opens Telegram's own choice of a chat to share the link with."""
        return f"https://t.me/share/url?url={quote(self.start(payload), safe='')}&text={quote(text)}"
