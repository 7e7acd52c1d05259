"""Versions of the texts to which people agree; a change of a meaning raises one, and it is asked anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.catalogue.catalogue import Region
from bot.domain.model import ConsentKind
from bot.domain.texts import Texts

CONSENT_VERSION = 1
NEWS_CONSENT_VERSION = 1

VERSIONS: Mapping[ConsentKind, int] = {
    ConsentKind.PROCESSING: CONSENT_VERSION,
    ConsentKind.NEWS: NEWS_CONSENT_VERSION,
}


@dataclass(frozen=True, slots=True)
class RegionConsent:
    """What a region adds to the consent of the installation, which stands around it unchanged. ``version``:
    of the addition, counted by region from 1; a version never changes its text."""

    region: Region
    version: int
    text: Texts


@dataclass(frozen=True, slots=True)
class WantedConsent:
    """What a form asks its person to agree to. ``own``: the addition of the region that it is about; None:
    the text of the installation alone. ``is_missing``: whether they have not agreed to that yet."""

    own: RegionConsent | None
    is_missing: bool

    @property
    def own_version(self) -> int:
        """0: nothing is added."""
        return 0 if self.own is None else self.own.version
