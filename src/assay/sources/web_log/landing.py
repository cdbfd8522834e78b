"""What a request asked for: a page or something beside it, and the campaign that its address names."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote_plus

from assay.core.leads.identity import visible
from assay.sources.deliveries import clean
from assay.sources.problems import without_contacts
from assay.sources.web_log.hits import CACHED, Hit

CLICK_IDS = ("gclid", "gbraid", "wbraid", "msclkid")
_LONGEST = 200
_BESIDE = frozenset(
    "css js mjs map json xml txt rss atom ico png jpg jpeg gif svg webp avif bmp tif tiff woff woff2 ttf otf eot "
    "mp3 mp4 m4v webm ogg wav avi mov pdf zip gz tgz bz2 rar 7z exe dmg apk wasm webmanifest".split()
)


def is_page(hit: Hit) -> bool:
    """Whether a page was asked for and given: ``GET``, a status of 2xx or 3xx, and no picture, script, feed or download."""
    if hit.method != "GET" or not 200 <= hit.status < 400:
        return False
    return _names_a_page(hit.target)


@lru_cache(maxsize=CACHED)
def _names_a_page(target: str) -> bool:
    name = target.partition("?")[0].rsplit("/", 1)[-1]
    return "." not in name or name.rsplit(".", 1)[-1].lower() not in _BESIDE


@lru_cache(maxsize=CACHED)
def campaign_of(target: str) -> str:
    """The campaign of a page's address: ``utm_campaign``, else the kind of click id, as ``(gclid)``; empty when neither.

    A click id alone says that an ad was clicked and not which campaign it is of.
    """
    if "?" not in target:
        return ""
    query = target.partition("?")[2].partition("#")[0]
    clicked = ""
    for part in query.split("&"):
        name, _, value = part.partition("=")
        key = name.lower()
        if key == "utm_campaign" and value:
            named = without_contacts(visible(clean(unquote_plus(value, errors="replace"))))[:_LONGEST]
            if named:
                return named
        elif key in CLICK_IDS and value:
            clicked = clicked or f"({key})"
    return clicked
