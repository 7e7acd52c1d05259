"""Why a site answers what it confirms at once for others: said to whoever asks, and to the site (C1)."""

from __future__ import annotations

from bot.domain.booking.availability import CLASSES
from bot.domain.model import Audience, OrganisationId
from bot.ui.formats.html import Html
from bot.ui.translator import Translator


def manual_line(audience: Audience | None, organisation_id: OrganisationId | None, t: Translator) -> Html:
    """For the party itself: a fact and its end, and no blame."""
    return t.html(f"manual.{_who(audience, organisation_id)}")


def manual_line_of_host(
    audience: Audience | None, organisation_id: OrganisationId | None, t: Translator
) -> Html:
    """Why the question comes to the site."""
    return t.html(f"host.manual.{_who(audience, organisation_id)}")


def _who(audience: Audience | None, organisation_id: OrganisationId | None) -> str:
    """Whose no-shows were counted."""
    if organisation_id is None:
        return "leader" if audience in CLASSES else "own"
    return str(audience) if audience in CLASSES else "other"
