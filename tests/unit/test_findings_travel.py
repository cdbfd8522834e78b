"""Findings cross from a process that computes to the one that shows them."""

import pickle

from assay.core.findings import Finding, FindingsError, Place


def test_an_error_keeps_its_findings_between_processes() -> None:
    error = FindingsError([Finding("a.b", Place("file", 3), {"found": "x"}), Finding("a.a")])
    assert pickle.loads(pickle.dumps(error)).findings == error.findings  # noqa: S301  # our own bytes
