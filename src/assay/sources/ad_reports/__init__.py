"""Reports of ad platforms, each by a preset: a small file says what its columns, totals, footers and title lines are called.

``preset`` reads a preset, ``detect`` finds the one that a file belongs to, ``report`` lays the file out, ``timing`` finds the
days of each row, ``lines`` reads the figures, and ``source`` ties them into the :class:`~assay.ports.Source` of one preset.
"""

from assay.sources.ad_reports.preset import preset_names
from assay.sources.ad_reports.source import AdReport

__all__ = ["AdReport", "preset_names"]
