"""Google Ads reports (CSV of both kinds) → spend by day, with the totals of the report held against its rows."""

from assay.sources.google_ads.source import GoogleAdsReport

__all__ = ["GoogleAdsReport"]
