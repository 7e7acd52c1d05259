"""A bar only for those who have waited two seconds."""

from __future__ import annotations

import io
from itertools import chain, repeat

import pytest

from bot.cli.console.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Watch:
    """Seconds that are set by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_who_is_quick_says_nothing(stream: io.StringIO) -> None:
    watch = Watch()
    with Progress("copying", stream, watch) as progress:
        for done in range(10):
            watch.at += 0.199
            progress.show(done + 1, 10)
    assert stream.getvalue() == ""


def test_on_a_terminal_one_line_is_drawn_over() -> None:
    stream, watch = Terminal(), Watch()
    with Progress("copying", stream, watch) as progress:
        watch.at += 2
        progress.show(1, 4)
        watch.at += 0.1
        progress.show(2, 4)
        progress.show(4, 4)
    first, last = stream.getvalue().split("\r")[1:]
    assert first == "copying [########                      ]  25%"
    assert last == "copying [##############################] 100%\n"


def test_in_a_journal_it_is_a_line_every_tenth() -> None:
    stream, watch = io.StringIO(), Watch()
    with Progress("auditing", stream, watch) as progress:
        for done, pause in zip(range(101), chain([2.0], repeat(1.0)), strict=False):
            watch.at += pause
            progress.show(done, 100)
    lines = stream.getvalue().splitlines()
    assert lines == [f"auditing: {tenth * 10}%" for tenth in range(1, 11)]


def test_nothing_to_do_is_no_division() -> None:
    stream, watch = Terminal(), Watch()
    with Progress("copying", stream, watch) as progress:
        watch.at += 3
        progress.show(0, 0)
    assert stream.getvalue() == ""
