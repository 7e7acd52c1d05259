"""What stands behind the picture that a group shows at the gate (E4), for whoever scans it with a camera.

The page opens the bot, which knows who scans. It says what it is and nothing of a group: it looks nothing up,
and is the same whether there is such a code or not.
"""

from __future__ import annotations

from html import escape
from typing import Final

from aiohttp import hdrs, web

from bot.domain.links import read_arrival
from bot.ui.links import ARRIVAL_PATH, Links
from bot.ui.translator import BASE_LANGUAGE, Translator, languages, translator_for

ROUTE: Final = ARRIVAL_PATH
"""As aiohttp reads it: what stands in braces is the request's."""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE: Final = (
    "body{font:18px/1.45 system-ui,sans-serif;max-width:30rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;"
    "background:#fff}a.open{display:block;text-align:center;padding:.8rem;border-radius:.5rem;color:#fff;"
    "background:#1565c0;text-decoration:none;margin:1.5rem 0}"
)
_HEADERS: Final = {hdrs.CACHE_CONTROL: "no-store", "Referrer-Policy": "no-referrer"}


class Arrivals:
    """Answers at :data:`ROUTE`."""

    def __init__(self, links: Links) -> None:
        self._links = links

    async def answer(self, request: web.Request) -> web.Response:
        """The page, in the language of the browser; 404 for what is no code at all."""
        to = read_arrival(request.match_info["payload"])
        if to is None:
            return web.Response(status=404, text="there is nothing here\n")
        t = translator_for(_language(request.headers.get(hdrs.ACCEPT_LANGUAGE, ""))).for_reader(None)
        page = _page(self._links, to.payload, t)
        return web.Response(text=page, content_type="text/html", charset="utf-8", headers=_HEADERS)


def _language(accepted: str) -> str:
    """The first language of a browser's list that there are texts in."""
    known = {each.code for each in languages()}
    asked = (each.partition(";")[0].strip().lower().partition("-")[0] for each in accepted.split(","))
    return next((each for each in asked if each in known), BASE_LANGUAGE)


def _page(links: Links, payload: str, t: Translator) -> str:
    title = escape(t.label("arrival.title"))
    return (
        f'<!doctype html>\n<html lang="{t.code}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><style>{_STYLE}</style></head>'
        f"<body><h1>{title}</h1><p>{escape(t.label('arrival.about'))}</p>"
        f'<p><a class="open" href="{escape(links.app(payload))}">{escape(t.label("arrival.open"))}</a></p>'
        f"<p>{escape(t.label('arrival.by_hand'))}<br>"
        f'<a href="{escape(links.start(payload))}">{escape(links.start(payload))}</a></p></body></html>\n'
    )
