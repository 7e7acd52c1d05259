"""A long list in short ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def chunks(items: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """The items in their order, ``most`` at a time; the last chunk may be shorter."""
    for first in range(0, len(items), most):
        yield items[first : first + most]
