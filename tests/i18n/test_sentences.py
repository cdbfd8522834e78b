"""Findings say what they are about in the reader's words, not in names of tables."""

from assay.core.findings import Finding, Place, Severity
from assay.core.metrics.catalogue import Facts
from assay.i18n import languages, translate
from assay.i18n.sentences import sentence


def test_what_is_missing_is_named_in_words() -> None:
    finding = Finding(
        "measure.monitor_unknown.no_rows",
        Place("contract.yaml", 9),
        {"monitor": "cpl", "month": "2027-03", "facts": "spend, leads"},
        Severity.INFO,
    )
    assert "没有任何广告消耗、询盘记录" in sentence("zh", finding)
    assert "no row of ad spend, enquiries" in sentence("en", finding)


def test_all_that_a_metric_is_measured_from_has_a_word() -> None:
    for lang in languages():
        words = [translate(lang, f"facts.{each.value}") for each in Facts]
        assert len(set(words)) == len(Facts)
        assert not any("_" in word for word in words)
