"""The measurements file: what each line of it becomes, how it is written again, and all that can be wrong with it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
import yaml

from assay.core.acceptance.measurements import (
    Event,
    Figure,
    KpiFigures,
    LotLeads,
    LotSessions,
    MonitorFigures,
    PeriodFigures,
    Reason,
    Relieved,
    SpendLot,
    Status,
)
from assay.core.acceptance.read import (
    MeasurementsFile,
    event_of,
    figures_of,
    load_events,
    load_measurements,
)
from assay.core.acceptance.read_events import EVENT_KINDS
from assay.core.acceptance.write import event_document, kpi_document, lot_document, period_document
from assay.core.contract.document import Tree, read_document
from assay.core.contract.model import Party
from assay.core.findings import Finding, FindingsError, Place, Severity
from assay.core.period import Month, Span

Told = tuple[str, str, dict[str, str]]

WHOLE = """\
assay: measurements/v1
contract: {id: AS-1, version: "1.0.0", digest: "sha256:ab"}
opening: none
inputs: {files: []}
definitions: {valid_leads: "1"}
periods:
  - period: "2027-03"
    as_of: "2027-04-05T09:00:00+08:00"
    kpis:
      cpl: {numerator: 15200.50 CNY, denominator: "40", n: "41", status: final}
      form_rate:
        status: missing
        fault: buyer
        weeks:
          - {from: "2027-03-08", to: "2027-03-14"}
          - {from: "2027-03-01", to: "2027-03-07", numerator: "31", denominator: "90", status: final}
      qualified: {value: "7", open: "5", n: "40", status: provisional, silent: {with_evidence: "2", other: "3"}, source: audit}
      valid_leads: {value: "40", n: "70", relieved: {deemed_valid: "2", exclude_record: "1"}}
      visits: {status: missing, fault: vendor, reason: no_rows}
    lots:
      spend:
        - {id: search/2027-03-02, cost: 12 CNY}
        - id: search/2027-03-01
          cost: 3000.10 CNY
          platform_credit: 0.10 CNY
          sessions: {judged: "400", unjudged: "12", invalid: {A: "100", B: "7"}}
          leads: {credited: "20", valid: "12", invalid: {silent: "5", duplicate: "3"}, relieved: {deemed_valid: "1", exclude_record: "2"}}
          failed_segment: bounce
    events:
      - {id: e1, kind: late_finding, of_period: "2027-02", reason: duplicate, records: "3", effective: "2027-03-20", known: "2027-03-20T10:00:00+08:00"}
    monitors:
      roi: {numerator: "-5", denominator: "10", channels: {search: {numerator: "-7", denominator: "4"}}, also: {linear: {numerator: "-1", denominator: "10"}}}
"""  # one line of the file each

WEEKLY = KpiFigures(
    "form_rate",
    None,
    (
        (
            Span(date(2027, 3, 1), date(2027, 3, 8)),
            Figure(numerator=Fraction(31), denominator=Fraction(90), fault=Party.BUYER),
        ),
        (Span(date(2027, 3, 8), date(2027, 3, 15)), Figure(status=Status.MISSING, fault=Party.BUYER)),
    ),
    Place("given", 12, "periods[0].kpis.form_rate"),
)
LOTS = (
    SpendLot(
        "search/2027-03-01",
        Fraction("3000.10"),
        "CNY",
        Fraction("0.10"),
        LotSessions(Fraction(400), Fraction(12), Fraction(100), Fraction(7)),
        LotLeads(
            Fraction(20),
            Fraction(12),
            {"silent": Fraction(5), "duplicate": Fraction(3)},
            Relieved(Fraction(1), Fraction(2)),
        ),
        "bounce",
        Place("given", 23, "periods[0].lots.spend[search/2027-03-01]"),
    ),
    SpendLot(
        "search/2027-03-02",
        Fraction(12),
        "CNY",
        place=Place("given", 22, "periods[0].lots.spend[search/2027-03-02]"),
    ),
)
EVENT = Event(
    "e1",
    "late_finding",
    date(2027, 3, 20),
    datetime(2027, 3, 20, 2, tzinfo=UTC),
    {"of_period": "2027-02", "reason": "duplicate", "records": "3"},
    place=Place("given", 30, "periods[0].events[e1]"),
)


def kpi(name: str, figure: Figure, line: int) -> KpiFigures:
    return KpiFigures(name, figure, place=Place("given", line, f"periods[0].kpis.{name}"))


def ratio(name: str, numerator: int, denominator: int, path: str) -> KpiFigures:
    figure = Figure(numerator=Fraction(numerator), denominator=Fraction(denominator))
    return KpiFigures(name, figure, place=Place("given", 32, f"periods[0].monitors.{path}"))


PERIOD = PeriodFigures(
    Month(2027, 3),
    datetime(2027, 4, 5, 1, tzinfo=UTC),
    {
        "cpl": kpi(
            "cpl",
            Figure(
                numerator=Fraction("15200.50"),
                denominator=Fraction(40),
                n=Fraction(41),
                currency="CNY",
            ),
            10,
        ),
        "form_rate": WEEKLY,
        "qualified": kpi(
            "qualified",
            Figure(
                Status.PROVISIONAL,
                Fraction(7),
                open=Fraction(5),
                n=Fraction(40),
                source="audit",
                silent_evidenced=Fraction(2),
                silent_other=Fraction(3),
            ),
            17,
        ),
        "valid_leads": kpi(
            "valid_leads",
            Figure(value=Fraction(40), n=Fraction(70), relieved=Relieved(Fraction(2), Fraction(1))),
            18,
        ),
        "visits": kpi("visits", Figure(Status.MISSING, fault=Party.VENDOR, reason=Reason.NO_ROWS), 19),
    },
    LOTS,
    (EVENT,),
    Place("given", 7, "periods[0]"),
    {
        "roi": MonitorFigures(
            ratio("roi", -5, 10, "roi"),
            {"search": ratio("search", -7, 4, "roi.channels.search")},
            {"linear": ratio("linear", -1, 10, "roi.also.linear")},
        )
    },
)


def test_a_whole_file_is_read_with_every_figure_in_its_place() -> None:
    found, findings = load_measurements(WHOLE, "given")
    assert findings == ()
    assert found == MeasurementsFile("AS-1", "1.0.0", "sha256:ab", None, (PERIOD,), "given")


def test_a_period_is_written_as_it_was_read() -> None:
    written = period_document(PERIOD)
    given = yaml.load(WHOLE, yaml.BaseLoader)["periods"][0]  # noqa: S506  # it makes only strings
    kpis = given["kpis"]
    for name in ("valid_leads",):
        kpis[name]["status"] = "final"
    weeks = kpis["form_rate"]["weeks"][::-1]
    weeks[1] |= {"status": "missing", "fault": "buyer"}
    kpis["form_rate"] = {"weeks": weeks}
    spend = given["lots"]["spend"][::-1]
    spend[1]["cost"] = "12.00 CNY"
    roi = given["monitors"]["roi"]
    for part in (roi, roi["channels"]["search"], roi["also"]["linear"]):
        part["status"] = "final"
    event = given["events"][0] | {"known": "2027-03-20T02:00:00+00:00"}
    expected = given | {"as_of": "2027-04-05T01:00:00+00:00", "lots": {"spend": spend}, "events": [event]}
    assert written == expected
    assert list(written) == ["period", "as_of", "kpis", "lots", "events", "monitors"]
    again, findings = figures_of(_tree(json.dumps(written)))
    assert findings == ()
    assert period_document(again) == written


def _tree(text: str) -> Tree:
    tree = read_document(text, "given")
    assert not isinstance(tree, Finding)
    return tree


def test_what_was_not_measured_is_left_out() -> None:
    bare = PeriodFigures(Month(2027, 3), datetime(2027, 4, 5, 1, tzinfo=UTC), {})
    assert period_document(bare) == {
        "period": "2027-03",
        "as_of": "2027-04-05T01:00:00+00:00",
        "kpis": {},
        "lots": {"spend": []},
        "events": [],
    }
    whole = MonitorFigures(KpiFigures("k", Figure(value=Fraction(3))))
    monitored = period_document(replace(bare, monitors={"k": whole}))
    assert monitored["monitors"] == {"k": {"value": "3", "status": "final"}}
    assert lot_document(LOTS[1]) == {"id": "search/2027-03-02", "cost": "12.00 CNY"}
    assert kpi_document(KpiFigures("k", Figure())) == {"status": "final"}
    assert kpi_document(KpiFigures("k", Figure(Status.MISSING))) == {"status": "missing"}
    stated = Figure(value=Fraction(3), fault=Party.VENDOR, currency="CNY")
    assert kpi_document(KpiFigures("k", stated)) == {"value": "3", "status": "final"}


@pytest.mark.parametrize(
    ("sessions", "written"),
    [
        ((Fraction(1), Fraction(0)), {"judged": "1", "unjudged": "0", "invalid": {"A": "0", "B": "0"}}),
        ((Fraction(0), Fraction(1)), {"judged": "0", "unjudged": "1", "invalid": {"A": "0", "B": "0"}}),
    ],
)
def test_sessions_are_written_when_any_was_seen(
    sessions: tuple[Fraction, Fraction], written: dict[str, object]
) -> None:
    lot = SpendLot("a", Fraction(12), "CNY", sessions=LotSessions(*sessions))
    assert lot_document(lot) == {"id": "a", "cost": "12.00 CNY", "sessions": written}


@pytest.mark.parametrize(
    ("figure", "written"),
    [
        (Figure(relieved=Relieved(Fraction(2))), {"relieved": {"deemed_valid": "2", "exclude_record": "0"}}),
        (
            Figure(relieved=Relieved(exclude_record=Fraction(2))),
            {"relieved": {"deemed_valid": "0", "exclude_record": "2"}},
        ),
        (Figure(silent_evidenced=Fraction(2)), {"silent": {"with_evidence": "2", "other": "0"}}),
        (Figure(silent_other=Fraction(2)), {"silent": {"with_evidence": "0", "other": "2"}}),
        (Figure(numerator=Fraction(0), currency="CNY"), {"numerator": "0.00 CNY"}),
        (Figure(numerator=Fraction("1.5"), currency="CNY"), {"numerator": "1.50 CNY"}),
        (Figure(numerator=Fraction("1.2345"), currency="CNY"), {"numerator": "1.2345 CNY"}),
        (Figure(numerator=Fraction(150), currency="JPY"), {"numerator": "150 JPY"}),
        (Figure(numerator=Fraction("1.5"), currency="KWD"), {"numerator": "1.500 KWD"}),
        (Figure(denominator=Fraction(0)), {"denominator": "0"}),
    ],
)
def test_a_part_is_written_when_any_of_it_is_there(figure: Figure, written: dict[str, object]) -> None:
    assert kpi_document(KpiFigures("k", figure)) == {"status": "final"} | written


def test_an_event_is_written_with_the_figures_it_brings() -> None:
    text = """\
id: e1
kind: final_measurement
of_period: "2027-02"
kpis: {b: {value: "7"}, a: {value: "8"}}
lots: {spend: [{id: a, cost: 3.00 CNY}]}
effective: "2027-03-20"
known: "2027-03-20T10:00:00+08:00"
"""
    event, findings = event_of(_tree(text), "given")
    assert findings == ()
    assert event.kpis["b"].id == "b"
    assert (event.place, event.kpis["b"].place) == (Place("given", 1), Place("given", 4, "kpis.b"))
    written = event_document(event)
    assert written == {
        "id": "e1",
        "kind": "final_measurement",
        "of_period": "2027-02",
        "kpis": {"a": {"value": "8", "status": "final"}, "b": {"value": "7", "status": "final"}},
        "lots": {"spend": [{"id": "a", "cost": "3.00 CNY"}]},
        "effective": "2027-03-20",
        "known": "2027-03-20T02:00:00+00:00",
    }
    assert list(written["kpis"]) == ["a", "b"]  # type: ignore[call-overload]  # a mapping
    assert event_of(_tree(json.dumps(written)))[0].lots == (
        SpendLot("a", Fraction(3), "CNY", place=Place("", 1, "lots.spend[a]")),
    )
    assert event_document(EVENT) == {
        "id": "e1",
        "kind": "late_finding",
        "of_period": "2027-02",
        "reason": "duplicate",
        "records": "3",
        "effective": "2027-03-20",
        "known": "2027-03-20T02:00:00+00:00",
    }


# ── What is wrong with a file ─────────────────────────────────────────────────────────────────────────────────────


def of_file(**changes: Any) -> list[Told]:  # noqa: ANN401  # any value
    """What is found in a small file with these parts changed."""
    document: dict[str, Any] = {
        "assay": "measurements/v1",
        "contract": {"id": "AS-1", "version": "1.0.0"},
        "periods": [{"period": "2027-03", "as_of": "2027-04-05T09:00:00+08:00", "kpis": {}}],
    }
    found, findings = load_measurements(json.dumps(document | changes), "given")
    assert (found is None) == any(item.severity is Severity.ERROR for item in findings)
    return told(findings)


def told(findings: tuple[Finding, ...] | list[Finding]) -> list[Told]:
    assert all(item.place.file == "given" for item in findings)
    return [(item.code, item.place.path, item.params) for item in findings]


def test_a_small_file_is_whole() -> None:
    assert of_file() == []
    found, _ = load_measurements(
        '{"assay": "measurements/v1", "contract": {"id": "AS-1", "version": "2"}, "opening": {"id": "x"},'
        ' "periods": [{"period": "2027-03", "as_of": "2027-04-05T09:00:00+08:00"}]}'
    )
    assert found is not None
    assert (found.contract_digest, found.opening, found.file) == ("", {"id": "x"}, "")
    assert (found.periods[0].place, found.periods[0].lots) == (Place("", 1, "periods[0]"), ())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"assay": "measurements/v2"},
            [
                (
                    "contract.unknown_word",
                    "assay",
                    {"found": "measurements/v2", "expected": "measurements/v1"},
                )
            ],
        ),
        ({"periods": []}, [("contract.missing_field", "", {"field": "periods"})]),
        (
            {"opening": "nothing"},
            [("contract.unreadable_value", "opening", {"found": "nothing", "expected": "opening"})],
        ),
        (
            {"opened": "none"},
            [
                (
                    "contract.unknown_field",
                    "opened",
                    {
                        "field": "opened",
                        "expected": "assay, contract, definitions, inputs, opening, periods",
                    },
                )
            ],
        ),
        (
            {"contract": {"id": "AS-1", "version": "1", "of": "x"}},
            [
                (
                    "contract.unknown_field",
                    "contract.of",
                    {"field": "of", "expected": "digest, id, version"},
                )
            ],
        ),
        (
            {"contract": {}},
            [
                ("contract.missing_field", "contract.id", {"field": "id"}),
                ("contract.missing_field", "contract.version", {"field": "version"}),
            ],
        ),
    ],
)
def test_what_is_wrong_with_the_frame_of_a_file_is_said(
    changes: dict[str, Any], expected: list[Told]
) -> None:
    assert of_file(**changes) == expected


def test_findings_stand_in_the_order_of_the_file() -> None:
    text = 'assay: measurements/v1\ncontract: {id: A, version: "1", b: x, a: x}\nopening: what\nperiods: []\n'
    _, findings = load_measurements(text, "given")
    assert [(item.place.line, item.place.path) for item in findings] == [
        (1, ""),
        (2, "contract.a"),
        (2, "contract.b"),
        (3, "opening"),
    ]


def test_a_list_is_no_file_of_measurements() -> None:
    found, findings = load_measurements("[]", "given")
    assert found is None
    fields = [
        ("assay", "assay"),
        ("contract", "contract"),
        ("contract.id", "id"),
        ("contract.version", "version"),
    ]
    assert told(findings) == [
        ("contract.missing_field", path, {"field": field}) for path, field in [("", "periods"), *fields]
    ]


def test_a_file_may_be_longer_than_a_contract() -> None:
    # 21,000 values are more than the 20,000 of a contract, and at 54 bytes each more than its MiB
    files = [f"{number:050d}" for number in range(21_000)]
    assert of_file(inputs={"files": files}) == []


def test_what_is_no_document_is_one_finding() -> None:
    found, findings = load_measurements("a: {", "given")
    assert (found, len(findings), findings[0].place.file) == (None, 1, "given")


def test_an_unreadable_month_is_reported_and_reading_goes_on() -> None:
    tree = _tree('{"period": "March", "as_of": "2027-04-05T09:00:00+08:00", "what": "x"}')
    figures, findings = figures_of(tree, "given")
    expected = "as_of, events, kpis, lots, monitors, period"
    assert told(findings) == [
        ("contract.unreadable_value", "period", {"found": "March", "expected": "month"}),
        ("contract.unknown_field", "what", {"field": "what", "expected": expected}),
    ]
    assert figures.month == Month(2000, 1)
    assert figures_of(_tree('{"what": "x"}'))[1][0].place.file == ""


def figure(written: dict[str, Any], where: str = "kpis") -> list[Told]:
    """What is found in the figures of one KPI, or monitor, with places below it."""
    found = of_file(
        periods=[{"period": "2027-03", "as_of": "2027-04-05T09:00:00+08:00", where: {"k": written}}]
    )
    head = f"periods[0].{where}.k"
    assert all(path.startswith(head) for _, path, _ in found)
    return [(code, path.removeprefix(head).removeprefix("."), params) for code, path, params in found]


WORDS = "buyer, neither, vendor"
FIELDS = "denominator, fault, n, numerator, open, reason, relieved, silent, source, status, value, weeks"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"value": "-1"}, [("measurements.negative", "value", {"found": "-1"})]),
        ({"numerator": "-1.00 CNY"}, [("measurements.negative", "numerator", {"found": "-1 CNY"})]),
        ({"denominator": "-1"}, [("measurements.negative", "denominator", {"found": "-1"})]),
        ({"open": "-1"}, [("measurements.negative", "open", {"found": "-1"})]),
        ({"n": "-1"}, [("measurements.negative", "n", {"found": "-1"})]),
        ({"value": "0", "numerator": "0", "denominator": "0", "open": "0", "n": "0"}, []),
        ({"value": "x"}, [("contract.unreadable_value", "value", {"found": "x", "expected": "quantity"})]),
        (
            {"numerator": "x"},
            [("contract.unreadable_value", "numerator", {"found": "x", "expected": "quantity"})],
        ),
        ({"status": "missing"}, [("measurements.fault_missing", "status", {})]),
        ({"status": "missing", "fault": "neither"}, []),
        (
            {"status": "open"},
            [
                (
                    "contract.unknown_word",
                    "status",
                    {"found": "open", "expected": "final, missing, provisional"},
                )
            ],
        ),
        ({"fault": "me"}, [("contract.unknown_word", "fault", {"found": "me", "expected": WORDS})]),
        (
            {"reason": "why"},
            [
                (
                    "contract.unknown_word",
                    "reason",
                    {"found": "why", "expected": ", ".join(sorted(reason.value for reason in Reason))},
                )
            ],
        ),
        ({"what": "x"}, [("contract.unknown_field", "what", {"field": "what", "expected": FIELDS})]),
        (
            {"relieved": {"valid": "1"}},
            [
                (
                    "contract.unknown_field",
                    "relieved.valid",
                    {"field": "valid", "expected": "deemed_valid, exclude_record"},
                )
            ],
        ),
        (
            {"relieved": {"deemed_valid": "-1", "exclude_record": "-2"}},
            [
                ("contract.below_zero", "relieved.deemed_valid", {"found": "-1"}),
                ("contract.below_zero", "relieved.exclude_record", {"found": "-2"}),
            ],
        ),
        (
            {"silent": {"all": "1"}},
            [
                (
                    "contract.unknown_field",
                    "silent.all",
                    {"field": "all", "expected": "other, with_evidence"},
                )
            ],
        ),
        ({"silent": {}, "relieved": {}}, []),
    ],
)
def test_what_is_wrong_with_a_figure_is_said(written: dict[str, Any], expected: list[Told]) -> None:
    assert figure(written) == expected


def test_only_a_monitor_may_lie_below_zero_and_only_its_numerator() -> None:
    week = {"from": "2027-03-01", "to": "2027-03-07", "numerator": "-1", "denominator": "2"}
    assert figure({"weeks": [week]}) == [("measurements.negative", "weeks[0].numerator", {"found": "-1"})]
    assert figure({"weeks": [week]}, "monitors") == []
    assert figure({"numerator": "-1"}, "monitors") == []
    assert figure({"denominator": "-1"}, "monitors") == [
        ("measurements.negative", "denominator", {"found": "-1"})
    ]


def test_what_is_wrong_with_weeks_is_said() -> None:
    backwards = {"from": "2027-03-07", "to": "2027-03-06", "what": "x"}
    found = figure({"weeks": [backwards], "status": "x", "fault": "y", "why": "z"})
    assert found == [
        ("contract.unknown_word", "fault", {"found": "y", "expected": WORDS}),
        ("contract.unknown_word", "status", {"found": "x", "expected": "final, missing, provisional"}),
        (
            "contract.term_backwards",
            "weeks[0].to",
            {"start": "2027-03-07", "end": "2027-03-06"},
        ),
        (
            "contract.unknown_field",
            "weeks[0].what",
            {
                "field": "what",
                "expected": (
                    "denominator, fault, from, n, numerator, open, reason, relieved, silent, source, status, to,"
                    " value"
                ),
            },
        ),
        ("contract.unknown_field", "why", {"field": "why", "expected": "fault, status, weeks"}),
    ]
    assert figure({"weeks": [{"from": "2027-03-07", "to": "2027-03-07"}]}) == []


def test_weeks_of_one_span_keep_their_order() -> None:
    week = {"from": "2027-03-01", "to": "2027-03-07"}
    weeks = [week | {"value": "2"}, week | {"value": "1"}]
    tree = _tree(json.dumps({"period": "2027-03", "as_of": "x", "kpis": {"k": {"weeks": weeks}}}))
    found = figures_of(tree)[0].kpis["k"].weeks
    assert [item.value for _, item in found] == [2, 1]


def lot(**written: Any) -> list[Told]:  # noqa: ANN401  # any value
    """What is found in one spend lot, with places below it."""
    base = {"id": "a", "cost": "9.00 CNY"}
    lots = {"spend": [base | written]}
    found = of_file(periods=[{"period": "2027-03", "as_of": "2027-04-05T09:00:00+08:00", "lots": lots}])
    head = "periods[0].lots.spend[a]"
    assert all(path.startswith(head) for _, path, _ in found)
    return [(code, path.removeprefix(head).removeprefix("."), params) for code, path, params in found]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"cost": "9"}, [("contract.unreadable_value", "cost", {"found": "9", "expected": "money"})]),
        ({"cost": "0.00 CNY"}, []),
        (
            {"cost": "-1.00 CNY"},
            [
                ("measurements.negative", "cost", {"found": "-1 CNY"}),
                ("measurements.credit_over_cost", "platform_credit", {"found": "0 CNY", "cost": "-1 CNY"}),
            ],
        ),
        (
            {"platform_credit": "1.00 USD"},
            [("contract.wrong_currency", "platform_credit", {"found": "USD", "expected": "CNY"})],
        ),
        (
            {"platform_credit": "9.01 CNY"},
            [
                (
                    "measurements.credit_over_cost",
                    "platform_credit",
                    {"found": "9.01 CNY", "cost": "9 CNY"},
                )
            ],
        ),
        ({"platform_credit": "9.00 CNY"}, []),
        (
            {"what": "x"},
            [
                (
                    "contract.unknown_field",
                    "what",
                    {
                        "field": "what",
                        "expected": "cost, failed_segment, id, leads, platform_credit, sessions",
                    },
                )
            ],
        ),
        (
            {"sessions": {"judged": "10", "invalid": {"A": "6", "B": "5"}}},
            [("measurements.more_invalid", "sessions.invalid", {"found": "11", "of": "10"})],
        ),
        ({"sessions": {"judged": "10", "invalid": {"A": "6", "B": "4"}}}, []),
        ({"sessions": {"judged": "10", "unjudged": "4"}}, []),
        (
            {"sessions": {"seen": "1", "invalid": {"C": "1"}}},
            [
                (
                    "contract.unknown_field",
                    "sessions.invalid.C",
                    {"field": "C", "expected": "A, B"},
                ),
                (
                    "contract.unknown_field",
                    "sessions.seen",
                    {"field": "seen", "expected": "invalid, judged, unjudged"},
                ),
            ],
        ),
        (
            {"leads": {"credited": "10", "valid": "6", "invalid": {"silent": "3", "duplicate": "2"}}},
            [("measurements.more_invalid", "leads.credited", {"found": "11", "of": "10"})],
        ),
        ({"leads": {"credited": "10", "valid": "6", "invalid": {"silent": "3", "duplicate": "1"}}}, []),
        ({"leads": {"credited": "10", "valid": "6"}}, []),
        (
            {
                "leads": {
                    "credited": "9",
                    "invalid": {"silent": "4"},
                    "relieved": {"deemed_valid": "2", "exclude_record": "3"},
                }
            },
            [("measurements.more_relieved", "leads.relieved", {"found": "5", "of": "4"})],
        ),
        (
            {
                "leads": {
                    "credited": "9",
                    "invalid": {"silent": "5"},
                    "relieved": {"deemed_valid": "2", "exclude_record": "3"},
                }
            },
            [],
        ),
        (
            {"leads": {"seen": "1"}},
            [
                (
                    "contract.unknown_field",
                    "leads.seen",
                    {"field": "seen", "expected": "credited, invalid, relieved, valid"},
                )
            ],
        ),
    ],
)
def test_what_is_wrong_with_a_lot_is_said(written: dict[str, Any], expected: list[Told]) -> None:
    assert lot(**written) == expected


def test_lots_hold_spend_and_nothing_else() -> None:
    period = {"period": "2027-03", "as_of": "2027-04-05T09:00:00+08:00", "lots": {"fees": "x"}}
    assert of_file(periods=[period]) == [
        (
            "contract.unknown_field",
            "periods[0].lots.fees",
            {"field": "fees", "expected": "spend"},
        )
    ]


# ── What is wrong with an event ───────────────────────────────────────────────────────────────────────────────────

HEAD = {"id": "e1", "effective": "2027-03-20", "known": "2027-03-20T10:00:00+08:00"}


def event(kind: str, **fields: Any) -> list[Told]:  # noqa: ANN401  # any value
    found, findings = event_of(_tree(json.dumps(HEAD | {"kind": kind} | fields)), "given")
    assert (found.id, found.kind, found.effective_on) == ("e1", kind, date(2027, 3, 20))
    return told(findings)


FULL: dict[str, dict[str, Any]] = {
    "signing": {},
    "hand_over": {},
    "final_acceptance": {},
    "amendment": {"version": "2.0.0"},
    "revision": {"kpi": "a", "factor": "90%", "signed": "false"},
    "notice": {"by": "buyer", "on": "T1"},
    "reply": {"by": "vendor", "on": "C1", "of_period": "2027-03"},
    "delivery": {"of_period": "2027-03", "through": "email"},
    "force_majeure": {
        "party": "vendor",
        "cause": "flood",
        "from": "2027-03-01",
        "to": "2027-03-01",
        "notice": "2027-03-02",
    },
    "late_duty": {"party": "buyer", "duty": "a", "from": "2027-03-01", "to": "2027-03-02"},
    "duty": {"party": "vendor", "duty": "a", "of_period": "2027-03", "value": "80%", "part": "x", "on": "y"},
    "final_measurement": {"of_period": "2027-03", "kpis": {}, "lots": {}},
    "late_finding": {"of_period": "2027-03", "reason": "a", "records": "3", "qualified": "1"},
    "dispute": {
        "by": "buyer",
        "of_period": "2027-03",
        "lot": "a",
        "reason": "b",
        "records": "3",
        "qualified": "1",
    },
    "ruling": {"on": "d1", "for": "buyer", "by": "court", "audit_cost": "9.00 CNY", "difference": "2%"},
    "reissue": {"of_period": "2027-03", "reason": "a", "signed": "true", "kpis": {}, "lots": {}},
    "platform_credit": {"lot": "a", "amount": "9.00 CNY"},
    "replacement": {"of_period": "2027-03", "lot": "a", "records": "3"},
    "redelivery": {"of_period": "2027-03", "units": "1.5", "on": "x"},
    "sample": {"sample": "a", "of_period": "2027-03", "draw": "second", "n": "60", "errors": "3"},
    "invoice": {"of_period": "2027-03", "amount": "9.00 CNY", "valid": "false"},
    "payment": {"by": "buyer", "of_period": "2027-03", "amount": "9.00 CNY"},
    "incident": {"what": "data_incident", "actual_cost": "9.00 CNY"},
    "abandonment": {"lost_orders": "9.00 CNY"},
    "fraud": {"lost_orders": "9.00 CNY"},
    "termination": {"by": "buyer", "ground": "T1"},
    "withdraw_trigger": {"on": "T1", "period": "2027-03"},
}


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_each_kind_of_event_is_read_with_its_own_fields(kind: str) -> None:
    found, findings = event_of(_tree(json.dumps(HEAD | {"kind": kind} | FULL[kind])), "given")
    assert findings == ()
    brought = {key for key in FULL[kind] if key in {"kpis", "lots"}}
    assert found.fields == {key: value for key, value in FULL[kind].items() if key not in brought}
    assert (found.kpis, found.lots) == ({}, () if brought else None)
    missing = event(kind)
    required = EVENT_KINDS[kind].required
    lacking = [*required, *(("reason", "records") if kind == "dispute" else ())]
    assert missing == [("contract.missing_field", key, {"field": key}) for key in lacking]


def test_an_unknown_kind_is_one_finding_whatever_else_it_says() -> None:
    expected = ", ".join(sorted(FULL))
    assert event("strike", what="x", kpis={"a": {"value": "-1"}}, lots={"what": "x"}) == [
        ("contract.unknown_word", "kind", {"found": "strike", "expected": expected})
    ]


def test_only_new_figures_bring_figures() -> None:
    allowed = "effective, id, kind, known, on, period"
    assert event("withdraw_trigger", on="T1", kpis={"a": {"value": "1"}}, lots={}) == [
        ("contract.unknown_field", "kpis", {"field": "kpis", "expected": allowed}),
        ("contract.unknown_field", "lots", {"field": "lots", "expected": allowed}),
    ]


MONTH = {"found": "March", "expected": "month"}


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        (
            "force_majeure",
            {"from": "2027-03-02", "to": "2027-03-01", "party": "us", "notice": "soon"},
            [
                ("contract.term_backwards", "to", {"start": "2027-03-02", "end": "2027-03-01"}),
                ("contract.unknown_word", "party", {"found": "us", "expected": "buyer, vendor"}),
                ("contract.unreadable_value", "notice", {"found": "soon", "expected": "instant"}),
            ],
        ),
        ("force_majeure", {"notice": "2027-03-02T10:00:00+08:00"}, []),
        (
            "late_duty",
            {"from": "today"},
            [("contract.unreadable_value", "from", {"found": "today", "expected": "day"})],
        ),
        (
            "ruling",
            {"for": "us", "difference": "120%", "audit_cost": "9"},
            [
                ("contract.unknown_word", "for", {"found": "us", "expected": "buyer, vendor"}),
                ("contract.unreadable_value", "audit_cost", {"found": "9", "expected": "money"}),
                ("contract.share_out_of_range", "difference", {"found": "120%"}),
            ],
        ),
        (
            "revision",
            {"signed": "yes", "factor": "x"},
            [
                ("contract.unreadable_value", "factor", {"found": "x", "expected": "ratio"}),
                ("contract.unknown_word", "signed", {"found": "yes", "expected": "false, true"}),
            ],
        ),
        (
            "invoice",
            {"of_period": "March", "valid": "no", "amount": "-9.00 CNY"},
            [
                ("contract.unreadable_value", "of_period", MONTH),
                ("measurements.negative", "amount", {"found": "-9 CNY"}),
                ("contract.unknown_word", "valid", {"found": "no", "expected": "false, true"}),
            ],
        ),
        (
            "sample",
            {"draw": "third", "n": "1.5", "errors": "x"},
            [
                ("contract.unknown_word", "draw", {"found": "third", "expected": "first, second"}),
                ("contract.unreadable_value", "n", {"found": "1.5", "expected": "count"}),
                ("contract.unreadable_value", "errors", {"found": "x", "expected": "count"}),
            ],
        ),
        (
            "duty",
            {"value": "much"},
            [("contract.unreadable_value", "value", {"found": "much", "expected": "quantity"})],
        ),
        (
            "dispute",
            {"line": "C3"},
            [
                ("contract.unknown_field", key, {"field": key, "expected": "line"})
                for key in ("lot", "reason", "records", "qualified")
            ],
        ),
    ],
)
def test_what_is_wrong_with_an_event_is_said(
    kind: str, changes: dict[str, Any], expected: list[Told]
) -> None:
    assert event(kind, **(FULL[kind] | changes)) == expected


@pytest.mark.parametrize(("there", "other"), [("from", "to"), ("to", "from")])
def test_one_day_without_the_other_is_read_and_the_other_asked_for(there: str, other: str) -> None:
    fields = {name: value for name, value in FULL["late_duty"].items() if name != other}
    assert event("late_duty", **(fields | {there: "today"})) == [
        ("contract.unreadable_value", there, {"found": "today", "expected": "day"}),
        ("contract.missing_field", other, {"field": other}),
    ]


def test_a_dispute_of_a_line_names_no_records() -> None:
    assert event("dispute", by="buyer", of_period="2027-03", line="C3") == []


def test_a_file_of_events_is_read_or_refused_whole() -> None:
    entry = HEAD | {"kind": "signing"}
    events = load_events(json.dumps({"assay": "events/v1", "events": [entry]}), "given")
    assert events == (
        Event(
            "e1",
            "signing",
            date(2027, 3, 20),
            datetime(2027, 3, 20, 2, tzinfo=UTC),
            place=Place("given", 1, "events[e1]"),
        ),
    )
    assert load_events('{"assay": "events/v1"}') == ()
    with pytest.raises(FindingsError) as refused:
        load_events(json.dumps({"assay": "events/v2", "events": [entry | {"of": "x"}], "more": "x"}), "given")
    assert told(list(refused.value.findings)) == [
        ("contract.unknown_word", "assay", {"found": "events/v2", "expected": "events/v1"}),
        (
            "contract.unknown_field",
            "events[e1].of",
            {"field": "of", "expected": "effective, id, kind, known"},
        ),
        ("contract.unknown_field", "more", {"field": "more", "expected": "assay, events"}),
    ]
    with pytest.raises(FindingsError) as refused:
        load_events("a: {", "given")
    assert [item.place.file for item in refused.value.findings] == ["given"]


def test_a_cost_that_nobody_states_is_read_and_written_as_unknown() -> None:
    written = {"id": "a", "cost": "unknown"}
    assert lot_document(SpendLot("a", None, "")) == written

    text = WHOLE.replace("cost: 12 CNY", "cost: unknown")
    found, _ = load_measurements(text, "given")
    assert found is not None
    (period,) = found.periods

    assert SpendLot("search/2027-03-02", None, "", place=LOTS[1].place) in period.lots
