"""Versions of the texts to which people agree; a change of a meaning raises one, and it is asked anew."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.model import ConsentKind

CONSENT_VERSION = 1
NEWS_CONSENT_VERSION = 1

VERSIONS: Mapping[ConsentKind, int] = {
    ConsentKind.PROCESSING: CONSENT_VERSION,
    ConsentKind.NEWS: NEWS_CONSENT_VERSION,
}
