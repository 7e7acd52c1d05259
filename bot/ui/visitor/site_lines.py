"""What several screens and papers say of a site alike."""

from __future__ import annotations

from bot.domain.catalogue.catalogue import Site
from bot.domain.texts import Texts
from bot.ui.formats.html import Html
from bot.ui.translator import BASE_LANGUAGE, Translator, translator_for

_NOTHING = "card.usual.bring.1"


def bring_line(site: Site, t: Translator) -> Html | None:
    """What to bring; that nothing is needed is not worth a line."""
    return None if says_nothing(site.bring, t) else t.html("site.bring", text=site.bring)


def says_nothing(bring: Texts, t: Translator) -> bool:
    """Whether a site has answered «Ничего особенного» to what is to be brought."""
    nothing = {each.label(_NOTHING).casefold() for each in (t, translator_for(BASE_LANGUAGE))}
    return t.content(bring).strip(" .").casefold() in nothing
