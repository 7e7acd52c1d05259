"""Deep links to what is published: ``s_12``, and with the label of a source ``s_12_s-poster1`` (A8).

After ``/start`` there are at most 64 letters of ``A-Z a-z 0-9 _ -``. What is damaged behind the number breaks
no link: it opens the card without a label.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.booking.codes import latin_form, normalise_code
from bot.domain.lengths import LABEL
from bot.domain.model import LinkTo, SiteId
from bot.domain.typed.numbers import read_number

_SOURCE = "_s-"
_LABEL = re.compile(rf"[a-z0-9]{{1,{LABEL}}}")


@dataclass(frozen=True, slots=True)
class Link:
    """``label``: of the source, as somebody wrote it into the link; empty without one."""

    to: LinkTo
    number: int
    label: str = ""

    @property
    def payload(self) -> str:
        return f"{self.to}_{self.number}" + (f"{_SOURCE}{self.label}" if self.label else "")


def read_link(payload: str) -> Link | None:
    """None: it is no link to anything of the catalogue."""
    kind, _, rest = payload.partition("_")
    named, _, label = rest.partition(_SOURCE)
    number = read_number(named.partition("-")[0])
    if kind not in set(LinkTo) or number is None:
        return None
    return Link(LinkTo(kind), number, read_label(label) or "")


def read_label(text: str) -> str | None:
    """A label out of what somebody typed, or of a link: small letters and digits; None: it cannot be one."""
    label = re.sub(r"[\s_-]+", "", text).lower()
    return label if _LABEL.fullmatch(label) else None


ARRIVAL_PREFIX = "a_"
"""How the payload of a picture begins that is scanned at the gate: ``a_12_D7W4``."""


@dataclass(frozen=True, slots=True)
class ArrivalLink:
    """The arrival code of a group with the site that it is for. It says no more than the code does, and does
    nothing for whoever does not work there."""

    site_id: SiteId
    code: str

    @property
    def payload(self) -> str:
        return f"{ARRIVAL_PREFIX}{self.site_id}_{latin_form(self.code)}"


def read_arrival(payload: str) -> ArrivalLink | None:
    """None: it is no link of an arrival."""
    if not payload.startswith(ARRIVAL_PREFIX):
        return None
    number, _, said = payload.removeprefix(ARRIVAL_PREFIX).partition("_")
    site_id, code = read_number(number), normalise_code(said)
    return None if site_id is None or code is None else ArrivalLink(SiteId(site_id), code)
