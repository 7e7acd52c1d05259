"""Which names of time zones are let in: those of places, as IANA writes them, and UTC (F2)."""

from __future__ import annotations

from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from bot.domain.time.zones import is_readable_zone, is_zone
from bot.settings import Settings

pytestmark = pytest.mark.shows("F2")

LEGACY = ("EST5EDT", "W-SU", "CET", "EST", "GMT", "GB", "GB-Eire", "Cuba", "Zulu", "UCT", "Universal", "PRC")
NO_PLACES = ("Etc/GMT+3", "Etc/UTC", "US/Pacific", "Canada/Atlantic", "Brazil/East", "Mexico/General")
NO_ZONES = (
    "",
    "Factory",
    "localtime",
    "Europe",
    "Europe/",
    "Europe/Syktyvkar",
    "europe/moscow",
    "UTC+3",
    "MSK",
)


@pytest.mark.parametrize("name", ["Europe/Moscow", "Asia/Kamchatka", "America/Indiana/Knox", "UTC"])
def test_places_are_let_in(name: str) -> None:
    assert is_zone(name)
    assert ZoneInfo(name).key == name


@pytest.mark.parametrize("name", [*LEGACY, *NO_PLACES, *NO_ZONES])
def test_other_names_are_not(name: str) -> None:
    assert not is_zone(name)
    with pytest.raises(ValidationError, match="IANA"):
        Settings(default_timezone=name)


@pytest.mark.parametrize("name", [*LEGACY, *NO_PLACES])
def test_what_was_let_in_before_works_on(name: str) -> None:
    assert is_readable_zone(name)


def test_every_name_of_the_list_is_of_a_place_or_legacy() -> None:
    """A new area would have to be added by hand."""
    names = (files("tzdata") / "zones").read_text("ascii").split()
    areas = {each.partition("/")[0] for each in names if "/" in each and not is_zone(each)}
    assert areas == {"Brazil", "Canada", "Chile", "Etc", "Mexico", "US"}
