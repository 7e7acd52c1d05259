"""Callback data: what a button shows or does, in at most 64 bytes, with nothing kept on our side.

People have its buttons in their chats for months, so a shape only grows: by fields at its end that have
defaults (an older button means those). A shape that has to change otherwise gets a new prefix, and the old
class stays as long as it can be understood.
"""

from __future__ import annotations

from aiogram.filters.callback_data import MAX_CALLBACK_LENGTH, CallbackData


def written(value: object) -> str:
    """A field as a button carries it."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    return str(int(value) if isinstance(value, bool) else value)


class TapData(CallbackData, prefix="tap"):
    """What every shape is. Its fields are texts, numbers and whether something is so."""

    def pack(self) -> str:
        """As aiogram does, for a quarter of its time: a list of sites packs twenty buttons."""
        parts = [self.__prefix__, *map(written, vars(self).values())]
        packed = ":".join(parts)
        if packed.count(":") >= len(parts) or len(packed.encode()) > MAX_CALLBACK_LENGTH:
            return super().pack()  # which says what is wrong with it
        return packed


class Nothing(TapData, prefix="0"):
    """A cell that only explains itself, such as an empty day; ``why`` is a text key's last part."""

    why: str


class Home(TapData, prefix="home"):
    pass
