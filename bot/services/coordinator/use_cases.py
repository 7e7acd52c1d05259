"""Everything that coordinators of a region can do, wired together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.db.engine import Database
from bot.domain.limits import Limits
from bot.services.content import Content
from bot.services.coordinator.region import (
    PublishSite,
    ShowRegion,
    ShowSite,
    ShowSites,
    ShowUnanswered,
)
from bot.services.invitations import CreateInvitation


@dataclass(frozen=True, slots=True)
class CoordinatorUseCases:
    show_region: ShowRegion
    show_sites: ShowSites
    show_site: ShowSite
    publish_site: PublishSite
    show_unanswered: ShowUnanswered
    create_invitation: CreateInvitation


def build(
    db: Database,
    clock: Clock,
    content: Content,
    limits: Limits,
    random_bytes: Callable[[int], bytes],
) -> CoordinatorUseCases:
    """``random_bytes``: so many bytes that nobody can guess (``secrets.token_bytes``)."""
    return CoordinatorUseCases(
        show_region=ShowRegion(db, clock, content, random_bytes),
        show_sites=ShowSites(db, clock, content),
        show_site=ShowSite(db, clock, content, random_bytes),
        publish_site=PublishSite(db, clock, content, random_bytes),
        show_unanswered=ShowUnanswered(db, clock, content),
        create_invitation=CreateInvitation(db, clock, content, limits),
    )
