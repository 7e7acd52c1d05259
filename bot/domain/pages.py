"""Lists that are longer than a screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. ``page`` counts from 0 and is always there: one past the end is the last."""

    entries: tuple[T, ...]
    page: int
    pages: int
    total: int


def page_of(found: Sequence[T], page: int, size: int) -> Page[T]:
    """The page with this number, of so many entries each; an empty list has one page."""
    pages = max(-(-len(found) // size), 1)
    page = min(max(page, 0), pages - 1)
    return Page(tuple(found[page * size : (page + 1) * size]), page, pages, len(found))
