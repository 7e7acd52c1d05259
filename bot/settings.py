"""Settings: read once at start from the environment and from a `.env` file (the environment wins).

A name here in lower case is the environment's name in upper case: ``bot_token`` is ``BOT_TOKEN``. The table
in README.md and the file `.env.example` are compared with this module by a test.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.domain.limits import Limits
from bot.domain.time.quiet_hours import QuietHours, Window
from bot.domain.time.zones import is_zone

ENV_FILE = Path(".env")

_TOKEN_FORM = re.compile(r"\d+:\S+")
_WEBHOOK_SECRET_FORM = re.compile(r"[A-Za-z0-9_-]{1,256}")
_SLUG_FORM = re.compile(r"(?=.{1,40}$)[a-z0-9]+(?:-[a-z0-9]+)*")
_INN_FORM = re.compile(r"\d{10}|\d{12}")
_EMAIL_FORM = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_HOURS_FORM = re.compile(r"(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})")
_SQLITE_FORM = re.compile(r"sqlite(\+aiosqlite)?:///(?P<path>.+)")
_SHORTEST_LOG_KEY = 16
_SHORTEST_SECRET = 12
_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})
_OWN_PATHS = frozenset({"", "/", "/health", "/ready"})
_POSTGRESQL_SCHEMES = frozenset({"postgresql", "postgresql+asyncpg"})
_PROXY_SCHEMES = frozenset({"http", "socks4", "socks5"})


class LogLevel(StrEnum):
    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class LogFormat(StrEnum):
    CONSOLE = "console"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class DailyHours:
    """The part of a day, in the site's own time, when the bot may write first; ``closes`` is not included."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("the end must be later than the beginning")

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads «08:00-20:00»; ValueError if it is written otherwise."""
        match = _HOURS_FORM.fullmatch(text.strip())
        if match is None:
            raise ValueError("must be two times with a dash, or none")
        return cls(_parse_time(match[1]), _parse_time(match[2]))


def _parse_time(text: str) -> time:
    hours, minutes = (int(part) for part in text.split(":"))
    if hours > 23 or minutes > 59:
        raise ValueError(f"there is no time {text}")
    return time(hours, minutes)


def _read_hours(value: object) -> object:
    if isinstance(value, str):
        return None if value.strip().lower() == "none" else DailyHours.parse(value)
    return value


def _read_ids(value: object) -> object:
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in value.split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() and int(part) > 0 for part in parts):
        raise ValueError("must be Telegram ids: whole numbers with commas between them")
    return tuple(dict.fromkeys(int(part) for part in parts))


Hours = Annotated[DailyHours | None, NoDecode, BeforeValidator(_read_hours)]
TelegramIds = Annotated[tuple[int, ...], NoDecode, BeforeValidator(_read_ids)]


@dataclass(frozen=True, slots=True)
class SettingsProblem:
    """One setting that cannot be used, or the file of settings (then there is no ``example``). ``wrong``
    never repeats the value: it may be a secret."""

    name: str
    wrong: str
    example: str

    @property
    def advice(self) -> str:
        return f"{self.name}={self.example}" if self.example else ""

    def __str__(self) -> str:
        return f"{self.name}: {self.wrong}" + (f"; for example {self.advice}" if self.advice else "")


class SettingsError(Exception):
    """The settings cannot be used; the text has one line per problem."""

    def __init__(self, problems: tuple[SettingsProblem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class Settings(BaseSettings):
    """Everything that an operator can set. Frozen; secrets never appear in ``repr`` or in errors."""

    model_config = SettingsConfigDict(
        env_file_encoding="utf-8",
        env_ignore_empty=True,  # a name left empty in .env means the default
        extra="ignore",  # .env may be shared with other programs; `doctor` names what is unknown
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    # --- Telegram

    bot_token: SecretStr | None = Field(
        default=None,
        description="The bot's token from @BotFather. `run` needs it.",
        examples=["123456789:AAF-the-rest-of-the-token"],
    )
    bot_api_url: str = Field(
        default="https://api.telegram.org",
        description="Address of the Bot API server. Another one if Telegram's own cannot be reached.",
        examples=["https://api.telegram.org"],
    )
    bot_proxy: SecretStr | None = Field(
        default=None,
        description="Proxy for the Bot API: socks5, socks4 or http, with user and password if needed.",
        examples=["socks5://user:password@proxy.example:1080"],
    )
    webhook_url: str | None = Field(
        default=None,
        description="Public https address to which Telegram posts updates, instead of being polled; its path "
        "is the path that the bot's web server answers.",
        examples=["https://bot.example/telegram"],
    )
    webhook_secret: SecretStr | None = Field(
        default=None,
        description="Secret that Telegram sends with each webhook call; letters, digits, _ and -. A webhook "
        "needs it.",
        examples=["a-long-random-word"],
    )
    webhook_connections: int = Field(
        default=40,
        ge=1,
        le=100,
        description="Updates that Telegram posts to the webhook at the same time.",
        examples=["40"],
    )
    public_url: str | None = Field(
        default=None,
        description="Public address of this installation, where its web server can be reached: without it no "
        "calendars to subscribe to are offered, and pictures for the gate lead to Telegram's address.",
        examples=["https://bot.example"],
    )
    telegram_messages_per_second: int = Field(
        default=30,
        ge=1,
        le=1000,
        description="Messages a second that the bot may send of its own accord; Telegram allows about 30.",
        examples=["30"],
    )

    # --- protection against floods

    taps_at_once: int = Field(
        default=40,
        ge=10,
        le=100_000,
        description="Taps and messages that one person may send in a burst; more are answered with "
        "«too fast» and not looked at.",
        examples=["40"],
    )
    taps_per_second: int = Field(
        default=2,
        ge=1,
        le=100_000,
        description="Taps and messages a second that one person may send in the long run.",
        examples=["2"],
    )

    # --- the bot's own web server

    web_host: str = Field(
        default="127.0.0.1",
        description="Address on which the webhook, /health and /ready are served.",
        examples=["127.0.0.1"],
    )
    web_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="Port of that server. Without it: 8080 with a webhook, no server when polling.",
        examples=["8080"],
    )
    metrics_host: str = Field(
        default="127.0.0.1",
        description="Address on which /metrics is served, apart from what the public can reach.",
        examples=["127.0.0.1"],
    )
    metrics_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="Port of /metrics for Prometheus; without it there are no metrics.",
        examples=["9108"],
    )

    # --- where things are kept

    database_url: SecretStr = Field(
        default=SecretStr("sqlite:///var/prokhodnaya.sqlite3"),
        description="The database: a SQLite file (with four slashes the path is absolute), or PostgreSQL as "
        "postgresql+asyncpg://user:password@host:5432/name.",
        examples=["sqlite:///var/prokhodnaya.sqlite3"],
    )
    backup_folder: Path | None = Field(
        default=None,
        description="Where backups and the list of deletions are kept; without it the folder `backups` "
        "beside the SQLite file, or var/backups. Best on another disk.",
        examples=["/srv/backups"],
    )
    backup_daily: int = Field(
        default=7,
        ge=0,
        le=365,
        description="Days of which the nightly backup of SQLite is kept; 0 makes none. PostgreSQL has "
        "tools of its own.",
        examples=["7"],
    )
    backup_weekly: int = Field(
        default=4,
        ge=0,
        le=520,
        description="Weeks of which the newest backup is kept besides.",
        examples=["4"],
    )

    # --- people and places

    coordinator_ids: TelegramIds = Field(
        default=(),
        description="Telegram ids of the first coordinators, with commas; they invite all others.",
        examples=["100200300,100200301"],
    )
    default_region: str = Field(
        default="komi",
        description="Short name of the region that the first coordinators run.",
        examples=["komi"],
    )
    default_timezone: str = Field(
        default="Europe/Moscow",
        description="IANA time zone of a region that names none. Each site can have its own.",
        examples=["Europe/Moscow"],
    )

    # --- the operator of personal data: parts of the text of consent

    operator_name: str | None = Field(
        default=None,
        description="Who is answerable for personal data, as in the register. `run` needs it.",
        examples=["АНО «Открытый цех»"],
    )
    operator_inn: str | None = Field(
        default=None,
        description="The operator's INN, 10 or 12 digits. `run` needs it.",
        examples=["1100000000"],
    )
    operator_address: str | None = Field(
        default=None,
        description="The operator's postal address. `run` needs it.",
        examples=["167000, Сыктывкар, ул. Примерная, 1"],
    )
    operator_email: str | None = Field(
        default=None,
        description="Where consent can be withdrawn by letter. `run` needs it.",
        examples=["privacy@operator.example"],
    )
    policy_url: str | None = Field(
        default=None,
        description="Address of the published privacy policy. `run` needs it.",
        examples=["https://operator.example/policy"],
    )
    database_location: str | None = Field(
        default=None,
        description="Where the database stands (must be in Russia), as the consent says it. `run` needs it.",
        examples=["167000, Сыктывкар, ул. Примерная, 1"],
    )

    # --- when the bot may write first, by the site's clock

    message_hours_weekday: Hours = Field(
        default=DailyHours(time(8), time(20)),
        description="Hours of Monday to Friday outside of which messages wait; `none` for a quiet day.",
        examples=["08:00-20:00"],
    )
    message_hours_saturday: Hours = Field(
        default=DailyHours(time(10), time(18)),
        description="The same for Saturdays.",
        examples=["10:00-18:00"],
    )
    message_hours_sunday: Hours = Field(
        default=None,
        description="The same for Sundays and public holidays.",
        examples=["none"],
    )
    urgent_messages_from: time = Field(
        default=time(7),
        description="From when on any day messages about a visit within 24 hours are sent.",
        examples=["07:00"],
    )

    # --- deadlines

    answer_working_days: int = Field(
        default=3,
        ge=1,
        le=30,
        description="Working days in which a host should answer a request.",
        examples=["3"],
    )
    hold_minutes: int = Field(
        default=15,
        ge=1,
        le=120,
        description="Minutes for which seats are held while a visitor looks at the summary.",
        examples=["15"],
    )
    booking_horizon_days: int = Field(
        default=120,
        ge=7,
        le=400,
        description="Days ahead for which sessions are kept open.",
        examples=["120"],
    )
    max_open_requests: int = Field(
        default=5,
        ge=1,
        le=100,
        description="Unanswered requests that one person may have at a time.",
        examples=["5"],
    )
    no_shows_until_manual: int = Field(
        default=2,
        ge=1,
        le=100,
        description="No-shows of a school, or of a guest without one, in a school year after which the host "
        "answers what is confirmed at once otherwise.",
        examples=["2"],
    )
    head_count_percent: int = Field(
        default=20,
        ge=0,
        le=100,
        description="Percent by which a confirmed party may change without the host being asked again.",
        examples=["20"],
    )
    police_least_children: int = Field(
        default=8,
        ge=1,
        le=500,
        description="Children in a bus from whom on the traffic police are told.",
        examples=["8"],
    )
    police_hours_in_town: int = Field(
        default=24,
        ge=1,
        le=240,
        description="Hours before a visit by which the traffic police are told of a bus within the town.",
        examples=["24"],
    )
    police_hours_between_towns: int = Field(
        default=48,
        ge=1,
        le=240,
        description="The same of a bus from another town.",
        examples=["48"],
    )
    draft_days: int = Field(
        default=7,
        ge=1,
        le=30,
        description="Days after which a request that was begun but not sent is deleted.",
        examples=["7"],
    )
    invitation_days: int = Field(
        default=7,
        ge=1,
        le=90,
        description="Days for which an invitation link is good.",
        examples=["7"],
    )

    # --- logs

    log_level: LogLevel = Field(
        default=LogLevel.INFO,
        description="Least level that is logged: DEBUG, INFO, WARNING or ERROR.",
        examples=["INFO"],
    )
    log_format: LogFormat = Field(
        default=LogFormat.CONSOLE,
        description="`console` for people, `json` for machines: one object a line.",
        examples=["console"],
    )
    log_key: SecretStr | None = Field(
        default=None,
        description="Secret with which people are marked in logs: with it a mark stays the same after a "
        "restart and in all replicas, without it marks are new at each start. At least 16 characters.",
        examples=["another-long-random-word"],
    )

    @field_validator("log_level", mode="before")
    @classmethod
    def _raise_case(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("bot_token")
    @classmethod
    def _check_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN_FORM.fullmatch(value.get_secret_value()):
            raise ValueError("is not a token: it has digits, a colon and letters, as @BotFather sends it")
        return value

    @field_validator("bot_api_url")
    @classmethod
    def _check_api_url(cls, value: str) -> str:
        return _web_address(value, schemes=frozenset({"http", "https"})).rstrip("/")

    @field_validator("bot_proxy")
    @classmethod
    def _check_proxy(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            parts = _split_private_address(value.get_secret_value())
            if parts.scheme not in _PROXY_SCHEMES or not parts.hostname or parts.port is None:
                raise ValueError("must be socks5://, socks4:// or http:// with host and port")
        return value

    @field_validator("webhook_url")
    @classmethod
    def _check_webhook_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(_web_address(value, schemes=frozenset({"https", "http"})))
        if parts.scheme == "http" and parts.hostname not in _THIS_MACHINE:
            raise ValueError("must be an address that begins with https://")
        if parts.path in _OWN_PATHS or parts.query or parts.fragment:
            raise ValueError("must have a path of its own, such as /telegram, and nothing after it")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _check_webhook_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _WEBHOOK_SECRET_FORM.fullmatch(value.get_secret_value()):
            raise ValueError("must be 1 to 256 letters, digits, _ or -")
        return value

    @field_validator("log_key")
    @classmethod
    def _check_log_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < _SHORTEST_LOG_KEY:
            raise ValueError(f"must be at least {_SHORTEST_LOG_KEY} characters long")
        return value

    @field_validator("public_url", "policy_url")
    @classmethod
    def _check_public_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        return _web_address(value, schemes=frozenset({"http", "https"})).rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, value: SecretStr) -> SecretStr:
        address = value.get_secret_value()
        match = _SQLITE_FORM.fullmatch(address)
        if match is not None and match["path"].startswith(":memory:"):
            raise ValueError("must be a file: what is kept in memory is lost at the end")
        if match is None:
            parts = _split_private_address(address)
            if parts.scheme not in _POSTGRESQL_SCHEMES or not parts.hostname or not parts.path.strip("/"):
                raise ValueError(
                    "must be sqlite:/// and the path of a file, or postgresql+asyncpg:// with host and name"
                )
        return value

    @field_validator("default_region")
    @classmethod
    def _check_slug(cls, value: str) -> str:
        if not _SLUG_FORM.fullmatch(value):
            raise ValueError("must be a short name: small Latin letters and digits, dashes between them")
        return value

    @field_validator("default_timezone")
    @classmethod
    def _check_timezone(cls, value: str) -> str:
        if not is_zone(value):
            raise ValueError("is not a time zone of the IANA list, such as Europe/Moscow")
        return value

    @field_validator("operator_inn")
    @classmethod
    def _check_inn(cls, value: str | None) -> str | None:
        # The form only: whether such an operator exists, the register knows.
        if value is not None and not _INN_FORM.fullmatch(value):
            raise ValueError("must be 10 digits (an organisation) or 12 (a person)")
        return value

    @field_validator("operator_email")
    @classmethod
    def _check_email(cls, value: str | None) -> str | None:
        if value is not None and not _EMAIL_FORM.fullmatch(value):
            raise ValueError("is not an e-mail address")
        return value

    @property
    def timezone(self) -> ZoneInfo:
        """``default_timezone`` as a zone."""
        return ZoneInfo(self.default_timezone)

    @property
    def quiet_hours(self) -> QuietHours:
        """The hours in which messages may be sent."""

        def window(hours: DailyHours | None) -> Window | None:
            return None if hours is None else Window(hours.opens, hours.closes)

        return QuietHours(
            working_day=window(self.message_hours_weekday),
            saturday=window(self.message_hours_saturday),
            sunday=window(self.message_hours_sunday),
            near_visit_from=self.urgent_messages_from,
        )

    @property
    def limits(self) -> Limits:
        """The numbers that rules ask for; those that are no setting keep their defaults."""
        return Limits(
            answer_working_days=self.answer_working_days,
            hold_minutes=self.hold_minutes,
            horizon_days=self.booking_horizon_days,
            max_open_requests=self.max_open_requests,
            no_shows_until_manual=self.no_shows_until_manual,
            invitation_days=self.invitation_days,
            draft_days=self.draft_days,
            head_count_percent=self.head_count_percent,
            police_least_children=self.police_least_children,
            police_hours_in_town=self.police_hours_in_town,
            police_hours_between_towns=self.police_hours_between_towns,
            hours=self.quiet_hours,
        )

    @property
    def database_file(self) -> Path | None:
        """The SQLite file of ``database_url``, relative to the working directory unless absolute; None for
        PostgreSQL."""
        match = _SQLITE_FORM.fullmatch(self.database_url.get_secret_value())
        return None if match is None else Path(match["path"])

    @property
    def database_name(self) -> str:
        """The database as it may be shown: the file, or the address without the password."""
        if self.database_file is not None:
            return str(self.database_file)
        parts = _split_address(self.database_url.get_secret_value())
        user = f"{parts.username}@" if parts.username else ""
        port = f":{parts.port}" if parts.port else ""
        return f"postgresql://{user}{parts.hostname}{port}{parts.path}"

    @property
    def backups(self) -> Path:
        """The folder of backups and of the list of deletions."""
        if self.backup_folder is not None:
            return self.backup_folder
        return (self.database_file or Path("var/database")).parent / "backups"

    def for_run_problems(self) -> tuple[SettingsProblem, ...]:
        """What `run` refuses to start without: the token, the operator's part of the consent, and the secret
        of a webhook.

        The demo does not ask: it has no people and its own token.
        """
        missing = [
            SettingsProblem(name.upper(), "is not set; the bot does not start without it", example_of(name))
            for name in NEEDED_TO_RUN
            if getattr(self, name) is None
        ]
        if self.webhook_url is not None and self.webhook_secret is None:
            wrong = "is not set; without it anybody could post updates to WEBHOOK_URL"
            missing.append(SettingsProblem("WEBHOOK_SECRET", wrong, example_of("webhook_secret")))
        elif self.webhook_url is not None and _is_short(self.webhook_secret):
            wrong = f"can be guessed: it must be at least {_SHORTEST_SECRET} characters long"
            missing.append(SettingsProblem("WEBHOOK_SECRET", wrong, example_of("webhook_secret")))
        return tuple(missing)


NEEDED_TO_RUN = (
    "bot_token",
    "operator_name",
    "operator_inn",
    "operator_address",
    "operator_email",
    "policy_url",
    "database_location",
)


def example_of(name: str) -> str:
    """The documented example of a setting, such as ``08:00-20:00``."""
    return str((Settings.model_fields[name].examples or [""])[0])


def load_settings(env_file: Path | None = ENV_FILE, **values: Any) -> Settings:
    """Reads the settings; given values win over the environment, which wins over the file.

    Raises SettingsError with every problem at once.
    """
    if env_file is not None:
        _read_file(env_file)
    try:
        settings = Settings(_env_file=env_file, **values)
    except ValidationError as error:
        raise SettingsError(tuple(_problem(details) for details in error.errors())) from None
    hours = (
        settings.message_hours_weekday,
        settings.message_hours_saturday,
        settings.message_hours_sunday,
    )
    if not any(hours):
        wrong = "is none, and so are the hours of Saturday and Sunday: the bot could never write first"
        name = "message_hours_weekday"
        raise SettingsError((SettingsProblem(name.upper(), wrong, example_of(name)),))
    return settings


def _read_file(env_file: Path) -> str:
    """The text of the file of settings; empty when there is none.

    SettingsError when it cannot be read, or is not UTF-8.
    """
    try:
        raw = env_file.read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as error:
        wrong = f"cannot be read ({error.strerror}): it must be a file of the bot's user, chmod 600"
        raise SettingsError((SettingsProblem(str(env_file), wrong, ""),)) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" not in text:
        return text
    seen = "UTF-16" if b"\0" in raw else "not UTF-8, most likely Windows-1251"
    wrong = f"is {seen}: open it in an editor and save it as UTF-8"
    raise SettingsError((SettingsProblem(str(env_file), wrong, ""),))


def unknown_names(env_file: Path = ENV_FILE, environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Names in the file that are no setting and no variable of the environment: most likely misspelt."""
    lines = (line.strip() for line in _read_file(env_file).splitlines())
    names = (
        line.removeprefix("export ").partition("=")[0].strip() for line in lines if line[:1] != "#" and line
    )
    known = {name.upper() for name in Settings.model_fields} | set(environment)
    return tuple(name for name in names if name.upper() not in known)


def _is_short(secret: SecretStr | None) -> bool:
    return secret is not None and len(secret.get_secret_value()) < _SHORTEST_SECRET


def _problem(details: Mapping[str, Any]) -> SettingsProblem:
    name = str(details["loc"][0])
    wrong = str(details["msg"]).removeprefix("Value error, ")
    return SettingsProblem(name.upper(), wrong[:1].lower() + wrong[1:], example_of(name))


def _split_private_address(value: str) -> Any:
    """An address that may hold a password. Signs in it by which others would cut the address elsewhere than
    we do are refused: what we take for the host, and show, would be a part of the password."""
    before_path = re.split("[/?#]", value.partition("://")[2], maxsplit=1)[0]
    if value.count("@") > min(before_path.count("@"), 1):
        raise ValueError("has @, /, ? or # in its password: write %40, %2F, %3F or %23 for it")
    parts = _split_address(value)
    if "password" in parts.query:
        raise ValueError("must have its password before the host, as in user:password@host")
    return parts


def _split_address(value: str) -> Any:
    try:
        parts = urlsplit(value)
    except ValueError:
        # Its message quotes what it cannot read.
        raise ValueError("cannot be read as an address") from None
    try:
        parts.port  # noqa: B018 - reading it checks it
    except ValueError:
        raise ValueError("has an impossible port") from None
    return parts


def _web_address(value: str, *, schemes: frozenset[str]) -> str:
    parts = _split_address(value)
    if parts.scheme not in schemes or not parts.hostname or any(char.isspace() for char in value):
        beginnings = " or ".join(f"{scheme}://" for scheme in sorted(schemes))
        raise ValueError(f"must be an address that begins with {beginnings}")
    return value
