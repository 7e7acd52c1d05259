"""A host whose site was hidden from the catalogue waited for requests that could not come."""

from __future__ import annotations

from sqlalchemy import Connection, update

from bot.db.catalogue.reading import note_change
from bot.db.tables import site
from bot.domain.model import Publication
from tests.bot.paths import PAPER_MILL, words
from tests.bot.world import World


async def test_the_desk_says_that_the_site_is_hidden(world: World) -> None:
    w = words("ru")
    host = await world.host(PAPER_MILL)
    await host.writes("/desk")
    host.does_not_see(w("host.desk.hidden"))

    def hide(connection: Connection) -> None:
        connection.execute(update(site).where(site.c.slug == PAPER_MILL).values(status=Publication.HIDDEN))
        note_change(connection)

    await world.db.write(hide)
    await world.app.content.refresh()
    await host.writes("/desk")
    host.sees(w("host.desk.hidden"))
