"""QR codes."""

from __future__ import annotations

import io

import segno


def qr_svg(text: str) -> str:
    """A link as a picture that can be enlarged at will."""
    made = io.BytesIO()
    segno.make(text, error="m", micro=False).save(made, kind="svg", xmldecl=False, border=2)
    return made.getvalue().decode()


def qr_png(text: str) -> bytes:
    """A link as a picture for a chat, large enough for a camera that looks at a phone."""
    made = io.BytesIO()
    segno.make(text, error="m", micro=False).save(made, kind="png", scale=12, border=4)
    return made.getvalue()
