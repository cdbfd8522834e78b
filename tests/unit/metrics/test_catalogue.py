"""Every metric that a contract may name is in the catalogue, said in both languages, and measured or refused."""

import pytest

from assay.core.measuring.figures import FIGURES
from assay.core.measuring.monitors import MEASURES
from assay.core.metrics.catalogue import CATALOGUE, Kind, metric
from assay.i18n import catalogue, languages


def test_a_metric_that_is_evaluated_has_a_computation_and_no_other_has() -> None:
    assert set(FIGURES) | set(MEASURES) == {one.id for one in CATALOGUE.values() if one.evaluated}


@pytest.mark.parametrize("lang", languages())
def test_every_metric_has_a_label_and_a_meaning(lang: str) -> None:
    wanted = {key for one in CATALOGUE for key in (f"metric.{one}", f"metric.{one}.meaning")}
    assert wanted - set(catalogue(lang)) == set()


def test_only_valid_leads_count_valid_leads() -> None:
    assert [one.id for one in CATALOGUE.values() if one.counts_valid_leads] == ["valid_leads"]


def test_a_definition_has_a_version() -> None:
    assert metric("valid_leads").name == "valid_leads@1"


def test_a_ratio_has_no_unit() -> None:
    assert {one.unit for one in CATALOGUE.values() if one.kind is Kind.RATIO} == {""}


def test_it_knows_no_other_metric() -> None:
    with pytest.raises(KeyError):
        metric("goodwill")
