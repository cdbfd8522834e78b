"""Answers of the Pipedrive interface (JSON) → people as leads, won deals as orders."""

from assay.sources.pipedrive.source import PipedriveItems

__all__ = ["PipedriveItems"]
