"""Settings: defaults, forms, problems named all at once, secrets that stay secret."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.domain.limits import Limits
from bot.settings import (
    NEEDED_TO_RUN,
    DailyHours,
    LogFormat,
    LogLevel,
    Settings,
    SettingsError,
    example_of,
    load_settings,
    unknown_names,
)

TOKEN = "987654321:secret-part-of-the-token"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def problems_with(monkeypatch: pytest.MonkeyPatch, **values: str) -> list[str]:
    """The names that are complained about when the environment holds these values."""
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    try:
        load_settings(None)
    except SettingsError as error:
        return [problem.name for problem in error.problems]
    return []


def test_without_any_setting_the_defaults_are_usable() -> None:
    settings = load_settings(None)
    assert settings.bot_api_url == "https://api.telegram.org"
    assert settings.database_file == Path("var/prokhodnaya.sqlite3")
    assert settings.default_region == "komi"
    assert settings.timezone.key == "Europe/Moscow"
    assert settings.message_hours_weekday == DailyHours(time(8), time(20))
    assert settings.message_hours_sunday is None
    assert settings.limits == Limits()


def test_deadlines_reach_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = {
        "ANSWER_WORKING_DAYS": "4",
        "HOLD_MINUTES": "16",
        "BOOKING_HORIZON_DAYS": "121",
        "MAX_OPEN_REQUESTS": "6",
        "INVITATION_DAYS": "8",
        "DRAFT_DAYS": "9",
    }
    for name, value in changed.items():
        monkeypatch.setenv(name, value)
    limits = load_settings(None).limits
    assert (limits.answer_working_days, limits.hold_minutes, limits.horizon_days) == (4, 16, 121)
    assert (limits.max_open_requests, limits.invitation_days, limits.draft_days) == (6, 8, 9)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_each_setting_has_a_meaning_and_an_example_that_works(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Settings.model_fields[name].description
    example = example_of(name)
    assert example
    assert problems_with(monkeypatch, **{name.upper(): example}) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "no colon"),
        ("BOT_TOKEN", "12345:with space"),
        ("BOT_API_URL", "api.telegram.org"),
        ("BOT_API_URL", "https://a b"),
        ("BOT_API_URL", "http://host:99999"),
        ("BOT_PROXY", "socks5://proxy.example"),
        ("BOT_PROXY", "ftp://proxy.example:21"),
        ("WEBHOOK_URL", "http://bot.example/telegram"),
        ("WEBHOOK_URL", "ftp://bot.example/telegram"),
        ("WEBHOOK_URL", "https://bot.example"),
        ("WEBHOOK_URL", "https://bot.example/health"),
        ("WEBHOOK_URL", "https://bot.example/telegram?key=1"),
        ("WEBHOOK_CONNECTIONS", "0"),
        ("WEBHOOK_CONNECTIONS", "101"),
        ("WEB_PORT", "70000"),
        ("METRICS_PORT", "http"),
        ("WEBHOOK_SECRET", "has space"),
        ("WEBHOOK_SECRET", "a" * 257),
        ("PUBLIC_URL", "bot.example"),
        ("POLICY_URL", "javascript:alert(1)"),
        ("DATABASE_URL", "mysql://root@localhost/bot"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite://"),
        ("COORDINATOR_IDS", "100, -5"),
        ("COORDINATOR_IDS", "100;200"),
        ("COORDINATOR_IDS", "@someone"),
        ("DEFAULT_REGION", "Коми"),
        ("DEFAULT_TIMEZONE", "Europe/Syktyvkar"),
        ("DEFAULT_TIMEZONE", "../../etc/passwd"),
        ("OPERATOR_INN", "12345678901"),
        ("OPERATOR_INN", "11000000OO"),
        ("OPERATOR_EMAIL", "privacy at operator.example"),
        ("MESSAGE_HOURS_WEEKDAY", "20:00-08:00"),
        ("MESSAGE_HOURS_WEEKDAY", "8-20"),
        ("MESSAGE_HOURS_SUNDAY", "25:00-26:00"),
        ("URGENT_MESSAGES_FROM", "seven"),
        ("ANSWER_WORKING_DAYS", "0"),
        ("HOLD_MINUTES", "soon"),
        ("MAX_OPEN_REQUESTS", "-1"),
        ("TELEGRAM_MESSAGES_PER_SECOND", "0"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("LOG_KEY", "too short"),
        ("TAPS_AT_ONCE", "9"),
        ("TAPS_PER_SECOND", "0"),
    ],
)
def test_a_value_out_of_form_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert problems_with(monkeypatch, **{name: value}) == [name]


@pytest.mark.parametrize("secret", [None, "a-long-random-word"])
def test_a_webhook_needs_its_secret(secret: str | None) -> None:
    settings = load_settings(None, webhook_url="https://bot.example/telegram", webhook_secret=secret)
    missing = {problem.name for problem in settings.for_run_problems()}
    assert ("WEBHOOK_SECRET" in missing) is (secret is None)
    assert "WEBHOOK_SECRET" not in {each.name for each in load_settings(None).for_run_problems()}


def test_a_webhook_on_this_machine_needs_no_certificate() -> None:
    settings = load_settings(None, webhook_url="http://127.0.0.1:8080/telegram")
    assert settings.webhook_url == "http://127.0.0.1:8080/telegram"


def test_all_problems_come_at_once_a_line_each_with_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLD_MINUTES", "soon")
    monkeypatch.setenv("OPERATOR_INN", "12")
    with pytest.raises(SettingsError) as caught:
        load_settings(None)
    lines = str(caught.value).splitlines()
    assert sorted(line.partition(":")[0] for line in lines) == ["HOLD_MINUTES", "OPERATOR_INN"]
    assert all(f"for example {line.partition(':')[0]}=" in line for line in lines)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "987654321 secret"),
        ("BOT_PROXY", "ftp://user:secret@proxy.example:21"),
        ("DATABASE_URL", "mysql://root:secret@localhost/bot"),
        ("WEBHOOK_SECRET", "secret with spaces"),
    ],
)
def test_a_wrong_secret_is_not_repeated_in_the_error(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings(None)
    assert "secret" not in str(caught.value).replace("Secret", "")
    assert caught.value.__cause__ is None


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("BOT_PROXY", "socks5://user:secret@proxy.example:1080")
    monkeypatch.setenv("WEBHOOK_SECRET", "secret")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///secret.sqlite3")
    settings = load_settings(None)
    assert "secret" not in repr(settings).replace("webhook_secret", "").lower().replace("secretstr", "")
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == TOKEN


def test_ids_are_read_once_each_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COORDINATOR_IDS", " 300, 100,,300 ")
    assert load_settings(None).coordinator_ids == (300, 100)


def test_hours_are_read_and_written_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESSAGE_HOURS_WEEKDAY", "9:30 – 18:00")
    monkeypatch.setenv("MESSAGE_HOURS_SATURDAY", "none")
    settings = load_settings(None)
    assert str(settings.message_hours_weekday) == "09:30-18:00"
    assert settings.message_hours_saturday is None


def test_log_settings_take_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "debug")
    monkeypatch.setenv("LOG_FORMAT", "json")
    settings = load_settings(None)
    assert (settings.log_level, settings.log_format) == (LogLevel.DEBUG, LogFormat.JSON)


def test_the_file_is_read_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("HOLD_MINUTES=20\nDRAFT_DAYS=3\nOPERATOR_NAME=АНО «Цех»\nBOT_TOKEN=\n", encoding="utf-8")
    monkeypatch.setenv("DRAFT_DAYS", "5")
    settings = load_settings(file)
    assert (settings.hold_minutes, settings.draft_days) == (20, 5)
    assert settings.operator_name == "АНО «Цех»"
    assert settings.bot_token is None, "an empty value means the default"


def test_run_needs_the_token_and_each_part_of_the_consent() -> None:
    assert tuple(problem.name.lower() for problem in load_settings(None).for_run_problems()) == NEEDED_TO_RUN
    complete = load_settings(None, **{name: example_of(name) for name in NEEDED_TO_RUN})
    assert complete.for_run_problems() == ()


@pytest.mark.parametrize("name", NEEDED_TO_RUN)
def test_a_single_missing_part_is_named_with_an_example(name: str) -> None:
    settings = load_settings(None, **{other: example_of(other) for other in NEEDED_TO_RUN if other != name})
    (problem,) = settings.for_run_problems()
    assert str(problem).startswith(f"{name.upper()}: is not set")
    assert problem.example == example_of(name)


def test_settings_do_not_change_while_the_bot_runs() -> None:
    with pytest.raises(ValidationError):
        load_settings(None).hold_minutes = 1  # type: ignore[misc]


def test_an_absolute_database_path_has_four_slashes() -> None:
    settings = load_settings(None, database_url=SecretStr("sqlite+aiosqlite:////srv/bot.sqlite3"))
    assert settings.database_file == Path("/srv/bot.sqlite3")


def test_misspelt_names_in_the_file_are_found(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# BOT_TOKN=1\nBOT_TOKEN=\nexport HOLD_MINUTE=5\nCOMPOSE_FILE=x\n", encoding="utf-8")
    assert unknown_names(file, {"COMPOSE_FILE": "x"}) == ("HOLD_MINUTE",)
    assert unknown_names(tmp_path / "none", {}) == ()


def test_a_database_is_shown_without_its_password() -> None:
    settings = load_settings(
        None, database_url="postgresql+asyncpg://bot:guarded@db.example:6432/prokhodnaya"
    )
    assert settings.database_file is None
    assert settings.database_name == "postgresql://bot@db.example:6432/prokhodnaya"
    assert load_settings(None, database_url="sqlite:///var/bot.sqlite3").database_name == "var/bot.sqlite3"


@pytest.mark.parametrize(
    ("values", "folder"),
    [
        ({"database_url": "sqlite:////srv/bot/bot.sqlite3"}, "/srv/bot/backups"),
        ({"database_url": "postgresql://db.example/bot"}, "var/backups"),
        ({"backup_folder": "/mnt/other"}, "/mnt/other"),
    ],
)
def test_backups_lie_beside_the_database_or_where_they_are_told_to(
    values: dict[str, str], folder: str
) -> None:
    assert load_settings(None, **values).backups == Path(folder)
