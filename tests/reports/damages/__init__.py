"""A document of ours, damaged in one respect at a time: what the examination of PDF/A has to refuse by name."""

from __future__ import annotations

from tests.reports.damages.change import Damage
from tests.reports.damages.fonts import FONTS
from tests.reports.damages.graphics import GRAPHICS
from tests.reports.damages.interaction import INTERACTION
from tests.reports.damages.metadata import METADATA
from tests.reports.damages.structure import STRUCTURE
from tests.reports.damages.tagging import TAGGING

DAMAGES: tuple[Damage, ...] = (*STRUCTURE, *GRAPHICS, *FONTS, *INTERACTION, *METADATA, *TAGGING)
