"""One small market for all who look at it; nobody changes it."""

import pytest

from tests.world.market_desk import Desk, small_market
from tools.world.market.cheats import FAMILIES, cheats

OFTEN = cheats([*((name, max(60, family.share)) for name, family in FAMILIES.items()), ("backdated", 300)])


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A market of two months in which every family is common."""
    folder = tmp_path_factory.mktemp("market")
    return small_market(folder, seed="every family", leads=800, days=59, cheating=OFTEN)
