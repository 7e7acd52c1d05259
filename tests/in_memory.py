"""Where tests keep their files: in memory, where the machine has room for that.

A commit waits for the disk, 3 ms on a machine where most of what is tested takes less. What a commit outlives
is shown with a process that is killed (`make crash`); a machine that loses its power is nobody's test.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ROOM = 2 * 1024**3
"""Bytes. A run keeps some hundred megabytes at once; a container has 64 MB unless it asks for more."""


def keep_files_in_memory() -> None:
    """From now on, for the folders of pytest in this process and those it starts, where there is room."""
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))
