"""Search Console: what people searched for when the site was shown, by query, page, country, device and day."""

from assay.sources.search_console.source import SearchConsole

__all__ = ["SearchConsole"]
