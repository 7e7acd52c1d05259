"""Every use case, tried by everybody. The table says who may; whoever may not changes nothing.

Access is checked in use cases, whatever the button says (invariant 7), so here they are called directly, with
ids of others. A use case that has no row fails the first test; a declaration that says something else than
the table fails another.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection

import bot.services
from bot.db.booking.seats import find_discrepancies
from bot.domain.people.access import Actor
from bot.domain.refusal import Reason, Refusal
from bot.services.permissions import ANYONE, NOT_BLOCKED, SELF, invites_to, leads, works_at
from bot.services.transaction import SYSTEM, USE_CASES, Permission
from tests.security.access_table import COLUMNS, MEANING, WHOM, disagreements, is_of_visitors, rows_of
from tests.security.scenario import Scenario, Targets, digest, digest_of_others, open_scenario
from tests.security.who_may import AT_AN_OWN_QUESTION, CALLS, OF_THE_SYSTEM, TABLE

for each in pkgutil.walk_packages(bot.services.__path__, "bot.services."):
    importlib.import_module(each.name)

ROWS = dict(rows_of(TABLE))
DECLARED = {name for name, case in USE_CASES.items() if case.body.__module__.startswith("bot.services.")}


def use_case_of(row: str) -> str:
    return row.partition(" [")[0]


def test_every_use_case_has_a_row() -> None:
    named = {use_case_of(name) for name in ROWS}
    without = DECLARED ^ (named | OF_THE_SYSTEM.keys())
    assert not without, f"tests/security/who_may.py: a row for each use case: {sorted(without)}"
    called = ROWS.keys() ^ (CALLS.keys() | AT_AN_OWN_QUESTION.keys())
    assert not called, f"tests/security/who_may.py: a call for each row: {sorted(called)}"


def test_every_permission_is_known_to_the_table() -> None:
    assert {each.name for name in DECLARED for each in USE_CASES[name].permissions} <= WHOM.keys()


@pytest.mark.parametrize("name", [each for each in ROWS if each == use_case_of(each)])
def test_what_is_declared_is_what_the_table_says(name: str) -> None:
    assert disagreements(USE_CASES[name].permissions, ROWS[name]) == []


def test_each_use_case_has_a_row_to_be_compared_with() -> None:
    assert {use_case_of(name) for name in ROWS} <= ROWS.keys()


@pytest.mark.parametrize(
    ("name", "declared", "who"),
    [
        ("people.members.remove_member", ANYONE, "guard"),
        ("people.members.remove_member", works_at("site_id"), "guard"),
        ("desk.day.show_day", invites_to("site_id"), "guard"),
        ("booking.mine.cancel_booking", NOT_BLOCKED, "blocked"),
        ("booking.mine.read_mine", leads("booking_id"), "visitor"),
        ("region.sites.publish_site", SELF, "owner"),
    ],
)
def test_a_wrong_declaration_is_found(name: str, declared: Permission, who: str) -> None:
    """The negative control: too wide, or too narrow."""
    wrong = disagreements([declared], ROWS[name])
    assert any(each.startswith(f"{who}:") for each in wrong), wrong


@pytest.mark.parametrize("name", OF_THE_SYSTEM)
async def test_only_the_system_may(name: str, copies: Copies) -> None:
    scenario = await copies.take()
    written = scenario.written()
    for column in COLUMNS:
        refused = await OF_THE_SYSTEM[name](scenario, scenario.actors[column])
        assert refused == Refusal(Reason.NOT_ALLOWED), column
    assert scenario.written() == written
    assert not isinstance(await OF_THE_SYSTEM[name](scenario, SYSTEM), Refusal)
    assert scenario.called == name


class Copies:
    """A scenario for every cell: the same one for as long as nobody has changed it."""

    def __init__(self, template: Path, targets: Targets, folder: Path) -> None:
        self._template = template
        self._treasure = targets
        self._folder = folder
        self._number = 0
        self._open: Scenario | None = None

    async def take(self) -> Scenario:
        if self._open is None:
            self._number += 1
            file = self._folder / f"{self._number}.sqlite3"
            self._open = await open_scenario(self._template, self._treasure, file)
        return self._open

    async def throw_away(self) -> None:
        if self._open is not None:
            await self._open.close()
            self._open = None


@pytest.fixture
async def copies(scenario_template: tuple[Path, Targets], tmp_path: Path) -> AsyncIterator[Copies]:
    copies = Copies(*scenario_template, tmp_path)
    yield copies
    await copies.throw_away()


@pytest.mark.parametrize("name", ROWS)
async def test_who_may(name: str, copies: Copies) -> None:
    wrong = []
    for column, expected in zip(COLUMNS, ROWS[name], strict=True):
        scenario = await copies.take()
        actor = scenario.actors[column]
        if name in AT_AN_OWN_QUESTION:
            form, question, with_draft = AT_AN_OWN_QUESTION[name]
            draft = await scenario.own_draft(actor, form(scenario.targets), question)
            calling = with_draft(scenario, actor, draft)
        else:
            calling = CALLS[name](scenario, actor)
        look = partial(_look, name=name, actor=actor)
        before = await scenario.db.read(look) if name in AT_AN_OWN_QUESTION else None
        written = scenario.written()
        result = await calling
        assert scenario.called == use_case_of(name), "the row says another use case than it calls"
        changed = False
        if scenario.written() != written:
            after = await scenario.db.read(look)
            discrepancies = await scenario.db.read(find_discrepancies)
            await copies.throw_away()
            if before is None:
                before = await (await copies.take()).db.read(look)
            changed = after[0] != before[0]
            if after[1] != before[1]:
                wrong.append(f"{column} changed what belongs to others")
            if changed:
                assert discrepancies == []
        elif before is not None:
            await copies.throw_away()
        found = sign_of(result, changed=changed)
        if found != expected:
            wrong.append(f"{column}: {found} instead of {expected}: {result!r:.200}")
    assert not wrong, "\n".join(wrong)


def _look(connection: Connection, name: str, actor: Actor) -> tuple[str, str]:
    """Everything, and for what visitors do everything that belongs to others."""
    own = is_of_visitors(USE_CASES[use_case_of(name)].permissions) and name not in AT_AN_OWN_QUESTION
    return digest(connection), digest_of_others(connection, actor.person_id) if own else ""


def sign_of(result: object, *, changed: bool) -> str:
    """The sign of the table for what came out; a refusal that changed something has none."""
    if not isinstance(result, Refusal):
        return "+" if changed else "="
    signs = [sign for sign, reason in MEANING.items() if reason is result.reason]
    return "refused, but something changed" if changed else signs[0] if signs else result.reason.value
