"""The few sites of the demo at which most tests take place.

Each night in a bot's life looks at every schedule, and each count looks at every session: with all sites of
the demo, most of what a test cost was sites to which nobody in it goes.
"""

from __future__ import annotations

import json
from collections.abc import Set

from bot.services.demo.seed import DEMO_FILE

OF_THE_TOWN = frozenset({"vychegda-sheet", "voilokno", "belaya-sysola", "sloist", "warm-trace"})
"""For classes, trials, career visits, placements and tourists; one route goes past three of them."""


def demo_of(slugs: Set[str] = OF_THE_TOWN) -> bytes:
    """The demo's file with these sites only, and the routes that stop at no other."""
    document = json.loads(DEMO_FILE.read_bytes())
    document["sites"] = [each for each in document["sites"] if each["slug"] in slugs]
    document["routes"] = [
        each for each in document["routes"] if {stop["site"] for stop in each["stops"]} <= slugs
    ]
    return json.dumps(document).encode()
