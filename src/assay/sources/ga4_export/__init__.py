"""Events that Google Analytics 4 exports to BigQuery → sessions per campaign and day. Nobody's identifier leaves it."""

from assay.sources.ga4_export.source import Ga4Export

__all__ = ["Ga4Export"]
