"""The product agrees, to the cent, with a reading of the same raw files that shares no line of code with it."""

from pathlib import Path

import pytest

from tests.oracle.comparable import Comparable, as_read, product_months
from tests.oracle.facts import read_manifest
from tests.oracle.product import print_demo
from tests.oracle.reading import read_demo

EXAMPLE = Path(__file__).parents[2] / "examples" / "streetlight"
Pair = tuple[Comparable, Comparable]


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    """(what the second reading says, what the product prints), month by month."""
    statements, _ = read_manifest(EXAMPLE / "exports")
    printed = product_months(print_demo(EXAMPLE, statements, tmp_path_factory.mktemp("second-reading")))
    read = [as_read(reading) for reading in read_demo(EXAMPLE)]
    assert [month.month for month in printed] == [month.month for month in read]
    return list(zip(read, printed, strict=True))


def test_every_lead_has_the_same_owner_verdict_reason_relief_and_lot(months: list[Pair]) -> None:
    assert len(months) == 6
    assert all(len(read.leads) > 30 for read, _ in months)
    for read, printed in months:
        assert printed.leads == read.leads, read.month


def test_every_figure_of_the_measurements_is_the_same(months: list[Pair]) -> None:
    for read, printed in months:
        assert printed.kpis == read.kpis, read.month
        assert printed.lots == read.lots, read.month
        assert printed.events == read.events, read.month


def test_every_statement_agrees_to_the_cent(months: list[Pair]) -> None:
    for read, printed in months:
        assert printed.statement == read.statement, read.month
