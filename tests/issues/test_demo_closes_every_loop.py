"""In the demo a request to most sites was answered by nobody: their hosts were not among the people."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from bot.clock import MovableClock
from bot.services.demo.seed import DEMO_FILE
from sandbox.control import build_control_app
from sandbox.demo import run_demo
from sandbox.personas import OTHER_APPLICANTS, OTHER_HOSTS, PERSONAS
from sandbox.telegram import Telegram
from tests.bot.world import START, eventually
from tests.sandbox_page.test_control import KEY, StandingControls


def test_every_site_has_its_host() -> None:
    slugs = [each["slug"] for each in json.loads(DEMO_FILE.read_bytes())["sites"]]
    hosts = [each.site_slug for each in (*PERSONAS, *OTHER_HOSTS) if each.site_slug]
    assert sorted(hosts) == sorted(slugs)
    everybody = (*PERSONAS, *OTHER_HOSTS, *OTHER_APPLICANTS)
    for field in ("key", "user_id", "phone", "first_name", "first_name_en"):
        assert len({getattr(each, field) for each in everybody}) == len(everybody)


def test_names_are_in_both_languages() -> None:
    for each in (*PERSONAS, *OTHER_HOSTS, *OTHER_APPLICANTS):
        assert each.first_name_en.replace("·", "").isascii(), each.first_name_en
        assert not each.first_name.isascii()


async def test_a_host_joins_the_page_with_the_first_message() -> None:
    """And has an English name in an English Telegram."""
    clock = MovableClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
    telegram = Telegram(clock)
    app = build_control_app(telegram, StandingControls(clock), PERSONAS, KEY, OTHER_HOSTS)
    async with TestServer(app, host="127.0.0.1") as server, ClientSession() as browser:
        origin = f"http://127.0.0.1:{server.port}"
        for each in OTHER_HOSTS:
            telegram.meet(each.user_id)
        async with browser.ws_connect(f"{origin}/events?key={KEY}", headers={"Origin": origin}) as page:
            welcome = await page.receive_json()
            assert [each["key"] for each in welcome["personas"]] == [each.key for each in PERSONAS]
            host = OTHER_HOSTS[0]
            await telegram.call("sendMessage", {"chat_id": host.user_id, "text": "Новая заявка"})
            joined = await page.receive_json()
            assert (joined["kind"], joined["persona"]["key"]) == ("joined", host.key)
            assert joined["persona"]["first_name_en"] == "Voilokno · visitor office"
            assert (await page.receive_json())["message"]["text"] == "Новая заявка"
            act = {"act": 1, "kind": "language", "persona": host.key, "language": "en"}
            await page.send_json(act)
            await eventually(lambda: telegram.users[host.user_id].first_name == host.first_name_en)


@pytest.mark.processes
async def test_the_hosts_of_waiting_requests_are_there(tmp_path: Path) -> None:
    said: list[str] = []
    async with run_demo(tmp_path, port=0, start=START, say=said.append) as demo:
        bakery = next(each for each in OTHER_HOSTS if each.site_slug == "nyan-pach")
        await eventually(lambda: bool(demo.telegram.view(bakery.user_id)))
        quiet = next(each for each in OTHER_HOSTS if each.site_slug == "warm-line")
        assert demo.telegram.view(quiet.user_id) == []
    assert len(said) == 3
