"""A request sent from the older message stood, while the newest still said «заявка не отправлена».

And a text at the summary that wanted a button hid until when the seats were held.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox.model import ShownMessage
from sandbox.people import Person
from tests.bot.paths import PAPER_MILL, Words, reach_summary, reference_on, tells_of, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])

pytestmark = pytest.mark.shows("B4")


async def _expired(world: World, person: Person, w: Words) -> tuple[ShownMessage, ShownMessage]:
    """The summary, and the message below it that its time is over."""
    await reach_summary(world, person, w)
    summary = person.last
    await world.move(timedelta(minutes=16))
    assert person.last.message_id > summary.message_id
    person.sees(w("summary.renew"))
    return summary, person.last


def _now(person: Person, shown: ShownMessage) -> str:
    return next(each.text for each in person.messages if each.message_id == shown.message_id)


@LANGUAGES
async def test_sent_from_the_older_message_both_end_true(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    summary, told = await _expired(world, teacher, w)
    await teacher.tap(w("summary.send"), message=summary)
    reference = reference_on(teacher)
    assert tells_of(reference, _now(teacher, summary))
    assert _now(teacher, told) == _now(teacher, summary)
    await teacher.tap(w("summary.renew"), message=told)
    assert tells_of(reference, _now(teacher, told))


@LANGUAGES
@pytest.mark.parametrize("renewed_in", ["older", "newer"])
@pytest.mark.parametrize("sent_from", ["older", "newer"])
async def test_renewed_in_one_and_sent_from_either(
    world: World, language: str, renewed_in: str, sent_from: str
) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    summary, told = await _expired(world, teacher, w)
    if renewed_in == "newer":
        await teacher.tap(w("summary.renew"), message=told)
    else:
        await teacher.tap(w("summary.change_comment"), message=summary)
        await teacher.writes("Нужна розетка для проектора")
        teacher.sees(w("summary.title"))
    looks = [each for each in teacher.messages if w("summary.send") in each.labels]
    await teacher.tap(w("summary.send"), message=looks[0 if sent_from == "older" else -1])
    reference = reference_on(teacher)
    assert tells_of(reference, _now(teacher, told))


@LANGUAGES
async def test_left_from_the_older_message(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    summary, told = await _expired(world, teacher, w)
    await teacher.tap(w("button.cancel"), message=summary)
    assert _now(teacher, told) == _now(teacher, summary) == w("form.cancelled")


@LANGUAGES
async def test_a_text_that_wants_a_button_hides_no_deadline(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await reach_summary(world, teacher, w, PAPER_MILL)
    begin = w("summary.held", time="")[:8]
    held = next(line for line in teacher.last.text.splitlines() if line.startswith(begin))
    await teacher.writes("когда-нибудь")
    teacher.sees(w("problem.summary_unclear"), held)
    await world.move(timedelta(minutes=16))
    await teacher.writes("когда-нибудь")
    teacher.sees(w("problem.summary_unclear"), w("summary.not_held"))
