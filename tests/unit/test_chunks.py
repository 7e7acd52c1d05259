from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.domain.chunks import chunks


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, []), (1, [[0]]), (3, [[0, 1, 2]]), (4, [[0, 1, 2], [3]]), (6, [[0, 1, 2], [3, 4, 5]])],
)
def test_nothing_is_left_out(number: int, expected: Sequence[Sequence[int]]) -> None:
    assert list(chunks(list(range(number)), 3)) == expected
