"""Words of Search Console exports in English and Chinese: the tables, their columns, the filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assay.sources.cells import header_key

DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    "query": ("Top queries", "Query", "Queries", "热门查询", "查询"),
    "page": ("Top pages", "Page", "Pages", "排名靠前的网页", "网页"),
    "country": ("Country", "Countries", "国家", "国家/地区"),
    "device": ("Device", "Devices", "设备"),
    "search_appearance": ("Search Appearance", "搜索结果呈现", "搜索外观"),
    "day": ("Date", "Dates", "日期"),
}
"""What the first column of a table names → our dimension. The title of a sheet is one of the same words or a plural."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "clicks": ("Clicks", "点击次数"),
    "impressions": ("Impressions", "展示", "展示次数"),
    "position": ("Position", "Average position", "排名", "平均排名"),
}
_UNREAD = ("CTR", "Average CTR", "点击率", "平均点击率")
FILTERS: Mapping[str, tuple[str, ...]] = {
    "filter": ("Filter", "过滤器", "过滤条件"),
    "value": ("Value", "值"),
}
SEARCH_TYPES: Mapping[str, str] = {
    "web": "web",
    "网页": "web",
    "image": "image",
    "图片": "image",
    "video": "video",
    "视频": "video",
    "news": "news",
    "新闻": "news",
}
"""The search type that the filters name → ours."""

_TYPE_FILTERS = ("Search type", "搜索类型")
_DIMENSION_OF = {header_key(word): name for name, words in DIMENSIONS.items() for word in words}
_COLUMN_OF = {header_key(word): name for name, words in COLUMNS.items() for word in words}
_KNOWN = {"", *_COLUMN_OF, *map(header_key, _UNREAD)}
_FILTER_HEADS = [{header_key(word) for word in words} for words in FILTERS.values()]
_TYPE_KEYS = {header_key(word) for word in _TYPE_FILTERS}
_WHOLE_SITE = _TYPE_KEYS | {header_key(word) for word in DIMENSIONS["day"]}


def dimension_of(header: str) -> str:
    """The dimension that a table's first header names; empty when it names none."""
    return _DIMENSION_OF.get(header_key(header), "")


def column_of(header: str) -> str:
    """Our name for a measure's header; empty for another."""
    return _COLUMN_OF.get(header_key(header), "")


def header_score(cells: Sequence[str]) -> int:
    """How many columns of a table a row names; 0 unless it names a dimension, clicks and impressions.

    A column that no table of Search Console has, such as a cost, shows that it is of another.
    """
    keys = [header_key(cell) for cell in cells[1:]]
    named = {_COLUMN_OF[key] for key in keys if key in _COLUMN_OF}
    whole = (
        cells and dimension_of(cells[0]) and {"clicks", "impressions"} <= named and _KNOWN.issuperset(keys)
    )
    return 1 + len(named) if whole else 0


def filter_score(cells: Sequence[str]) -> int:
    """2 for the header of the table of filters, else 0."""
    keys = [header_key(cell) for cell in cells[:2]]
    matches = len(keys) == 2 and all(key in heads for key, heads in zip(keys, _FILTER_HEADS, strict=True))
    return 2 if matches else 0


def search_type_of(name: str, value: str) -> str:
    """The search type that a filter sets, as exported when we have no word for it; empty for another filter."""
    if header_key(name) not in _TYPE_KEYS:
        return ""
    return SEARCH_TYPES.get(header_key(value), value)


def narrows(name: str) -> bool:
    """Whether a filter leaves a part of the site out: every one but the search type and the days."""
    return header_key(name) not in _WHOLE_SITE
