"""Findings that need more than one month, or a state from elsewhere."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from assay.core.contract.document import digest_of
from assay.i18n import languages
from tests.cli.running import Ran, assay
from tests.findings.causing import DATA, good_text

AGREED = "acceptance: {statement_by: day 5 of next month"


def january() -> dict[str, Any]:
    text = good_text("measurements.yaml")
    found: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # makes only strings
    return found


def with_february(*events: dict[str, str]) -> dict[str, Any]:
    """January, and a February with these events."""
    document = january()
    weeks = [
        {"from": f"2027-02-{day:02d}", "to": f"2027-02-{day + 6:02d}", "numerator": "9", "denominator": "24"}
        for day in (1, 8, 15, 22)
    ]
    kpis = document["periods"][0]["kpis"] | {"form_rate": {"status": "final", "weeks": weeks}}
    february = {"period": "2027-02", "as_of": "2027-03-05T09:00:00+08:00", "kpis": kpis, "events": [*events]}
    return document | {"periods": [*document["periods"], february]}


def settle(folder: Path, measurements: dict[str, Any], *more: object) -> Ran:
    file = folder / "measurements.yaml"
    file.write_text(json.dumps(measurements, ensure_ascii=False), "utf-8")
    return assay("settle", DATA / "contract.yaml", "--measurements", file, *more)


@pytest.mark.parametrize("lang", languages())
def test_a_period_that_is_not_in_the_file_is_named_with_those_that_are(lang: str, tmp_path: Path) -> None:
    ran = settle(tmp_path, january(), "--period", "2027-04", "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["measurements.no_such_period"])
    assert "2027-04" in ran.stderr
    assert "2027-01" in ran.stderr


@pytest.mark.parametrize("lang", languages())
def test_a_month_with_nothing_open_takes_no_final_figures(lang: str, tmp_path: Path) -> None:
    document = january()
    first = document["periods"][0]
    first["kpis"]["qualified"] = {"value": "9", "n": "45", "status": "final"}
    weeks = [
        {"from": f"2027-02-{day:02d}", "to": f"2027-02-{day + 6:02d}", "numerator": "9", "denominator": "24"}
        for day in (1, 8, 15, 22)
    ]
    late = {
        "id": "late",
        "kind": "final_measurement",
        "of_period": "2027-01",
        "effective": "2027-02-20",
        "known": "2027-02-20T09:00:00+08:00",
        "kpis": {"qualified": {"value": "8", "status": "final"}},
    }
    kpis = first["kpis"] | {"form_rate": {"status": "final", "weeks": weeks}}
    document["periods"].append(
        {"period": "2027-02", "as_of": "2027-03-05T09:00:00+08:00", "kpis": kpis, "events": [late]}
    )
    ran = settle(tmp_path, document, "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["measurements.nothing_open"])
    assert "periods[1].events[late]" in ran.stderr
    assert "2027-01" in ran.stderr


@pytest.mark.parametrize("lang", languages())
def test_the_state_of_another_contract_opens_nothing(lang: str, tmp_path: Path) -> None:
    state = settle(tmp_path, january(), "--period", "2027-01", "--format", "json").document["state"]
    body = {key: value for key, value in state.items() if key != "digest"} | {"contract": "FD-2027-02"}
    document = january() | {"opening": body | {"digest": digest_of(body)}}
    ran = settle(tmp_path, document, "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["settlement.state_of_other_contract"])
    assert "FD-2027-02" in ran.stderr
    assert "FD-2027-01" in ran.stderr


@pytest.mark.parametrize("field", ["carry", "contract", "records"])
def test_a_state_that_was_changed_by_hand_opens_nothing(field: str, tmp_path: Path) -> None:
    state = settle(tmp_path, january(), "--period", "2027-01", "--format", "json").document["state"]
    ran = settle(tmp_path, january() | {"opening": state | {field: "100"}})
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["settlement.state_changed"])


@pytest.mark.parametrize("lang", languages())
def test_what_the_report_applies_is_noted_and_stops_nothing(lang: str, tmp_path: Path) -> None:
    contract = tmp_path / "contract.yaml"
    text = good_text("contract.yaml").replace("period: week,", "forms: [quote_form], period: week,")
    contract.write_text(text, "utf-8")
    ran = assay("lint", contract, "--lang", lang)
    assert (ran.exit_code, ran.codes) == (0, [])
    (note,) = ran.stderr.splitlines()
    assert "contract.by_report" in note
    assert "kpis.form_rate.forms" in note


@pytest.mark.parametrize("lang", languages())
def test_clauses_of_one_priority_beneath_one_cap_are_noted(lang: str, tmp_path: Path) -> None:
    contract = tmp_path / "contract.yaml"
    text = good_text("contract.yaml")
    contract.write_text(text.replace('{id: C3, priority: "30"', '{id: C3, priority: "20"'), "utf-8")
    ran = assay("lint", contract, "--lang", lang)
    assert (ran.exit_code, ran.codes) == (0, [])
    (note,) = ran.stderr.splitlines()
    assert all(part in note for part in ("contract.one_priority_under_cap", "C2, C3", "K1", "20"))


@pytest.mark.parametrize("lang", languages())
def test_a_month_is_not_settled_on_top_of_another_text(lang: str, tmp_path: Path) -> None:
    state = settle(tmp_path, january(), "--period", "2027-01", "--format", "json").document["state"]
    contract = tmp_path / "contract.yaml"
    contract.write_text(good_text("contract.yaml").replace("tolerance: 15%", "tolerance: 1%"), "utf-8")
    figures = january()["periods"][0] | {"period": "2027-02", "as_of": "2027-03-05T09:00:00+08:00"}
    file = tmp_path / "february.json"
    file.write_text(json.dumps(january() | {"opening": state, "periods": [figures]}), "utf-8")
    ran = assay("settle", contract, "--measurements", file, "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["settlement.state_of_other_text"])
    assert "FD-2027-01" in ran.stderr


@pytest.mark.parametrize("lang", languages())
def test_an_objection_after_the_agreed_days_is_refused_with_its_last_day(lang: str, tmp_path: Path) -> None:
    contract = tmp_path / "contract.yaml"
    contract.write_text(
        good_text("contract.yaml").replace(AGREED, f"{AGREED}, object_within: 7 day"), "utf-8"
    )
    dispute = {
        "id": "d1",
        "kind": "dispute",
        "by": "vendor",
        "of_period": "2027-01",
        "reason": "silent",
        "records": "1",
        "effective": "2027-02-13",
        "known": "2027-02-13T09:00:00+08:00",
    }
    document = with_february(dispute)
    file = tmp_path / "measurements.yaml"
    file.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    ran = assay("settle", contract, "--measurements", file, "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["settlement.objection_late"])
    assert "2027-02-12" in ran.stderr


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("day", ["2027-02-04", "2027-02-11"])
def test_a_statement_is_delivered_once_it_is_drawn_and_before_that_is_told(
    day: str, lang: str, tmp_path: Path
) -> None:
    delivery = {"id": "s1", "kind": "delivery", "of_period": "2027-01", "effective": day}
    document = with_february(delivery | {"known": "2027-02-10T09:00:00+08:00"})  # drawn on 5 February
    ran = settle(tmp_path, document, "--lang", lang)
    assert (ran.exit_code, ran.stdout, ran.codes) == (1, "", ["settlement.delivered_when"])
    assert [word in ran.stderr for word in (day, "2027-02-05", "2027-02-10")] == [True] * 3
