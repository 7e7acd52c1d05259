"""«Да», «отправляйте», «нет» and what only looks like them."""

from __future__ import annotations

import pytest

from bot.domain.typed.answers import is_yes, means_send, says_nothing

YES = [
    "да",
    "Да!",
    "верно",
    "всё верно",
    "ок",
    "OK",
    "yes",
    "all correct",
    "Yes, everything is right",
    "угу, так",
]
SEND = [
    "отправить",
    "отправляйте",
    "Да, отправляйте, пожалуйста",
    "запишите нас",
    "Всё верно, отправить",
    "send",
]
SEND += ["send it please", "Всё верно, записаться", "хорошо", "All correct, book", "submit the request"]
NEITHER = ["", "нет", "не отправляйте", "да, но позже", "не верно", "неверно", "да?", "да 27", "send later"]
NEITHER += ["пожалуйста", "нас", "please", "не надо", "don't send", "завтра", "27 + 4", "отправили?", "…"]
NOTHING = ["-", "—", "--", "нет", "Нет.", "no", "None", "ничего", "без комментария", "нету", "не нужно", "."]
NOTHING += ["no comment", "n/a", "никого", "nothing"]
SOMETHING = [
    "",
    "нет лифта?",
    "не",
    "комментарий",
    "без орехов",
    "нужно",
    "0",
    "no nuts",
    "нужен лифт",
    "нет 2",
]


@pytest.mark.parametrize("text", YES)
def test_a_yes_sends_as_well(text: str) -> None:
    assert is_yes(text)
    assert means_send(text)


@pytest.mark.parametrize("text", SEND)
def test_what_says_send_is_no_plain_yes(text: str) -> None:
    assert means_send(text)


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_denied_put_off_or_asked_is_no_yes(text: str) -> None:
    assert not is_yes(text)
    assert not means_send(text)


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_in_words_and_signs(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", SOMETHING)
def test_what_says_something(text: str) -> None:
    assert not says_nothing(text)
