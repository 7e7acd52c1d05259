"""How long stored texts may be, in characters: written once for file, form and column.

SQLite stores what does not fit, PostgreSQL refuses it, so what is let in at a door must fit its column.
"""

from __future__ import annotations

from typing import Final

SLUG: Final = 40
"""Slugs and codes: site and programme together fit a deep link of Telegram (64 characters)."""
ZONE: Final = 64
PREFIX: Final = 4
LINE: Final = 120
"""A line of a catalogue file: a city, a title."""
PARAGRAPH: Final = 400
LEAST_STOPS: Final = 2
MOST_STOPS: Final = 6
"""Of a route: its card has a line, a button and a map for each, and fits a phone."""
MOST_SEATS: Final = 500
"""Of a session: more is a slip of the pen."""
TRIAL_PLACES: Final = 15
"""Of a job trial (D1)."""
ORGANISATION: Final = 120
FOLDED: Final = 2 * ORGANISATION
"""What an organisation's name is found by: a letter may be folded into two."""
PERSON: Final = 60
PHONE: Final = 20
EMAIL: Final = 120
LETTER: Final = 8
COURSE: Final = 60
GROUP_TITLE: Final = 60
"""How an operator calls its group."""
SITE_LINE: Final = 200
"""What a site writes beside the reason of a no."""
SENTENCE: Final = 200
"""Of a site about a group or an applicant."""
TALK: Final = 100
"""When a site calls an applicant, in words."""
SEED: Final = 16
"""Of a draw."""
PLATE: Final = 16
"""Of a bus."""
WHY: Final = 300
"""Why a coordinator declines a change of a card."""
WATCH_KEY: Final = 40
"""By which an entry of a watch list is known."""
NEWS: Final = 600
"""Of an announcement: with its heading it is read at a glance."""
CONSENT: Final = 600
"""What a region adds to the consent, which with it still is one message."""
SETTING: Final = 16
"""A number or hours of a day, as a region sets them."""
LABEL: Final = 14
"""Of a source, in a link."""
FILE_ID: Final = 200
"""Of a file at Telegram."""
DIGEST: Final = 64
"""A hash in hexadecimal."""

MOST_MARGIN_MIN = 240
"""Minutes before or after a visit (E11): more is a slip of the pen."""
