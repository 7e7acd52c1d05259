"""The language to begin with."""

from __future__ import annotations

import pytest

from bot.domain.people.languages import language_for

pytestmark = pytest.mark.shows("I1")


@pytest.mark.parametrize(
    ("telegram", "available", "language"),
    [
        ("ru", ("ru", "en"), "ru"),
        ("ru-RU", ("ru", "en"), "ru"),
        ("RU", ("ru", "en"), "ru"),
        ("uk", ("ru", "en"), "ru"),
        ("kk", ("ru", "en"), "ru"),
        ("uz", ("ru", "en"), "ru"),
        ("tt", ("ru", "en"), "ru"),
        ("kv", ("ru", "en"), "ru"),
        ("en", ("ru", "en"), "en"),
        ("en-GB", ("ru", "en"), "en"),
        ("de", ("ru", "en"), "en"),
        ("pt-br", ("ru", "en"), "en"),
        ("zh-hans", ("ru", "en"), "en"),
        ("", ("ru", "en"), "ru"),
        (None, ("ru", "en"), "ru"),
        ("nonsense", ("ru", "en"), "en"),
    ],
)
def test_russian_for_the_cis_and_english_for_others(
    telegram: str | None, available: tuple[str, ...], language: str
) -> None:
    assert language_for(telegram, available) == language


@pytest.mark.shows("I2")
@pytest.mark.parametrize(
    ("telegram", "available", "language"),
    [
        ("kv", ("ru", "en", "kv"), "kv"),
        ("zh-hans", ("ru", "en", "zh"), "zh"),
        ("zh-hans", ("ru", "en", "zh", "zh_Hans"), "zh_Hans"),
        ("de", ("ru",), "ru"),
        ("kk", ("en",), "en"),
        ("de", ("zh", "kv"), "kv"),
    ],
)
def test_nothing_assumes_two_languages(telegram: str, available: tuple[str, ...], language: str) -> None:
    assert language_for(telegram, available) == language


def test_no_languages_at_all_is_an_error() -> None:
    with pytest.raises(ValueError, match="no language"):
        language_for("ru", ())
