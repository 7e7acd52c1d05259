"""Phone numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people.phones import PhoneProblem, read_phone, show_phone


@pytest.mark.shows("I3")
@pytest.mark.parametrize(
    ("text", "e164", "shown"),
    [
        ("+7 000 000-00-01", "+70000000001", "+7 000 000-00-01"),  # of the demonstration: nobody's
        ("80000000001", "+70000000001", "+7 000 000-00-01"),
        ("8 (912) 345-67-89", "+79123456789", "+7 912 345-67-89"),
        ("8-912-345-67-89", "+79123456789", "+7 912 345-67-89"),
        ("9123456789", "+79123456789", "+7 912 345-67-89"),
        ("79123456789", "+79123456789", "+7 912 345-67-89"),
        ("+7 8212 24-00-00", "+78212240000", "+7 821 224-00-00"),
        ("  +7(912)3456789 ", "+79123456789", "+7 912 345-67-89"),
        ("+49 170 1234567", "+491701234567", "+49 170 1234567"),
        ("00 49 170 1234567", "+491701234567", "+49 170 1234567"),
        ("4917012345678", "+4917012345678", "+49 170 12345678"),  # a shared contact has no plus
        ("375291234567", "+375291234567", "+375 29 123-45-67"),
    ],
)
def test_understood_and_shown(text: str, e164: str, shown: str) -> None:
    assert read_phone(text) == e164
    assert show_phone(e164) == shown
    assert read_phone(shown) == e164


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Анна",
        "24-00-00",
        "12345",
        "+7 912 345 67 8",
        "891234567890",
        "89123456789 89123456780",
        "1-800-FLOWERS",
        "12.03.2014",
        "+",
        "+7",
        "9" * 17,
        "+7 9123 4567 8901 23",  # fourteen digits, which the package takes for possible
        "4910000000000000",  # sixteen digits, likewise
        "49000000000",  # its zeros are read as a prefix each time anew
        "8" * 60,
    ],
)
def test_no_phone(text: str) -> None:
    assert isinstance(read_phone(text), PhoneProblem)


def test_what_is_no_number_is_shown_as_it_is() -> None:
    assert show_phone("нет") == "нет"


@given(st.text(max_size=60) | st.text("0123456789+-() ", max_size=30))
def test_any_text_gives_a_full_number_or_none(text: str) -> None:
    phone = read_phone(text)
    if not isinstance(phone, PhoneProblem):
        assert phone[0] == "+"
        assert phone[1:].isdecimal()
        assert 7 <= len(phone) <= 16
        assert read_phone(phone) == phone
