"""The registry of sources: which formats there are, and which of them a file is.

The formats of the package stand in :data:`SOURCES`; another package adds its own under the entry points
``assay.sources``, each a class or function without arguments that gives a :class:`~assay.ports.Source`. Nothing is
imported before it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points

from assay.core.findings import Finding, Place
from assay.ports import ImportOptions, Source
from assay.sources.archive import is_archive, is_bomb
from assay.sources.erase import table_without_rows
from assay.sources.forms.read import is_form
from assay.sources.mapped import MappedTable, MappingError, load_mapping, ready_mapping, ready_names
from assay.sources.mapped import Mapping as TableMapping
from assay.sources.problems import Problems, shown
from assay.sources.sheet import is_workbook, read_sheets
from assay.sources.text import decode
from assay.sources.unknown import mapping_finding, no_such_mapping, unknown
from assay.sources.warehouse import refusal

GROUP = "assay.sources"


def _google_ads() -> Source:
    from assay.sources.google_ads import GoogleAdsReport  # noqa: PLC0415 - a format is imported when it is asked for

    return GoogleAdsReport()


def _amazon_settlement() -> Source:
    from assay.sources.amazon_settlement import AmazonSettlement  # noqa: PLC0415 - a format is imported when it is asked for

    return AmazonSettlement()


def _whatsapp() -> Source:
    from assay.sources.whatsapp import WhatsAppChat  # noqa: PLC0415 - same

    return WhatsAppChat()


def _search_console() -> Source:
    from assay.sources.search_console import SearchConsole  # noqa: PLC0415 - same

    return SearchConsole()


def _shopify() -> Source:
    from assay.sources.shopify import ShopifyOrders  # noqa: PLC0415 - same

    return ShopifyOrders()


def _whatsapp_webhook() -> Source:
    from assay.sources.whatsapp_webhook import WhatsAppWebhook  # noqa: PLC0415 - same

    return WhatsAppWebhook()


def _meta_webhook() -> Source:
    from assay.sources.meta_webhook import MetaLeadWebhook  # noqa: PLC0415 - same

    return MetaLeadWebhook()


def _web_log() -> Source:
    from assay.sources.web_log import WebLog  # noqa: PLC0415 - same

    return WebLog()


def _ga4_report() -> Source:
    from assay.sources.ga4_report import Ga4Report  # noqa: PLC0415 - same

    return Ga4Report()


def _ga4_export() -> Source:
    from assay.sources.ga4_export import Ga4Export  # noqa: PLC0415 - same

    return Ga4Export()


def _mail() -> Source:
    from assay.sources.mail import Mailbox  # noqa: PLC0415 - same

    return Mailbox()


def _hubspot() -> Source:
    from assay.sources.hubspot import HubSpotTables  # noqa: PLC0415 - same

    return HubSpotTables()


def _pipedrive() -> Source:
    from assay.sources.pipedrive import PipedriveItems  # noqa: PLC0415 - same

    return PipedriveItems()


def _ad_report(name: str) -> Callable[[], Source]:
    def made() -> Source:
        from assay.sources.ad_reports import AdReport  # noqa: PLC0415 - same

        return AdReport(name)

    return made


def _mapped(name: str) -> Callable[[], Source]:
    return lambda: MappedTable(ready_mapping(name))


SOURCES: Mapping[str, Callable[[], Source]] = {
    "web_log": _web_log,  # first: it looks at a few lines only, and no other file is as large
    "google_ads_overview": _ad_report("google_ads_overview"),
    "google_ads_api": _ad_report("google_ads_api"),
    "meta_ads": _ad_report("meta_ads"),
    "linkedin_ads": _ad_report("linkedin_ads"),
    "microsoft_ads": _ad_report("microsoft_ads"),
    "tiktok_ads": _ad_report("tiktok_ads"),
    "baidu_search": _ad_report("baidu_search"),
    "baidu_feed": _ad_report("baidu_feed"),
    "ocean_engine": _ad_report("ocean_engine"),
    "qihoo_360": _ad_report("qihoo_360"),
    "sogou": _ad_report("sogou"),
    "shenma": _ad_report("shenma"),
    "tencent_gdt": _ad_report("tencent_gdt"),
    "xiaohongshu": _ad_report("xiaohongshu"),
    "amazon_ads": _ad_report("amazon_ads"),
    "google_ads_report": _google_ads,  # after them: a campaign with clicks and impressions is enough for it
    "whatsapp_chat": _whatsapp,
    "search_console": _search_console,
    "shopify_orders": _shopify,
    "amazon_settlement": _amazon_settlement,
    "email_messages": _mail,
    "hubspot_tables": _hubspot,
    "pipedrive_items": _pipedrive,
    "meta_leads": _mapped("meta_leads"),
    "enquiry_log": _mapped("enquiry_log"),
    "order_ledger": _mapped("order_ledger"),
    "web_sessions": _mapped("web_sessions"),
    "whatsapp_webhook": _whatsapp_webhook,
    "meta_lead_webhook": _meta_webhook,
    "ga4_report": _ga4_report,
    "ga4_export": _ga4_export,
    "hubspot_contacts": _mapped("hubspot_contacts"),
    "hubspot_deals": _mapped("hubspot_deals"),
    "salesforce_leads": _mapped("salesforce_leads"),
    "salesforce_opportunities": _mapped("salesforce_opportunities"),
    "zoho_leads": _mapped("zoho_leads"),
    "zoho_deals": _mapped("zoho_deals"),
    "media_ledger": _mapped("media_ledger"),
    "shopify_tables": _mapped("shopify_tables"),
}
"""Format id → how to make its source, in the order in which they are tried."""


def format_ids() -> tuple[str, ...]:
    """All formats: those of the package, then those of others by name."""
    return (*SOURCES, *sorted(entry.name for entry in entry_points(group=GROUP) if entry.name not in SOURCES))


@cache
def source(format_id: str) -> Source:
    """The source of a format.

    Raises:
        KeyError: There is no such format.
    """
    if format_id in SOURCES:
        return SOURCES[format_id]()
    for entry in entry_points(group=GROUP):
        if entry.name == format_id:
            made: Source = entry.load()()
            return made
    raise KeyError(format_id)


def detect(name: str, data: bytes) -> Source | Finding:
    """The source that recognises a file.

    Args:
        name: File name without folder.
        data: The bytes of the file.

    Returns:
        The source; or ``sources.empty_file``, ``sources.returned_form``, what is wrong with the file's encoding, which table of a
        warehouse it is that holds nothing for us, ``sources.format_nearly``, or ``sources.unknown_format``.
        Among mapped tables the one with most known headers wins.
    """
    if not data.strip():
        return Finding("sources.empty_file", Place(name))
    refused = Problems(name)
    if is_workbook(data) and is_bomb(data, refused):
        return refused.findings[0]
    if is_workbook(data) and is_form(data):
        return Finding("sources.returned_form", Place(name))
    found = next((each for each in _others() if each.recognises(name, data)), None) or _best_mapped(data)
    if found is not None:
        return found
    problems = Problems(name)
    if is_workbook(data) and not is_archive(data):
        read_sheets(data, problems)
    elif not is_workbook(data):
        decode(data, problems)
    why = next(iter(problems.findings), None)
    if (
        why is not None and why.code != "sources.workbook_broken"
    ):  # which may be another kind of file altogether
        return why
    return refusal(name, data) or unknown(name, data, format_ids(), _mappings())


def choose(name: str, data: bytes, options: ImportOptions) -> Source | Finding:
    """The source that a person has named, by format or by mapping; else the one that recognises the file.

    A mapping is the name of a ready one or the text of a mapping file; a format is one of :func:`format_ids`.
    """
    refused = Problems(name)
    if is_workbook(data) and is_bomb(data, refused):
        return refused.findings[0]
    if options.mapping:
        return _by_mapping(name, data, options.mapping)
    if not options.format_id:
        return detect(name, data)
    if options.format_id not in format_ids():
        params = {"found": shown(options.format_id), "known": ", ".join(format_ids())}
        return Finding("sources.no_such_format", Place(name), params)
    return source(options.format_id)


def without_rows(name: str, data: bytes, rows: frozenset[int]) -> bytes:
    """Any file without the contents of these rows, every other row still at its number.

    A known format does it itself. Of another text those lines are emptied, of another workbook those rows of its fullest
    sheet; what cannot be opened at all gives no bytes.
    """
    found = detect(name, data)
    if isinstance(found, Finding):
        return table_without_rows(data, len, rows)
    return found.without_rows(name, data, rows)


def _by_mapping(name: str, data: bytes, mapping: str) -> Source | Finding:
    if mapping not in ready_names() and _is_name(mapping):
        return no_such_mapping(name, mapping, format_ids())
    try:
        found = ready_mapping(mapping) if mapping in ready_names() else load_mapping(mapping)
    except MappingError as error:
        return mapping_finding(name, error)
    if found.mail:
        return _form_mails(found)
    return _own_hubspot(found, data) or MappedTable(found)


def _is_name(mapping: str) -> bool:
    """Whether a text can be no mapping file, because it is one line that says nothing."""
    return "=" not in mapping and "\n" not in mapping.strip()


def _form_mails(mapping: TableMapping) -> Source:
    from assay.sources.mail import FormMails  # noqa: PLC0415 - a format is imported when it is asked for

    return FormMails(mapping)


def _own_hubspot(mapping: TableMapping, data: bytes) -> Source | None:
    """The tables of a warehouse by a mapping that extends the one of HubSpot's export."""
    from assay.sources.hubspot import HubSpotTables  # noqa: PLC0415 - a format is imported when it is asked for

    if mapping.id not in {"hubspot_contacts", "hubspot_deals"}:
        return None
    made = HubSpotTables(mapping)
    return made if made.recognises("", data) else None


def _mappings() -> tuple[TableMapping, ...]:
    return tuple(each.mapping for each in map(source, format_ids()) if isinstance(each, MappedTable))


def _others() -> Iterator[Source]:
    return (each for each in map(source, format_ids()) if not isinstance(each, MappedTable))


def _best_mapped(data: bytes) -> Source | None:
    tables = [each for each in map(source, format_ids()) if isinstance(each, MappedTable)]
    points = [each.points(data) for each in tables]
    return tables[points.index(max(points))] if any(points) else None
