"""Reading scenarios and ranges from their files (``assay: scenarios/v1``, ``assay: ranges/v1``), every finding at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

from assay.core.acceptance.measurements import Status
from assay.core.acceptance.read_events import EVENT_KINDS
from assay.core.contract.document import read_document
from assay.core.contract.load import bilingual
from assay.core.contract.model import Party
from assay.core.contract.reader import Reader
from assay.core.findings import Finding, FindingsError
from assay.core.scenarios.calendar import is_when
from assay.core.scenarios.fit import NEEDS
from assay.core.scenarios.ranges import Range, Ranges
from assay.core.scenarios.read_beside import (
    months,
    positive,
    read_drawn,
    read_stray,
    read_watched,
    whole_numbers,
)
from assay.core.scenarios.scenario import ALL, Assumed, Happening, Level, Revised, Scenario, Suite, Traffic

T = TypeVar("T")
_ONE, _ZERO = Fraction(1), Fraction(0)
_OF_EVENT = ("kind", "at", "known", "levels")


def load_suite(text: str, file: str = "") -> Suite:
    """Read a scenarios file.

    Raises:
        FindingsError: All problems of the file.
    """
    return _load(text, file, "scenarios/v1", _suite)


def load_ranges(text: str, file: str = "") -> Ranges:
    """Read a ranges file.

    Raises:
        FindingsError: All problems of the file.
    """
    return _load(text, file, "ranges/v1", _ranges)


def _load(text: str, file: str, form: str, read: Callable[[Reader], T]) -> T:
    tree = read_document(text, file)
    if isinstance(tree, Finding):
        raise FindingsError([tree])
    findings: list[Finding] = []
    reader = Reader(tree, file, findings)
    reader.choice("assay", (form,))
    result = read(reader)
    reader.close()
    if findings:
        raise FindingsError(findings)
    return result


def _suite(reader: Reader) -> Suite:
    scenarios = tuple(_scenario(item) for item in reader.records("scenarios"))
    for name, times in Counter(item.id for item in scenarios).items():
        if times > 1:
            reader.report("simulate.scenario_twice", "scenarios", id=name)
    if not scenarios:
        reader.report("contract.missing_field", field="scenarios")
    return Suite(scenarios, _assumed(reader))


def _assumed(reader: Reader) -> Assumed:
    block = reader.record("assumed")
    if block is None:
        return Assumed()
    assumed = Assumed(
        media_share=block.ratio("media_share", Fraction(1, 2)),
        records=max(1, block.count("records", 100)),
        days=whole_numbers(block, "days", 1, 31) or (1, 15),
    )
    block.close()
    return assumed


def _scenario(reader: Reader) -> Scenario:
    scenario = Scenario(
        id=reader.text("id"),
        name=bilingual(reader.required("name")),
        levels=tuple(_level(item) for item in reader.records("kpis")),
        traffic=tuple(_traffic(item) for item in reader.records("spend")),
        happenings=tuple(_happening(item) for item in reader.records("events")),
        watched=tuple(read_watched(item) for item in reader.records("monitors")),
        drawn=tuple(read_drawn(item) for item in reader.records("samples")),
        strays=tuple(read_stray(item) for item in reader.records("another_way")),
        needs=_needs(reader),
        rate=positive(reader, "exchange_rate"),
        revised=_revised(reader),
        ends_in=reader.count("ends_in", 0),
        place=reader.place,
    )
    reader.close()
    return scenario


def _needs(reader: Reader) -> tuple[str, ...]:
    needs = reader.texts("needs")
    for need in needs:
        if need.partition(":")[0] not in NEEDS:
            reader.report("contract.unknown_word", "needs", found=need, expected=", ".join(sorted(NEEDS)))
    return needs


def _level(reader: Reader) -> Level:
    status = Status(reader.choice("status", (Status.FINAL.value, Status.MISSING.value), Status.FINAL.value))
    fault = reader.choice("fault", [party.value for party in Party], "")
    if status is Status.MISSING and not fault:
        reader.report("measurements.fault_missing", "status")
    level = Level(
        kpi=reader.text("kpi", ALL),
        months=months(reader),
        factor=reader.number("factor", _ONE),
        delta=_signed(reader, "records"),
        unseasoned=reader.choice("of", ("target", "unseasoned_target"), "target") == "unseasoned_target",
        status=status,
        fault=Party(fault) if fault else None,
        arrives=reader.count("arrives", 0),
        open=reader.share("open", _ZERO),
        relieved=reader.share("relieved", _ZERO),
        silent=reader.share("silent", _ZERO),
        evidenced=reader.share("silent_with_evidence", _ZERO),
        fallback=reader.choice("from", ("source", "fallback"), "source") == "fallback",
    )
    if level.open and level.relieved:
        reader.report("simulate.open_and_relieved", "open")
    if level.arrives and level.status is not Status.MISSING:
        reader.report("simulate.arrives_without_missing", "arrives")
    if level.silent + level.evidenced > 1:
        found = str(level.silent + level.evidenced)
        reader.report("contract.share_out_of_range", "silent", found=found)
    reader.close()
    return level


def _traffic(reader: Reader) -> Traffic:
    traffic = Traffic(
        months=months(reader),
        spend=reader.number("factor", _ONE),
        invalid=reader.share("invalid_leads", _ZERO),
        junk=reader.count("junk_leads", 0),
        reason=reader.text("reason", ""),
        failed=reader.share("failed_segment", _ZERO),
        class_a=reader.share("invalid_sessions", _ZERO),
    )
    if traffic.invalid == 1:
        reader.report("simulate.all_invalid", "invalid_leads")
        traffic = Traffic()
    reader.close()
    return traffic


def _happening(reader: Reader) -> Happening:
    kind = reader.text("kind")
    if kind not in EVENT_KINDS:
        expected = ", ".join(sorted(EVENT_KINDS))
        reader.report("contract.unknown_word", "kind", found=kind, expected=expected)
    at, known = reader.text("at"), reader.text("known", "")
    for key, text in (("at", at), ("known", known)):
        if text and not is_when(text):
            reader.report("simulate.when", key, found=text)
    document = reader.tree.plain()
    assert isinstance(document, dict)
    fields = {key: value for key, value in document.items() if key not in _OF_EVENT}
    reader.skip(fields)
    levels = tuple(_level(item) for item in reader.records("levels"))
    if levels and not (kind in EVENT_KINDS and EVENT_KINDS[kind].figures):
        brings = ", ".join(sorted(name for name, item in EVENT_KINDS.items() if item.figures))
        reader.report("simulate.no_figures", "levels", kind=kind, expected=brings)
    reader.close()
    return Happening(kind, at, known, fields, levels, reader.place)


def _revised(reader: Reader) -> Revised | None:
    block = reader.record("amendment")
    if block is None:
        return None
    revised = Revised(block.count("month"), positive(block, "targets"))
    block.close()
    return revised


def _signed(reader: Reader, key: str) -> Fraction:
    """A whole number that may be below zero."""
    value = reader.ratio(key, _ZERO)
    if value.denominator != 1:
        reader.report("contract.unreadable_value", key, found=str(value), expected="count")
    return value


def _ranges(reader: Reader) -> Ranges:
    ranges = Ranges(
        kpis={name: _range(item) for name, item in reader.entries("kpis")},
        invalid=_one(reader, "invalid_leads"),
        failed=_one(reader, "failed_segment"),
    )
    for key, found in (("invalid_leads", ranges.invalid), ("failed_segment", ranges.failed)):
        if found.high >= 1:
            reader.report("contract.share_out_of_range", key, found=str(found.high))
    return ranges


def _one(reader: Reader, key: str) -> Range:
    block = reader.record(key)
    return Range(_ZERO, _ZERO, _ZERO) if block is None else _range(block)


def _range(reader: Reader) -> Range:
    found = Range(reader.ratio("low"), reader.ratio("mode"), reader.ratio("high"))
    if not 0 <= found.low <= found.mode <= found.high:
        low, mode, high = map(str, (found.low, found.mode, found.high))
        reader.report("simulate.range_order", "mode", low=low, mode=mode, high=high)
    reader.close()
    return found
