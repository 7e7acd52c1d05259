"""A password with «/» or «@» in it was read as a part of the host or the path, and shown by `doctor`.

``urlsplit`` and SQLAlchemy disagree about such addresses: the bot connected with the whole password and
called the database ``postgresql://bot:7/rest-of-the-password@host/name``. What ``urlsplit`` cannot read at
all it quotes in its error.
"""

from __future__ import annotations

import pytest

from bot.settings import SettingsError, load_settings

SIGNS = ("7/{}", "/{}", "?{}", "#{}", "{}@x", "x@{}", "[{}]x", "x[{}", "\u2100{}", "a/{}")
WORD = "correct-horse"


@pytest.mark.parametrize("signs", SIGNS)
@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("database_url", "postgresql+asyncpg://bot:{}@127.0.0.1:5432/name"),
        ("bot_proxy", "socks5://user:{}@127.0.0.1:1080"),
    ],
)
def test_such_a_password_is_refused_without_being_shown(name: str, address: str, signs: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(None, **{name: address.format(signs.format(WORD))})
    (problem,) = refused.value.problems
    assert problem.name == name.upper()
    assert "correct" not in str(refused.value)
    assert "%40" in problem.wrong or "cannot be read" in problem.wrong


def test_nor_is_one_among_the_options() -> None:
    """Of an address as SQLAlchemy shows it, only the password before the host is left out."""
    address = f"postgresql+asyncpg://bot@127.0.0.1:5432/name?password={WORD}"
    with pytest.raises(SettingsError, match="before the host") as refused:
        load_settings(None, database_url=address)
    assert WORD not in str(refused.value)


def test_written_with_percents_it_is_taken() -> None:
    settings = load_settings(
        None,
        database_url="postgresql+asyncpg://bot:7%2Fcorrect%40horse@127.0.0.1:5432/name",
        bot_proxy="socks5://user:7%2Fcorrect%40horse@127.0.0.1:1080",
    )
    assert settings.database_name == "postgresql://bot@127.0.0.1:5432/name"
