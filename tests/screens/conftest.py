"""The gallery, built once a run."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from tests.screens.gallery import Gallery
from tests.screens.limits import hang_everything
from tests.screens.showroom import Showroom, open_showroom, prepare


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Showroom:
    """The demo's content."""
    folder = tmp_path_factory.mktemp("showroom")
    prepare(folder)
    return asyncio.run(open_showroom(folder))


@pytest.fixture(scope="session")
def galleries(room: Showroom) -> Sequence[Gallery]:
    """Every screen in every language."""
    return hang_everything(room)
