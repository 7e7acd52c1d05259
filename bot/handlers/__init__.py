"""Updates come in here. A handler parses, calls one use case, and shows a screen."""

from __future__ import annotations

from aiogram import Router

from bot.handlers import last
from bot.handlers.chat import Chat
from bot.handlers.coordinator import (
    files,
    journal,
    making,
    news,
    region,
    report,
    revisions,
    route_making,
    settings,
    watch,
)
from bot.handlers.host import (
    cards,
    desk,
    endings,
    enquiries,
    figures,
    gate,
    guides,
    links,
    photo,
    placements,
    requests,
    reviews,
    sessions,
)
from bot.handlers.host.schedule import intakes, one_session, period, rules
from bot.handlers.routes import Routes, router_of
from bot.handlers.visitor import application, classes, draw, handover, papers, texts
from bot.handlers.visitor import enquiries as questions
from bot.handlers.visitor.booking import book, duties, mine, numbers, offers, on_the_day
from bot.handlers.visitor.finding import browse, inline, professions, regions, search

TOPICS: tuple[Routes, ...] = (
    browse.routes,
    search.routes,
    professions.routes,
    regions.routes,
    book.routes,
    application.routes,
    draw.routes,
    mine.routes,
    offers.routes,
    on_the_day.routes,
    duties.routes,
    numbers.routes,
    papers.routes,
    questions.routes,
    classes.routes,
    handover.routes,
    desk.routes,
    requests.routes,
    placements.routes,
    enquiries.routes,
    gate.routes,
    reviews.routes,
    endings.routes,
    sessions.routes,
    guides.routes,
    links.routes,
    figures.routes,
    photo.routes,
    one_session.routes,
    period.routes,
    rules.routes,
    intakes.routes,
    cards.routes,
    region.routes,
    report.routes,
    journal.routes,
    revisions.routes,
    making.routes,
    route_making.routes,
    settings.routes,
    news.routes,
    watch.routes,
    files.routes,
)


async def answer_sent(chat: Chat) -> bool:
    """A picture or a file; False: it was not asked for, and nobody may send it."""
    return await photo.answer_picture(chat) or await files.answer_document(chat)


def routers() -> list[Router]:
    """All routers in the order in which their handlers are asked; the last answers what nobody understood."""
    return [
        router_of(
            TOPICS,
            text=texts.answer_text,
            contact=texts.answer_contact,
            picture=answer_sent,
        ),
        inline.router,
        last.router,
    ]
