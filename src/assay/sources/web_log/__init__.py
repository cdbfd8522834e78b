"""Logs of web servers → sessions per campaign and day. Addresses and browsers stay inside; only counts leave."""

from assay.sources.web_log.source import WebLog

__all__ = ["WebLog"]
