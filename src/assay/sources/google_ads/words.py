"""Words of Google Ads reports in English, Chinese and German: columns, titles, totals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assay.core.leads.identity import visible
from assay.sources.cells import header_key
from assay.sources.spend_lines import MEASURES

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "day": ("Day", "Date", "日期", "天", "Tag", "Datum", "Jour"),
    "longer": (
        "Week",
        "Month",
        "Quarter",
        "Year",
        "周",
        "月",
        "月份",
        "季度",
        "年",
        "Woche",
        "Monat",
        "Quartal",
        "Jahr",
        "Semaine",
        "Mois",
        "Trimestre",
        "Année",
    ),
    "campaign": ("Campaign", "广告系列", "Kampagne", "Campagne"),
    "campaign_type": ("Campaign type", "广告系列类型", "Kampagnentyp", "Type de campagne"),
    "ad_group": ("Ad group", "广告组", "Anzeigengruppe", "Groupe d'annonces", "Groupe d’annonces"),
    "keyword": (
        "Keyword",
        "Search keyword",
        "关键字",
        "搜索关键字",
        "Suchkeyword",
        "Mot clé",
        "Mot clé pour le Réseau de Recherche",
    ),
    "match_type": (
        "Match type",
        "匹配类型",
        "Keyword-Option",
        "Übereinstimmungstyp",
        "Type de correspondance",
    ),
    "search_term": ("Search term", "搜索字词", "Suchbegriff", "Terme de recherche"),
    "ad": ("Ad ID", "广告 ID", "Anzeigen-ID", "ID de l'annonce", "ID de l’annonce"),
    "account": ("Account", "Account name", "账号", "帐号", "账户", "Konto", "Compte", "Nom du compte"),
    "currency": (
        "Currency code",
        "Currency",
        "货币代码",
        "币种代码",
        "Währungscode",
        "Code de devise",
        "Code devise",
        "Devise",
    ),
    "cost": ("Cost", "费用", "Kosten", "Coût"),
    "impressions": ("Impr.", "Impressions", "展示次数", "展示", "Impressionen"),
    "clicks": ("Clicks", "点击次数", "Klicks", "Clics"),
    "results": ("Conversions", "转化次数", "转化数"),
}
_FIELD_OF = {header_key(header): field for field, headers in COLUMNS.items() for header in headers}

_TITLES: Mapping[str, tuple[str, ...]] = {
    "campaign": (
        "Campaign report",
        "Campaign performance",
        "广告系列报告",
        "Kampagnenbericht",
        "Rapport sur les campagnes",
    ),
    "ad_group": (
        "Ad group report",
        "广告组报告",
        "Anzeigengruppenbericht",
        "Rapport sur les groupes d'annonces",
    ),
    "keyword": (
        "Search keyword report",
        "Keyword report",
        "搜索关键字报告",
        "关键字报告",
        "Bericht zu Suchkeywords",
        "Rapport sur les mots clés pour le Réseau de Recherche",
    ),
    "search_term": (
        "Search terms report",
        "搜索字词报告",
        "Bericht zu Suchbegriffen",
        "Rapport sur les termes de recherche",
    ),
    "ad": ("Ad report", "广告报告", "Anzeigenbericht", "Rapport sur les annonces"),
}
_GRAIN_OF_TITLE = {header_key(title): grain for grain, titles in _TITLES.items() for title in titles}

_TOTAL = re.compile(r"(?:Total|总计|合计|Gesamt|Summe) ?:? ?(?P<of>.*)", re.IGNORECASE)
_POPULATION: Mapping[str, tuple[str, ...]] = {
    "campaign": ("campaign", "campaigns", "广告系列", "kampagne", "kampagnen", "campagne", "campagnes"),
    "ad_group": (
        "ad group",
        "ad groups",
        "广告组",
        "anzeigengruppe",
        "anzeigengruppen",
        "groupes d'annonces",
    ),
    "keyword": (
        "keyword",
        "keywords",
        "search keywords",
        "关键字",
        "搜索关键字",
        "suchkeywords",
        "mots clés pour le réseau de recherche",
    ),
    "search_term": ("search term", "search terms", "搜索字词", "suchbegriffe", "termes de recherche"),
    "ad": ("ad", "ads", "广告", "anzeigen", "annonces"),
}
_NARROWER = (
    "filtered",
    "all but removed",
    "all enabled",
    "已过滤的",
    "所有未移除的",
    "gefilterte",
    "alle nicht entfernten",
)


def field_of(header: str) -> str:
    """Our field for a column header; empty for a column that is not needed."""
    return _FIELD_OF.get(header_key(header), "")


def header_score(cells: Sequence[str]) -> int:
    """How many needed columns a row of headers names; 0 unless it names a campaign and two of cost, impressions, clicks."""
    fields = {field_of(cell) for cell in cells} - {""}
    measures = sum(1 for measure in MEASURES if measure in fields)
    return len(fields) if "campaign" in fields and measures >= 2 else 0


def grain_of_title(title: str) -> str:
    """The grain that a report's title names; empty when it is not one of the known titles."""
    return _GRAIN_OF_TITLE.get(header_key(title), "")


def total_label(cells: Sequence[str]) -> str:
    """The label of a totals row, which stands in one of the first three columns; empty for a row of data."""
    for cell in cells[:3]:
        found = _TOTAL.fullmatch(visible(cell))
        if found and (found["of"] == "" or ":" in cell or "\uff1a" in cell):
            return visible(cell)
    return ""


def narrowness(label: str, grain: str) -> int:
    """How exactly a total covers the rows of this report: 2 for filtered rows of the grain, 1 for all, 0 for others."""
    found = _TOTAL.fullmatch(label)
    of = found["of"].casefold() if found else ""
    narrower = next((word for word in _NARROWER if of.startswith(word)), "")
    rest = of.removeprefix(narrower).strip()
    if rest not in _POPULATION[grain]:
        return 0
    return 2 if narrower else 1
