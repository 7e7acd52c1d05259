"""How much is tried by chance: little in `make test`, all of it with THOROUGH in the environment.

Such a test is marked ``chance``; `make walks` and `make engines` run it again, thoroughly.
"""

from __future__ import annotations

import os
from typing import Final

THOROUGH: Final = bool(os.environ.get("THOROUGH"))


def examples(thorough: int) -> int:
    """So many examples, or a quarter of them on every day."""
    return thorough if THOROUGH else max(1, thorough // 4)
