"""Choosing applicants: points of reviewers, who ties, the draw, and its check from what is published."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.__main__ import main
from bot.domain.model import ApplicationId, Criterion, DrawId, PersonId, SessionId
from bot.domain.placements.draw import (
    Draw,
    Entrant,
    RecordProblem,
    check_record,
    digest_of,
    list_text,
    order_of,
    points_text,
    read_seed,
    record_text,
)
from bot.domain.placements.seed import next_seed
from bot.domain.placements.selection import USUAL_CRITERIA, Ranked, Review, halves_of, needs_draw, rank
from tests.unit.test_application_rules import REVIEW

pytestmark = pytest.mark.shows("D3")

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LIST = "1:14.5 2:14.5 3:12"
SEED = "92.4512"
ENTRANTS = tuple(
    Entrant(number, ApplicationId(100 + number), halves) for number, halves in ((1, 29), (2, 29), (3, 24))
)
DRAW = Draw(
    id=DrawId(1),
    session_id=SessionId(1),
    code="Д7Ш4Г39ЖЛ8Ф2",
    places=1,
    digest=hashlib.sha256(LIST.encode()).hexdigest(),
    seed_day=date(2026, 12, 3),
    seed_at=NOW + timedelta(days=1),
    announced_by=PersonId(1),
    announced_at=NOW,
    seed=SEED,
    drawn_by=PersonId(1),
    drawn_at=NOW + timedelta(days=2),
)


def by_hand(points: dict[int, int], seed: str) -> list[int]:
    """The order once more, in other words: best points first, of equals the smaller hash."""
    left, found = dict(points), []
    while left:
        most = max(left.values())
        equal = [number for number, given_points in left.items() if given_points == most]
        hashes = {hashlib.sha256(f"{seed}:{number}".encode()).hexdigest(): number for number in equal}
        first = hashes[min(hashes)]
        found.append(first)
        del left[first]
    return found


# --- points ---------------------------------------------------------------------------------------------


def review(person: int, *points: int) -> Review:
    return Review(PersonId(person), dict(zip(USUAL_CRITERIA, points, strict=False)))


@pytest.mark.parametrize(
    ("reviews", "halves"),
    [
        ((), None),
        ((review(1, 5, 4, 3),), 24),
        ((review(1, 5, 4, 3), review(2, 5, 5, 3)), 25),
        ((review(1, 5, 4, 3), review(2, 5)), None),
        ((review(1, 0, 0, 0),), 0),
    ],
)
def test_the_mean_of_those_who_have_finished(reviews: Sequence[Review], halves: int | None) -> None:
    assert halves_of(reviews, USUAL_CRITERIA) == halves


def test_points_for_what_does_not_count_count_not() -> None:
    given_before = Review(PersonId(1), {Criterion.MOTIVATION: 5, Criterion.TALK: 5})
    assert halves_of([given_before], (Criterion.MOTIVATION,)) == 10


def ranked(number: int, halves: int | None, drawn: int | None = None) -> Ranked:
    return Ranked(replace(REVIEW, id=ApplicationId(number)), halves, int(halves is not None), drawn)


def test_best_first_then_whom_nobody_has_scored() -> None:
    found = rank([ranked(1, None), ranked(2, 10), ranked(3, 20), ranked(4, 10)])
    assert [each.application.id for each in found] == [3, 2, 4, 1]


def test_after_a_draw_its_order_stands_before_whoever_came_later() -> None:
    found = rank([ranked(1, 10, 1), ranked(2, 10, 2), ranked(3, 30), ranked(4, 20, 3)], [3, 2, 1])
    assert [each.application.id for each in found] == [4, 2, 1, 3]


@pytest.mark.parametrize(
    ("halves", "places", "needed"),
    [
        ((20, 10, 10), 2, True),
        ((20, 10, 10), 1, False),
        ((20, 10, 10), 3, False),
        ((10, 10), 1, True),
        ((10, 10), 0, False),
        ((20, 10), 1, False),
        ((20, 20, 10, 10), 2, False),
    ],
)
def test_equals_on_both_sides_of_the_last_place_need_a_draw(
    halves: tuple[int, ...], places: int, needed: bool
) -> None:
    assert needs_draw([ranked(number, each) for number, each in enumerate(halves)], places) is needed


# --- seed -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "day", "at"),
    [
        # A Tuesday: set on Wednesday, for Thursday.
        (datetime(2026, 12, 1, 9, tzinfo=UTC), date(2026, 12, 3), datetime(2026, 12, 2, 15, tzinfo=UTC)),
        # A Friday: set on Monday, for Tuesday.
        (datetime(2026, 12, 4, 9, tzinfo=UTC), date(2026, 12, 8), datetime(2026, 12, 7, 15, tzinfo=UTC)),
        # Late in the evening it is Wednesday in Moscow.
        (datetime(2026, 12, 1, 21, 30, tzinfo=UTC), date(2026, 12, 4), datetime(2026, 12, 3, 15, tzinfo=UTC)),
        # Before the holidays, and before a Saturday that is worked.
        (datetime(2026, 12, 30, 9, tzinfo=UTC), date(2027, 1, 12), datetime(2027, 1, 11, 15, tzinfo=UTC)),
        (datetime(2027, 2, 19, 9, tzinfo=UTC), date(2027, 2, 25), datetime(2027, 2, 24, 15, tzinfo=UTC)),
    ],
)
def test_the_seed_is_a_rate_that_is_set_after_the_announcement(
    now: datetime, day: date, at: datetime
) -> None:
    assert next_seed(now) == (day, at)


@given(st.integers(0, 4 * 365 * 24 * 60))
def test_nobody_can_know_the_seed_on_the_day_of_the_announcement(minutes: int) -> None:
    now = NOW + timedelta(minutes=minutes)
    day, at = next_seed(now)
    assert at - now > timedelta(hours=17, minutes=59)
    assert day.weekday() not in {0, 6}, "no rate is set for a Sunday or a Monday"
    assert at.date() < day


@pytest.mark.parametrize(
    ("text", "seed"),
    [
        ("92,4512", "92.4512"),
        (" 92.4512 ", "92.4512"),
        ("092,4512", "92.4512"),
        ("92,45", None),
        ("92", None),
        ("92,45123", None),
        ("курс 92,4512", None),
        ("", None),
    ],
)
def test_a_rate_has_four_digits_behind_the_point(text: str, seed: str | None) -> None:
    assert read_seed(text) == seed


# --- order and record -----------------------------------------------------------------------------------


def test_the_list_is_hashed_as_it_is_published() -> None:
    assert list_text(ENTRANTS) == LIST
    assert list_text(tuple(reversed(ENTRANTS))) == LIST
    assert [points_text(each) for each in (0, 1, 29, 30)] == ["0", "0.5", "14.5", "15"]
    # printf '1:14.5 2:14.5 3:12' | sha256sum
    assert digest_of(LIST) == "422f79cac283e7f04f6c8cb09558ac74fc895f90a2e97b5465841f9918dea635"


points_by_number = st.dictionaries(st.integers(1, 40), st.integers(0, 50), min_size=1)


@given(points_by_number, st.from_regex(r"[0-9]{2}\.[0-9]{4}", fullmatch=True))
def test_the_order_is_by_points_and_then_by_hash(points: dict[int, int], seed: str) -> None:
    assert order_of(points, seed) == by_hand(points, seed)


@given(points_by_number, st.data())
def test_whoever_withdraws_changes_nobody_elses_place(points: dict[int, int], data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(sorted(points)))
    rest = {number: given_points for number, given_points in points.items() if number != gone}
    assert order_of(rest, SEED) == [each for each in order_of(points, SEED) if each != gone]


def test_a_record_is_enough_to_check_a_draw() -> None:
    record = record_text(DRAW, ENTRANTS)
    found = check_record(record)
    assert found.problem is None
    assert list(found.order) == by_hand({1: 29, 2: 29, 3: 24}, SEED) == [2, 1, 3]
    assert found.points == {1: "14.5", 2: "14.5", 3: "12"}
    assert (found.places, found.seed) == (1, SEED)
    assert not check_record(record_text(replace(DRAW, seed=None), ENTRANTS)).order
    assert check_record(record, "92,4513").problem is RecordProblem.OTHER_ORDER


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("2:14.5", "2:15", RecordProblem.OTHER_LIST),
        ("order: 2 1 3", "order: 1 2 3", RecordProblem.OTHER_ORDER),
        ("seed: 92.4512", "seed: 92.4599", RecordProblem.OTHER_ORDER),
        ("places: 1", "", RecordProblem.INCOMPLETE),
        ("list: ", "list; ", RecordProblem.INCOMPLETE),
        ("seed: 92.4512", "seed: chosen", RecordProblem.INCOMPLETE),
    ],
)
def test_what_was_changed_is_found(old: str, new: str, problem: RecordProblem) -> None:
    record = record_text(DRAW, ENTRANTS)
    assert old in record
    assert check_record(record.replace(old, new)).problem is problem


def test_anybody_checks_a_draw_without_the_bot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, record = tmp_path / "draw.txt", record_text(DRAW, ENTRANTS)
    file.write_text(record, encoding="utf-8")
    assert main(["check-draw", str(file)]) == 0
    said = capsys.readouterr().out
    assert "1. number 2, 14.5 points" in said
    assert "Bank of Russia, USD 2026-12-03" in said
    assert main(["check-draw", str(file), "--seed", "a rate"]) == 1
    monkeypatch.setattr("sys.stdin", io.StringIO(record.replace("2 1 3", "1 2 3")))
    assert main(["check-draw", "-"]) == 1
    assert main(["check-draw", str(tmp_path / "nothing")]) == 1
    file.write_text("hello", encoding="utf-8")
    assert main(["check-draw", str(file)]) == 1
