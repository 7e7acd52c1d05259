"""The letter of application in Word, to be put onto a school's own letterhead (B14).

``templates/letter.docx`` is an ordinary document with places to fill in: whoever wants another layout changes
it in Word.
"""

from __future__ import annotations

import io

from bot.documents.typesetting import TEMPLATES
from bot.domain.papers.views import PaperView
from bot.ui.translator import Translator
from bot.ui.visitor.papers.texts import letter_ends, letter_fields


def letter_for_letterhead(view: PaperView, t: Translator) -> bytes:
    from docxtpl import DocxTemplate  # a second, for the first letter only

    part = view.part
    document = DocxTemplate(TEMPLATES / "letter.docx")
    document.render(
        {
            "outgoing": t.label("paper.letter.outgoing"),
            "to": t.label("paper.letter.to"),
            "site": t.content(part.site.name),
            "city": t.content(part.site.city),
            "title": t.label("paper.letter.title", reference=part.booking.reference),
            "ask": t.label("paper.letter.ask", programme=part.programme.title),
            "fields": [{"name": name, "text": text} for name, text in letter_fields(view, t)],
            "ends": letter_ends(view, t),
            "head": t.label("paper.head"),
            "stamp": t.label("paper.stamp"),
        },
        autoescape=True,
    )
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
