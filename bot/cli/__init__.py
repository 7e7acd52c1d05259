"""The commands of ``python -m bot``, a module each.

A command has ``NAME``, ``HELP``, ``DESCRIPTION``, ``add_arguments(parser)`` and ``execute(arguments)``, which
returns the exit code. What takes long to import (Telegram, the database) is imported inside ``execute``.
"""

from __future__ import annotations

OK, PROBLEM, USAGE = 0, 1, 2
"""Exit codes: done; could not be done, and the output says why; wrongly called."""
