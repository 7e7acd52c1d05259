"""A body of a transaction that a thread shall run, and the caller in the event loop who awaits its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")
Body = Callable[[Connection], T]
"""What happens in one transaction. It changes nothing outside the connection, so it can run again."""


@dataclass(slots=True, eq=False)
class PendingCall:
    """One body; whoever is gone meanwhile has cancelled ``answer``."""

    body: Body[Any]
    answer: asyncio.Future[Any]


def sendable(error: BaseException) -> BaseException:
    """A future cannot carry a StopIteration."""
    if not isinstance(error, StopIteration):
        return error
    other = RuntimeError("the body raised StopIteration")
    other.__cause__ = error
    return other
