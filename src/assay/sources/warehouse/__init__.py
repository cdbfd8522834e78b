"""Tables that warehouses keep of platforms and shops and that hold nothing for us: told by name, with what to bring instead.

The tables that do hold something are read by the presets of :mod:`assay.sources.ad_reports` and by mappings.
"""

from assay.sources.warehouse.known import refusal

__all__ = ["refusal"]
