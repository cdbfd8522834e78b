"""Reports downloaded from Google Analytics 4 → sessions, where a table has day, campaign and sessions."""

from assay.sources.ga4_report.source import Ga4Report

__all__ = ["Ga4Report"]
