"""One run: people book, hosts answer, reminders fall due; meanwhile the process dies and comes again."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.db.engine.database import Database
from bot.domain.model import ProgrammeId
from sandbox.telegram import Telegram
from tests.crash.accounts import Leased, read_leased, read_waiting
from tests.crash.dying import Order
from tests.crash.lives import Life, Zygote
from tests.crash.page import Page
from tests.crash.people import Seen, until
from tests.crash.plays import AWAY, Play
from tests.crash.points import Plan

PATIENCE_SECONDS = 60.0
"""Real seconds that a run may take before it has failed."""
_LOOK_SECONDS = 0.02
_IN_THE_WIRE_SECONDS = 0.05
"""What a dead process had sent is read by the simulated Telegram within this."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a run takes place. ``db``: the people's own connection to the bot's database, to look only."""

    zygote: Zygote
    telegram: Telegram
    page: Page
    db: Database
    order: Callable[[Plan | None], Order]
    programmes: Mapping[str, ProgrammeId]
    log: Path
    play: Play


@dataclass(slots=True)
class Record:
    """What was seen of a run from outside."""

    seen: Seen
    kills: int = 0
    restarts: int = 0
    leased: tuple[Leased, ...] = ()
    """Messages that the process had claimed and not marked when it died."""
    unconfirmed: frozenset[int] = frozenset()
    """Chats whose updates it had not confirmed."""
    never_answered: list[str] = field(default_factory=list)


class Story:
    """``plan``: where the process dies; None for a run that nobody disturbs."""

    def __init__(self, stage: Stage, plan: Plan | None) -> None:
        self._stage = stage
        self._plan = plan
        self._telegram = stage.telegram
        self._page = stage.page
        self._people = stage.play.people(stage.telegram, stage.programmes)
        self._record = Record(self._people.seen)
        self._life: Life | None = None
        self._stopping = False
        self._came_again = asyncio.Event()

    async def tell(self) -> Record:
        """From the start of the bot to its polite end."""
        async with asyncio.timeout(PATIENCE_SECONDS), asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_alive())
            await until(lambda: self._telegram.updates.allowed is not None)
            self._page.arm()
            living = tasks.create_task(self._people.live())
            while not living.done():
                await self._let_leases_run_out()
                await asyncio.wait({living}, timeout=_LOOK_SECONDS)
            for moment in self._stage.play.moments:
                await self._quiet()
                self._page.move_to(moment)
            await self._quiet()
            await self._see_the_death()
            await self._stop()
        self._record.never_answered = self._people.never_answered()
        return self._record

    def said(self) -> str:
        """The last lines of the bot's log, for whoever reads why a run failed."""
        lines = self._stage.log.read_text(encoding="utf-8").splitlines() if self._stage.log.exists() else []
        return "\n".join(["the bot said:", *lines[-40:]])

    # --- the process

    async def _keep_alive(self) -> None:
        self._life = await self._stage.zygote.begin(self._stage.order(self._plan))
        status = await self._life.ended
        if self._stopping:
            return
        assert self._plan is not None, f"it ended by itself with {status}; {self.said()}"
        assert status == -signal.SIGKILL, f"it ended with {status}, not by the signal; {self.said()}"
        await self._note_death()
        self._page.move(AWAY)
        self._people.tap_again()
        self._life = await self._stage.zygote.begin(self._stage.order(None))
        self._record.restarts += 1
        self._came_again.set()
        status = await self._life.ended
        assert self._stopping, f"it ended once more with {status}; {self.said()}"

    async def _note_death(self) -> None:
        self._record.kills += 1
        await asyncio.sleep(_IN_THE_WIRE_SECONDS)
        self._record.leased = await self._stage.db.read(read_leased)
        self._record.unconfirmed = frozenset(each.queue for each in self._telegram.updates.pending())

    async def _see_the_death(self) -> None:
        """A plan that came to nothing would prove nothing."""
        if self._plan is None:
            return
        passed = self._page.count(self._plan.slot)
        assert passed >= self._plan.passing, f"{self._plan} never came: it was passed {passed} times"
        await self._came_again.wait()
        await self._quiet()

    async def _stop(self) -> None:
        self._stopping = True
        assert self._life is not None
        status = await self._life.stop()
        assert status == 0, f"it did not end as told, but with {status}; {self.said()}"

    # --- coming to rest

    async def _quiet(self) -> None:
        """Until every update is confirmed and every message that is due has come to its end."""
        while not await self._is_quiet():
            await self._let_leases_run_out()
            await asyncio.sleep(_LOOK_SECONDS)

    async def _is_quiet(self) -> bool:
        if self._telegram.updates.pending():
            return False
        now = self._page.now()
        return not await self._stage.db.read(lambda connection: read_waiting(connection, now))

    async def _let_leases_run_out(self) -> None:
        """What the dead process had claimed is nobody's until its lease ends: then the clock is moved there,
        unless a tap waits meanwhile, which would grow too old to be answered."""
        if not self._record.leased or self._telegram.updates.pending():
            return
        still = set(await self._stage.db.read(read_leased)) & set(self._record.leased)
        if still and not self._telegram.updates.pending():
            self._page.move_to(max(each.until for each in still))
