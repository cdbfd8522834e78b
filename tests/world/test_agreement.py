"""The demo's agreement and raw files, as the package reads them: nothing is refused, and what was meant is understood."""

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from assay.core.contract.amendment import load_amended
from assay.core.contract.model import Amended
from assay.core.findings import has_errors
from assay.core.period import Month
from assay.core.quantity import Quantity
from assay.ports import ImportOptions, Parsed
from assay.sources.registry import choose

Imported = list[tuple[dict[str, str], Parsed]]
EXAMPLE = Path(__file__).parents[2] / "examples" / "streetlight"


@pytest.fixture(scope="module")
def agreement() -> Amended:
    texts = {name: (EXAMPLE / name).read_text("utf-8") for name in ("contract.yaml", "supplement-1.yaml")}
    supplement = (texts["supplement-1.yaml"], "supplement-1.yaml")
    amended, findings = load_amended(texts["contract.yaml"], "contract.yaml", [supplement])
    assert not has_errors(findings)
    assert amended is not None
    return amended


@pytest.fixture(scope="module")
def imported() -> Imported:
    return list(read_all())


def read_all() -> Iterator[tuple[dict[str, str], Parsed]]:
    """Each file of the manifest, read with what the manifest says of it."""
    manifest = tomllib.loads((EXAMPLE / "exports" / "manifest.toml").read_text("utf-8"))
    for entry in manifest["file"]:
        path = EXAMPLE / "exports" / entry["path"]
        said = {name: entry[name] for name in ("account", "zone", "decimal_mark", "mapping") if name in entry}
        options = ImportOptions(**said)
        source = choose(path.name, path.read_bytes(), options)
        assert hasattr(source, "parse"), source
        yield entry, source.parse(path.name, path.read_bytes(), options)


def test_the_brand_leaves_the_scope_in_may(agreement: Amended) -> None:
    assert agreement.for_month(Month(2027, 4)).scope.exclude_campaigns == ()
    assert agreement.for_month(Month(2027, 5)).scope.exclude_campaigns == ("brand*",)


def test_the_top_up_rate_changes_on_12_april(agreement: Amended) -> None:
    rates = agreement.first.tables["top_up_rate"]
    found = [row.value if (row := rates.at(date(2027, 4, day))) else None for day in (11, 12)]
    assert found == [Quantity(Fraction("7.12"), "CNY/USD"), Quantity(Fraction("7.06"), "CNY/USD")]


def test_every_raw_file_is_read_without_an_error(imported: Imported) -> None:
    assert [
        (entry["path"], parsed.findings) for entry, parsed in imported if has_errors(parsed.findings)
    ] == []


def test_every_enquiry_of_the_truth_is_read_and_no_other(imported: Imported) -> None:
    told = {
        (lead["book"], lead["lead_id"])
        for lead in json.loads((EXAMPLE / "truth.json").read_text("utf-8"))["leads"]
    }
    read = {
        (record.values["account"], record.values["lead_id"])
        for _, parsed in imported
        for record in parsed.records
        if record.table == "leads"
    }
    assert read == told


def test_spend_by_campaign_and_month_is_that_of_the_truth(imported: Imported) -> None:
    micros: defaultdict[tuple[str, str], int] = defaultdict(int)
    for _, parsed in imported:
        for record in parsed.records:
            if record.table == "spend":
                key = (str(record.values["day"])[:7], str(record.values["campaign"]))
                micros[key] += int(str(record.values["cost_micros"]))
    months = json.loads((EXAMPLE / "truth.json").read_text("utf-8"))["months"]
    told = {
        (month, name): Fraction(text) for month in months for name, text in months[month]["spend_usd"].items()
    }
    assert {key: Fraction(value, 1_000_000) for key, value in micros.items()} == told
