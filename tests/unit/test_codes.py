"""Arrival codes and references."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.booking.codes import (
    ALPHABET,
    LATIN_LETTERS,
    NUMBER_OF_CODES,
    code_from,
    is_reference,
    latin_form,
    names_reference,
    normalise_code,
    read_reference,
    reference,
)

LOOK_ALIKES = set("АВЕКМНОРСТУХABEKMHOPCTYX")
"""Letters with one shape in both alphabets."""

LIKE_DIGITS = set("ОЗБЧOIQSZB016")

RANDOM = st.binary(min_size=8, max_size=8)


@pytest.mark.shows("B16")
@given(RANDOM)
def test_no_letter_of_a_code_looks_alike_in_both_alphabets(random_bytes: bytes) -> None:
    code = code_from(random_bytes)
    assert len(code) == 4
    for form in (code, latin_form(code)):
        assert not set(form) & LOOK_ALIKES
        assert not set(form) & LIKE_DIGITS
        assert form[0].isalpha()


@pytest.mark.shows("B16")
@given(RANDOM, st.sampled_from(["{}", " {} ", "«{}»", "{}."]))
def test_a_code_is_understood_in_either_alphabet_and_any_case(random_bytes: bytes, around: str) -> None:
    code = code_from(random_bytes)
    for typed in (code, code.lower(), latin_form(code), latin_form(code).lower(), f"{code[:2]} {code[2:]}"):
        assert normalise_code(around.format(typed)) == code
    mixed = latin_form(code[:2]) + "-" + code[2:].lower()
    assert normalise_code(mixed) == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("д7ш4", "Д7Ш4"),
        ("d7w4", "Д7Ш4"),
        ("Д 7 Ш 4", "Д7Ш4"),
        ("дзшч", "Д3Ш4"),  # a letter read where a digit stands
        ("№ Ф2Ф9", "Ф2Ф9"),
    ],
)
def test_typed_codes(typed: str, code: str) -> None:
    assert normalise_code(typed) == code


@pytest.mark.parametrize("typed", ["", "К7М4", "Д7Ш", "Д7Ш42", "7ДШ4", "Д0Ш4", "привет", "К-0412", "2345"])
def test_no_code(typed: str) -> None:
    assert normalise_code(typed) is None


def test_letters_have_one_counterpart_each() -> None:
    assert len(set(LATIN_LETTERS)) == len(LATIN_LETTERS)
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert latin_form("ГДЖЛФШ") == "GDJLFW"


def test_every_code_is_reached_and_equally_often() -> None:
    codes = [code_from(n.to_bytes(4, "big")) for n in range(NUMBER_OF_CODES)]
    assert len(set(codes)) == NUMBER_OF_CODES
    assert code_from(NUMBER_OF_CODES.to_bytes(4, "big")) == codes[0]


def test_too_few_random_bytes_are_an_error() -> None:
    with pytest.raises(ValueError, match="at least 4"):
        code_from(b"abc")


@pytest.mark.parametrize(("number", "text"), [(1, "К-0001"), (412, "К-0412"), (12345, "К-12345")])
def test_references(number: int, text: str) -> None:
    assert reference(number) == text
    assert read_reference(text) == number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("К-0412", 412),
        ("K-412", 412),  # Latin
        ("к 0412", 412),
        ("k412", 412),
        ("№ К-0412", 412),
        ("#0412", 412),
        ("412", 412),
        ("к — 7", 7),
        ("К-0", None),
        ("Б-12", None),
        ("К-0412 спасибо", None),
        ("", None),
        ("К", None),
        ("Д7Ш4", None),
        ("\n" * 4096, None),  # answered at once, not after minutes
    ],
)
def test_typed_references(typed: str, number: int | None) -> None:
    assert read_reference(typed) == number


def test_another_prefix() -> None:
    assert reference(7, "С") == "С-0007"
    assert read_reference("c-7", "С") == 7
    assert read_reference("К-7", "С") is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("перенести № К-0012", True),
        ("cancel k12", True),
        ("№ 12", True),
        ("отменить К–12, пожалуйста", True),
        ("К-0012", True),
        ("перенести на 12", False),
        ("нас 12", False),
        ("перенести № 13", False),
        ("КС-0012", False),
        ("отменить К-00120", False),
    ],
)
def test_a_sentence_may_name_a_booking(text: str, named: bool) -> None:
    assert names_reference(text, "К-0012") is named


@pytest.mark.parametrize("text", ["К-0012", "k12", "№ 12", "#12", "к-12.", "КС-7"])
def test_a_text_that_is_a_reference(text: str) -> None:
    assert is_reference(text, ["К", "КС"])


@pytest.mark.parametrize("text", ["12", "нас 12", "в 12", "7 Б", "школа № 12", "", "К", "перенести К-0012"])
def test_a_text_that_is_more_or_less_than_a_reference(text: str) -> None:
    assert not is_reference(text, ["К", "КС"])


def test_there_is_no_reference_zero() -> None:
    with pytest.raises(ValueError, match="begin with 1"):
        reference(0)


@given(st.text(max_size=30))
def test_any_text_is_read_without_error(text: str) -> None:
    code, number = normalise_code(text), read_reference(text)
    assert code is None or normalise_code(code) == code
    assert number is None or number > 0
