"""For how long personal data are kept, and what becomes of them then (H3).

The periods are those of the consent and of the law, which a region may make shorter for some of it; what each
is counted from stands beside it. Counts that name nobody are kept without a limit: reports live on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

YEAR: Final = timedelta(days=365)
IDLE: Final = YEAR
"""So long after somebody last asked for anything their profile is kept; the consent says so."""
MONTH: Final = timedelta(days=30)
WARNED_BEFORE: Final = timedelta(days=14)
"""So long before that they are told, and can have it kept."""
FEEDBACK_OPEN: Final = MONTH
"""So long after a visit its leader may say how it was: then it is nobody's any more."""


class DataClass(StrEnum):
    """Stored in ``deletion_log.data_class``; each has a text ``retention.<value>`` in which it is
    exported."""

    FORM = "draft"
    PLATE = "bus plate"
    DAY_WORDS = "words of the day"
    ACCESS_NEEDS = "step-free needs"
    LEADER = "leader"
    APPLICANT = "applicant"
    SENT_FORM = "sent form"
    FEEDBACK_AUTHOR = "feedback author"
    FEEDBACK_TEXT = "feedback text"
    EXPERT_TEXT = "expert text"
    MENTOR_TEXT = "mentor text"
    """What a site wrote of somebody's placement."""
    QUESTION = "question"
    SITE_LINE = "site line"
    """What a site wrote beside the reason of its no."""
    CONSENT = "consent"
    PERSON = "person"


class Deed(StrEnum):
    """What is done; the text is ``retention.deed.<value>``."""

    DELETED = "deleted"
    """The record is gone."""
    EMPTIED = "emptied"
    """The record stays without what it said."""
    ANONYMOUS = "anonymous"
    """What it says stays, and nobody can tell of whom it is."""


class Since(StrEnum):
    """From when a period is counted; the text is ``retention.since.<value>``."""

    LAST_CHANGE = "last_change"
    END_OF_VISIT = "end_of_visit"
    """Of the last one of a booking. What was called off ends then, unless only the visit matters."""
    DECISION = "decision"
    """Or the end of the placement, if it was accepted; without an answer the last date that was asked for."""
    END_OF_LIST = "end_of_list"
    """A form became a booking, an application, or a place on a list; its period is that of what it became."""
    WRITTEN = "written"
    WITHDRAWN = "withdrawn"
    LAST_USE = "last_use"


class Basis(StrEnum):
    """Why something was deleted; stored in ``deletion_log.basis``, the text is
    ``retention.basis.<value>``."""

    RETENTION = "retention"
    """Its time was over."""
    REGION = "region"
    """The time that its region keeps it was over, which is shorter."""
    DELETE_ME = "delete_me"
    RESTORE = "restore"
    """It had been deleted already, and came back with a backup."""


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """``kept``: so long since ``since``, then ``deed`` is done."""

    what: DataClass
    kept: timedelta
    since: Since
    deed: Deed

    def before(self, now: datetime) -> datetime:
        """What its period is counted from, if that was before this moment: its time is over."""
        return now - self.kept


def rules(draft_days: int) -> tuple[RetentionRule, ...]:
    """The rules in the order in which they are applied: what others look for goes after it.

    ``draft_days``: days for which a form that was not sent is kept, which the operator may change.
    """
    day = timedelta(days=1)
    return (
        RetentionRule(DataClass.FORM, timedelta(days=draft_days), Since.LAST_CHANGE, Deed.EMPTIED),
        RetentionRule(DataClass.PLATE, day, Since.END_OF_VISIT, Deed.EMPTIED),
        RetentionRule(DataClass.DAY_WORDS, day, Since.END_OF_VISIT, Deed.EMPTIED),
        RetentionRule(DataClass.ACCESS_NEEDS, day, Since.END_OF_VISIT, Deed.ANONYMOUS),
        RetentionRule(DataClass.LEADER, MONTH, Since.END_OF_VISIT, Deed.EMPTIED),
        RetentionRule(DataClass.MENTOR_TEXT, MONTH, Since.DECISION, Deed.EMPTIED),
        RetentionRule(DataClass.APPLICANT, MONTH, Since.DECISION, Deed.EMPTIED),
        RetentionRule(DataClass.SENT_FORM, MONTH, Since.END_OF_LIST, Deed.EMPTIED),
        RetentionRule(DataClass.FEEDBACK_AUTHOR, FEEDBACK_OPEN, Since.END_OF_VISIT, Deed.ANONYMOUS),
        RetentionRule(DataClass.FEEDBACK_TEXT, YEAR, Since.WRITTEN, Deed.EMPTIED),
        RetentionRule(DataClass.EXPERT_TEXT, YEAR, Since.WRITTEN, Deed.EMPTIED),
        RetentionRule(DataClass.QUESTION, YEAR, Since.WRITTEN, Deed.EMPTIED),
        RetentionRule(DataClass.SITE_LINE, YEAR, Since.WRITTEN, Deed.EMPTIED),
        RetentionRule(DataClass.CONSENT, 3 * YEAR + day, Since.WITHDRAWN, Deed.DELETED),
    )


PROFILE: Final = RetentionRule(DataClass.PERSON, IDLE, Since.LAST_USE, Deed.ANONYMOUS)
"""Applied person by person, after they were told: what is theirs goes as if they had asked for it."""
