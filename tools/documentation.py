"""Does the documentation say what the code does? Run as ``python -m tools.documentation [--write]``.

The table of settings in README.md and the whole of `.env.example` are made from bot/settings.py; ``--write``
brings them up to date, without it a difference is an error. Links between our own documents must lead
somewhere.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.settings import NEEDED_TO_RUN, Settings, example_of

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- settings: made by tools.documentation -->", "<!-- /settings -->"
_LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Telegram",
        (
            "bot_token",
            "bot_api_url",
            "bot_proxy",
            "webhook_url",
            "webhook_secret",
            "webhook_connections",
            "public_url",
            "telegram_messages_per_second",
        ),
    ),
    ("Protection against floods", ("taps_at_once", "taps_per_second")),
    ("The bot's own web server", ("web_host", "web_port", "metrics_host", "metrics_port")),
    ("Database", ("database_url", "backup_folder", "backup_daily", "backup_weekly")),
    ("Region and its first coordinators", ("coordinator_ids", "default_region", "default_timezone")),
    (
        "The operator of personal data: parts of the text of consent",
        (
            "operator_name",
            "operator_inn",
            "operator_address",
            "operator_email",
            "policy_url",
            "database_location",
        ),
    ),
    (
        "When the bot may write first, by the site's clock",
        ("message_hours_weekday", "message_hours_saturday", "message_hours_sunday", "urgent_messages_from"),
    ),
    (
        "Deadlines",
        (
            "answer_working_days",
            "hold_minutes",
            "booking_horizon_days",
            "max_open_requests",
            "no_shows_until_manual",
            "head_count_percent",
            "police_least_children",
            "police_hours_in_town",
            "police_hours_between_towns",
            "draft_days",
            "invitation_days",
        ),
    ),
    ("Logs", ("log_level", "log_format", "log_key")),
)


def default_of(name: str) -> str:
    """A setting's default as one would write it in `.env`; empty when there is none."""
    value: Any = Settings.model_fields[name].default
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if value is None:
        return "none" if name.startswith("message_hours") else ""
    if isinstance(value, tuple):
        return ",".join(str(item) for item in value)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def settings_table() -> str:
    """The table of README.md: name, default, meaning, in the order of GROUPS."""
    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for heading, names in GROUPS:
        rows.append(f"| **{heading}** | | |")
        for name in names:
            default = default_of(name)
            rows.append(f"| `{name.upper()}` | {f'`{default}`' if default else '—'} | {_meaning(name)} |")
    return "\n".join(rows)


def env_example() -> str:
    """The text of `.env.example`: what `run` needs stands open to be filled in, the rest is commented out."""
    lines = [
        "# Copy to .env and fill in. What is commented out shows the default, else an example.",
        "# The environment wins over this file. Keep .env to yourself: the token is in it.",
    ]
    for heading, names in GROUPS:
        lines += ["", f"# --- {heading}"]
        for name in names:
            lines += ["", f"# {_meaning(name)}"]
            if name in NEEDED_TO_RUN:
                lines += [f"# For example {example_of(name)}", f"{name.upper()}="]
            else:
                lines.append(f"# {name.upper()}={default_of(name) or example_of(name)}")
    return "\n".join(lines) + "\n"


def _meaning(name: str) -> str:
    field: FieldInfo = Settings.model_fields[name]
    if not field.description:
        raise ValueError(f"{name.upper()} has no description")
    return field.description


def with_table(readme: str) -> str:
    """README.md with the table of now. ValueError if the places for it are missing."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"README.md needs {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{settings_table()}\n{END}{after}"


def dead_links(document: Path) -> Iterator[str]:
    """Targets of links to our own files that do not exist; addresses elsewhere are not followed."""
    for match in _LINK.finditer(document.read_text(encoding="utf-8")):
        target = match["target"].partition("#")[0]
        ours = target and "://" not in target and not target.startswith("mailto:")
        if ours and not (document.parent / target).exists():
            yield target


def documents() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def main(arguments: list[str]) -> int:
    made = {
        ROOT / "README.md": with_table((ROOT / "README.md").read_text(encoding="utf-8")),
        ROOT / ".env.example": env_example(),
    }
    wrong: list[str] = []
    for path, text in made.items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if "--write" in arguments:
            path.write_text(text, encoding="utf-8")
        else:
            wrong.append(f"{path.name} differs from bot/settings.py: python -m tools.documentation --write")
    for document in documents():
        name = document.relative_to(ROOT).as_posix()
        wrong += [f"{name}: nothing at {target}" for target in dead_links(document)]
    for line in wrong:
        print(f"  {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
