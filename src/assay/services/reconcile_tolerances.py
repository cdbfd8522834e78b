"""The tolerances of a reconciliation: those of the product, and a small file that says others."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from fractions import Fraction

from assay.core.findings import Finding, FindingsError, Place
from assay.core.reconciliation.lines import DEFAULT_TOLERANCES, Pair, Tolerance

FORMAT = "tolerances/v1"
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,6})?")
_PERCENT = 100


def load_tolerances(text: str, file: str) -> Mapping[Pair, Tolerance]:
    """The product's tolerances with those of a file in their place.

    Raises:
        FindingsError: It is no TOML, or says something that does not exist; everything wrong at once.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise FindingsError([_refused(file, "", str(broken))]) from None
    findings = [] if document.pop("assay", None) == FORMAT else [_refused(file, "assay", "")]
    said: dict[Pair, Tolerance] = {}
    for name, entry in document.items():
        if name not in set(Pair):
            findings.append(_refused(file, name, name))
            continue
        wrong = [] if isinstance(entry, dict) else [_refused(file, name, str(entry))]
        found = _tolerance(entry, Pair(name), file, wrong) if isinstance(entry, dict) else None
        findings += wrong
        if found is not None:
            said[Pair(name)] = found
    if findings:
        raise FindingsError(findings)
    return {**DEFAULT_TOLERANCES, **said}


def _tolerance(entry: Mapping[str, object], pair: Pair, file: str, wrong: list[Finding]) -> Tolerance | None:
    default = DEFAULT_TOLERANCES[pair]
    wrong += [_refused(file, f"{pair}.{key}", key) for key in entry if key not in ("share", "least")]
    share, least = entry.get("share"), entry.get("least")
    shared, fewest = default.share if share is None else _share(share), default.least
    if shared is None:
        wrong.append(_refused(file, f"{pair}.share", str(share)))
    if least is not None:
        found = _number(least)
        if found is None:
            wrong.append(_refused(file, f"{pair}.least", str(least)))
        fewest = found or Fraction(0)
    return None if wrong or shared is None else Tolerance(shared, fewest)


def _share(value: object) -> Fraction | None:
    """``15%``; a bare number is refused, for 15 and 0.15 would both be meant by someone."""
    number = _number(value.removesuffix("%")) if isinstance(value, str) and value.endswith("%") else None
    return None if number is None or number > _PERCENT else number / _PERCENT


def _number(value: object) -> Fraction | None:
    return Fraction(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None


def _refused(file: str, path: str, found: str) -> Finding:
    known = ", ".join(pair.value for pair in Pair)
    return Finding("reconcile.tolerances", Place(file, path=path), {"found": found, "known": known})
