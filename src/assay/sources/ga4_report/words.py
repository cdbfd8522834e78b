"""Words of Google Analytics reports. Columns were renamed over the years and are in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from assay.sources.cells import header_key

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "date": ("Date", "日期", "Datum", "Fecha", "Data"),
    "nth_day": ("Nth day", "第 N 天", "第N天", "N-ter Tag", "Nter Tag", "Enésimo día", "Nième jour"),
    "campaign": (
        "Session campaign", "Session campaign name", "Session manual campaign name", "会话广告系列", "会话 - 广告系列",
        "工作階段廣告活動", "Sitzungskampagne", "Sitzung – Kampagne", "Kampagne der Sitzung", "Campaña de la sesión", "Campagne de la session",
    ),
    "sessions": ("Sessions", "会话数", "会话", "工作階段", "Sitzungen", "Sesiones", "Sessões", "Sessioni"),
    "engaged": (
        "Engaged sessions", "互动会话数", "互動工作階段", "Sitzungen mit Interaktionen", "Sitzungen mit Interaktion",
        "Sesiones con interacción", "Sessions avec engagement",
    ),
}  # fmt: skip
_SPLITS: Mapping[str, tuple[str, ...]] = {
    "source": ("Session source", "会话来源"),
    "medium": ("Session medium", "会话媒介"),
    "source_medium": ("Session source / medium", "会话来源/媒介"),
    "source_platform": ("Session source platform",),
    "channel": (
        "Session default channel group", "Session default channel grouping", "Session primary channel group (Default channel group)",
        "Session primary channel group", "会话默认渠道组", "会话主要渠道组（默认渠道组）", "工作階段預設管道群組",
        "Standardkanalgruppe der Sitzung", "Primäre Channelgruppe der Sitzung (Standard-Channelgruppe)",
        "Grupo de canales predeterminado de la sesión", "Groupe de canaux par défaut de la session",
    ),
    "google_ads_campaign": ("Session Google Ads campaign",),
    "device": ("Device category", "设备类别", "Gerätekategorie"),
    "country": ("Country", "国家/地区", "Land"),
    "landing_page": ("Landing page", "Landing page + query string", "着陆页"),
}  # fmt: skip
"""Columns that belong to a whole session, so that rows split by them add up again."""

_TOTALS = (
    "Grand total",
    "Total",
    "总计",
    "總計",
    "合计",
    "Gesamtsumme",
    "Gesamt",
    "Total general",
    "Total général",
    "Totale",
)
NO_CAMPAIGN = frozenset({"(direct)", "(organic)", "(referral)"})
"""What stands in place of a campaign where none brought the session."""

_COLUMN_OF = {header_key(word): name for name, words in _COLUMNS.items() for word in words}
_SPLIT_OF = {header_key(word): name for name, words in _SPLITS.items() for word in words}
_TOTAL_KEYS = {header_key(word) for word in _TOTALS}


def column_of(header: str) -> str:
    """Our name for a column; empty for another."""
    return _COLUMN_OF.get(header_key(header), "")


def is_split(header: str) -> bool:
    """Whether the column belongs to a whole session."""
    return header_key(header) in _SPLIT_OF


def dimension_of(header: str) -> str:
    """By what a column splits whole sessions: ``campaign``, ``channel`` …; empty for another column."""
    return "campaign" if column_of(header) == "campaign" else _SPLIT_OF.get(header_key(header), "")


def is_total(cell: str) -> bool:
    """Whether a cell marks a row of totals."""
    return header_key(cell) in _TOTAL_KEYS
