"""Who leads a session, who could, and what somebody has to lead (E7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.desk.views import DayEntry, Guiding, Member, SessionEntry
from bot.domain.model import GuideAnyway, GuideState, PersonId, Role, SessionStatus
from bot.domain.pages import Page
from bot.domain.time.local_time import local_day
from bot.domain.time.quiet_hours import About


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could lead a session. ``busy``: another session of theirs, at whatever site, that stands
    in its way; ``busy_at``: where that is, if elsewhere. ``declined``: they were asked, and cannot."""

    member: Member
    busy: SessionEntry | None = None
    busy_at: Site | None = None
    declined: bool = False

    @property
    def is_free(self) -> bool:
        return self.busy is None and not self.declined


@dataclass(frozen=True, slots=True)
class GuidesView:
    """A session with whoever could lead it. ``guide``: who does, or was asked. ``may_override``: whether the
    reader may give it to somebody who is busy. ``chosen``: who is to have it anyway, where the reason is
    still to be said."""

    site: Site
    programme: Programme
    session: SessionFacts
    guide: Guiding | None
    candidates: tuple[Candidate, ...]
    now: datetime
    may_override: bool
    chosen: Candidate | None = None

    @property
    def seen(self) -> str:
        """Which guide it shows, in callback data."""
        return "" if self.guide is None else self.guide.key

    @property
    def is_open(self) -> bool:
        """Whether a guide can still be named."""
        return self.session.status is SessionStatus.OPEN and self.session.starts_at > self.now

    @property
    def about(self) -> About:
        return About(self.site, self.session.starts_at)


@dataclass(frozen=True, slots=True)
class LedSession:
    """A session as its guide sees it. ``was``: when it was before the site has changed its time (UTC)."""

    site: Site
    programme: Programme
    session: SessionFacts
    state: GuideState
    anyway: GuideAnyway | None
    coming: tuple[DayEntry, ...]
    now: datetime
    asked_at: datetime
    was: datetime | None = None

    @property
    def people(self) -> int:
        return sum(each.visit.seats for each in self.coming)

    @property
    def can_answer(self) -> bool:
        return self.session.starts_at > self.now

    @property
    def key(self) -> str:
        """Of this asking: another time is asked anew."""
        return f"a{self.asked_at:%y%m%d%H%M%S}"

    @property
    def is_today(self) -> bool:
        """On the site's clock."""
        zone = ZoneInfo(self.site.timezone)
        return local_day(self.session.starts_at, zone) == local_day(self.now, zone)

    @property
    def about(self) -> About:
        return About(self.site, self.session.starts_at)


@dataclass(frozen=True, slots=True)
class AskedView:
    """What somebody was asked to lead, as it stands now. ``led``: they still can answer, or have; None: it is
    theirs no more, for ``end``: «closed», «retimed», «given», «removed», or asked «anew»."""

    site: Site
    programme: Programme
    session: SessionFacts
    led: LedSession | None
    end: str

    @property
    def about(self) -> About:
        return About(self.site, self.session.starts_at)


@dataclass(frozen=True, slots=True)
class DeclinedView:
    """Somebody (``name``, ``guide_id``) cannot lead a session, and who leads it, or could."""

    name: str | None
    guide_id: PersonId
    guides: GuidesView

    @property
    def guide(self) -> Guiding | None:
        """Who has it by now, or was asked to; None: nobody but whoever cannot."""
        guide = self.guides.guide
        is_other = guide is not None and (guide.person_id != self.guide_id or guide.state.counts_on)
        return guide if is_other else None

    @property
    def lacks_guide(self) -> bool:
        """Whether somebody still has to be asked."""
        guide = self.guides.guide
        return self.guides.is_open and (guide is None or not guide.state.counts_on)

    @property
    def about(self) -> About:
        return self.guides.about


@dataclass(frozen=True, slots=True)
class LedSessionsView:
    """What somebody leads or is asked to lead, soonest first, at all their sites."""

    page: Page[LedSession]
    unanswered: int


@dataclass(frozen=True, slots=True)
class LetGo:
    """Sessions that somebody need not lead any more."""

    site: Site
    entries: tuple[SessionEntry, ...]
    why: str

    @property
    def about(self) -> About:
        return About(self.site, min(each.session.starts_at for each in self.entries))


@dataclass(frozen=True, slots=True)
class GuideGone:
    """Somebody does not work at a site any more, and sessions that they were to lead have nobody."""

    site: Site
    name: str | None
    entries: tuple[SessionEntry, ...]

    @property
    def about(self) -> About:
        return About(self.site, min(each.session.starts_at for each in self.entries))


@dataclass(frozen=True, slots=True)
class Unguided:
    """A session with confirmed groups that nobody is to lead. ``asked``: somebody has not answered yet."""

    site: Site
    programme: Programme
    session: SessionFacts
    groups: int
    people: int
    asked: PersonId | None = None


LEADING: tuple[Role, ...] = (Role.GUIDE, Role.STAFF, Role.OWNER)
"""Who can lead a session, those first whose work it is."""
