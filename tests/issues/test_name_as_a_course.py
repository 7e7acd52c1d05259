"""«Класс или курс?» took a minor's full name and would have shown it to the host (H4)."""

from __future__ import annotations

import pytest

from bot.domain.typed.free_text import names_somebody


@pytest.mark.shows("H4")
@pytest.mark.parametrize(
    ("course", "names"),
    [
        ("Иванов Пётр Сергеевич", True),
        ("Пётр Иванов", True),
        ("Маша", True),
        ("10 класс", False),
        ("2 курс, технология бумаги", False),
        ("10 А, физмат", False),
        ("year 2, chemistry", False),
    ],
)
def test_a_course_names_nobody(course: str, names: bool) -> None:
    assert names_somebody(course) is names
