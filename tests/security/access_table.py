"""What the table of who may do what means.

A row is a use case, perhaps with other arguments in brackets; a column is somebody who tries it. In a row
without brackets the use case is called about the scenario's own site, region, booking …, so there everybody
whom its declared permissions refuse is refused, and nobody else for this reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from bot.domain.refusal import Reason
from bot.services.transaction import Permission

COLUMNS = (
    "stranger",  # pressed Start, nothing more
    "leader",  # whose bookings, forms and applications these are
    "visitor",  # somebody else with an account
    "guard",
    "guide",
    "staff",
    "owner",
    "elsewhere",  # owner of another site of the region, which is hidden
    "coordinator",
    "elsewhere region",  # coordinator of another region
    "blocked",  # the leader, blocked by the coordinator
    "former",  # once owner of the site and coordinator of the region
)

MEANING = {
    "+": "may",
    "=": "is answered, and nothing changes: it is done, or there is nothing of their own",
    "A": Reason.NOT_ALLOWED,
    "F": Reason.NOT_FOUND,
    "B": Reason.BLOCKED,
    "C": Reason.DRAFT_CLOSED,
    "L": Reason.LAST_OWNER,
    "R": Reason.LAST_COORDINATOR,
    "P": Reason.NOT_PUBLISHED,
    "N": Reason.NO_CONSENT,
    "X": Reason.INVITATION_UNKNOWN,
    "T": Reason.TEXT_REFUSED,
    "E": Reason.FEEDBACK_EARLY,
    "O": Reason.ENQUIRY_OVER,
    "K": Reason.HANDOVER_UNKNOWN,
    "U": Reason.HANDOVER_USED,
    "G": Reason.GUIDE_OTHER,
}

EVERYBODY = frozenset(COLUMNS)
LEADER = frozenset({"leader", "blocked"})
ANSWERING = frozenset({"staff", "owner"})
WORKING = ANSWERING | {"guard", "guide"}

WHOM: Mapping[str, tuple[frozenset[str], str]] = {
    "anyone": (EVERYBODY, ""),
    "self": (EVERYBODY, ""),
    "not blocked": (EVERYBODY - {"blocked"}, "B"),
    "the system": (frozenset(), "A"),
    "leads the booking": (LEADER, "F"),
    "applied": (LEADER, "F"),
    "gives": (LEADER, "F"),
    "gives or takes": (LEADER | {"visitor"}, "F"),
    "was offered the seats": (LEADER, "F"),
    "waits": (LEADER, "F"),
    "has asked": (frozenset({"visitor"}), "F"),
    "is asked": (ANSWERING, "F"),
    "answers at the site that was asked": (ANSWERING, "A"),
    "changes what the cards of the site answer": (ANSWERING | {"coordinator"}, "A"),
    "coordinates the region of the question": (frozenset({"coordinator"}), "A"),
    "works at the site": (WORKING, "A"),
    "works at the site of the visit": (WORKING, "A"),
    "works at some site": (WORKING | {"elsewhere"}, "A"),
    "has worked at the site": (WORKING | {"former"}, "A"),
    "works with groups at the site of the visit": (ANSWERING | {"guide"}, "A"),
    "works with groups at the site of the session": (ANSWERING | {"guide"}, "A"),
    "answers at the site": (ANSWERING, "A"),
    "answers at the site of the session": (ANSWERING, "A"),
    "answers at the site of the visit": (ANSWERING, "A"),
    "answers at the site of the application": (ANSWERING, "A"),
    "owns the site of the session": (frozenset({"owner"}), "A"),
    "owns the site of the programme, or opens it": (frozenset({"owner"}), "A"),
    "owns the site, or opens it": (frozenset({"owner"}), "A"),
    "answers at the site, or opens it": (ANSWERING, "A"),
    "answers at the site of the programme": (ANSWERING, "A"),
    "answers at the site of the closed days": (ANSWERING, "A"),
    "runs the draw": (ANSWERING | {"coordinator"}, "A"),
    "answers at the site of the offer": (ANSWERING, "A"),
    "answers at some site": (ANSWERING | {"elsewhere"}, "A"),
    "sees the people of the site": (ANSWERING | {"guide", "coordinator"}, "A"),
    "owns the site": (frozenset({"owner"}), "A"),
    "invites to the site": (frozenset({"owner", "coordinator"}), "A"),
    "edits the cards of the site": (frozenset({"owner", "coordinator"}), "A"),
    "coordinates the region of the card": (frozenset({"coordinator"}), "A"),
    "coordinates the site": (frozenset({"coordinator"}), "A"),
    "coordinates the region": (frozenset({"coordinator"}), "A"),
    "coordinates the region of the booking": (frozenset({"coordinator"}), "A"),
    "coordinates the region of the announcement": (frozenset({"coordinator"}), "A"),
    "coordinates some region": (frozenset({"coordinator", "elsewhere region"}), "A"),
}
"""By the name of a permission: whom it lets pass, and the sign of its refusal."""


def rows_of(table: str) -> Iterator[tuple[str, list[str]]]:
    """Each row with its signs, in the order of the columns."""
    for line in table.splitlines():
        if line.strip() and "|" not in line and line.strip() != COLUMNS[0]:
            name, *cells = line.rsplit(maxsplit=len(COLUMNS))
            assert len(cells) == len(COLUMNS), line
            yield name, cells


def disagreements(permissions: Iterable[Permission], signs: Sequence[str]) -> list[str]:
    """Where a row says of somebody something else than these permissions do."""
    asked = [WHOM[each.name] for each in permissions]
    own = {sign for _, sign in asked}
    wrong: list[str] = []
    for column, sign in zip(COLUMNS, signs, strict=True):
        refusing = [refusal for passes, refusal in asked if column not in passes]
        if refusing and sign != refusing[0]:
            wrong.append(f"{column}: {sign} instead of {refusing[0]}")
        if not refusing and (sign == "A" or sign in own):
            wrong.append(f"{column}: {sign}, though the permission lets them pass")
    return wrong


def is_of_visitors(permissions: Collection[Permission]) -> bool:
    """Whether it is about nothing but what is one's own."""
    return {each.name for each in permissions} <= {
        "anyone",
        "self",
        "not blocked",
        "leads the booking",
        "applied",
        "was offered the seats",
        "waits",
        "has asked",
    }
