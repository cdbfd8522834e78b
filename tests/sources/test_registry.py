import pytest

from assay.core.findings import Finding
from assay.ports import ImportOptions
from assay.sources.registry import choose, detect, format_ids, source
from tests.sources.reading import fixture


@pytest.mark.parametrize(
    ("name", "format_id"),
    [
        ("campaigns.en.csv", "google_ads_report"),
        ("campaigns.zh.utf16.csv", "google_ads_report"),
        ("campaigns.de.csv", "google_ads_report"),
        ("search_terms.csv", "google_ads_report"),
        ("enquiry_log.gbk.csv", "enquiry_log"),
        ("webform.cp1252.csv", "enquiry_log"),
        ("sessions.csv", "web_sessions"),
        ("_chat.txt", "whatsapp_chat"),
        ("WhatsApp Chat with +1 212-555-0141.txt", "whatsapp_chat"),
        ("与+224 623 21 70 09的 WhatsApp 聊天.txt", "whatsapp_chat"),
    ],
)
def test_a_file_is_known_by_its_content(name: str, format_id: str) -> None:
    found = detect("anything", fixture(name))
    assert not isinstance(found, Finding)
    assert found.format_id == format_id


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sources.empty_file"),
        (b" \r\n\t", "sources.empty_file"),
        (b"a,b,c\n1,2,3\n", "sources.unknown_format"),
        (b"%PDF-1.7 not a table", "sources.unknown_format"),
        (b"PK\x03\x04 not a zip", "sources.unknown_format"),
        (b"a,b\n\x00\x01", "sources.nul_byte"),
        ("询盘编号".encode()[:-1], "sources.broken_text"),
        ("詢盤編號,國家,業務員\n甲,德國,乙\n".encode("big5"), "sources.encoding_unknown"),
    ],
)
def test_an_unknown_file_is_a_finding_with_its_reason(data: bytes, code: str) -> None:
    found = detect("f.bin", data)
    assert isinstance(found, Finding)
    assert (found.code, found.place.file) == (code, "f.bin")


def test_a_report_of_microsoft_that_names_its_campaign_as_google_does_is_microsofts() -> None:
    found = detect("report.csv", b"Gregorian date,Campaign,Impressions,Clicks,Spend\n2027-03-01,c,9,1,3.00\n")
    assert not isinstance(found, Finding)
    assert found.format_id == "microsoft_ads"


@pytest.mark.parametrize("more", ["Spend", "Cost,Campaign type", "Page"])
def test_a_table_with_columns_that_search_console_has_not_is_none_of_it(more: str) -> None:
    found = detect("report.csv", f"Country,Clicks,Impressions,{more}\nDE,9,10,3\n".encode())
    assert isinstance(found, Finding)
    assert found.code == "sources.format_nearly"


def test_a_table_of_no_format_is_told_the_nearest_one_and_what_it_lacks() -> None:
    found = detect("orders.csv", "日期,金额,币种,客户\n2027-03-01,5,USD,甲\n".encode())
    assert isinstance(found, Finding)
    assert found.code == "sources.format_nearly"
    assert found.params["format"] == "order_ledger"
    assert found.params["found"] == "日期, 金额, 币种, 客户"
    assert found.params["lacks"] == "订单号, 阶段"


def test_what_is_lacking_is_named_in_the_language_of_the_table() -> None:
    found = detect("orders.csv", b"Date,Amount,Currency,Customer\n2027-03-01,5,USD,A\n")
    assert isinstance(found, Finding)
    assert (found.params["format"], found.params["lacks"]) == ("order_ledger", "Order no, Stage")


def test_a_name_that_is_no_mapping_is_told_the_nearest_ones() -> None:
    found = choose("f.csv", b"a,b\n", ImportOptions(mapping="amazon_settlment"))
    assert isinstance(found, Finding)
    assert found.code == "sources.no_such_mapping"
    assert found.params["formats"].split(", ")[0] == "amazon_settlement"
    near = choose("f.csv", b"a,b\n", ImportOptions(mapping="orderledger"))
    assert isinstance(near, Finding)
    assert near.params["known"].split(", ")[0] == "order_ledger"


def test_a_person_may_name_the_format_or_the_mapping() -> None:
    by_format = choose("f.csv", b"a,b\n", ImportOptions(format_id="whatsapp_chat"))
    by_mapping = choose("f.csv", b"a,b\n", ImportOptions(mapping="order_ledger"))
    assert not isinstance(by_format, Finding)
    assert not isinstance(by_mapping, Finding)
    assert (by_format.format_id, by_mapping.format_id) == ("whatsapp_chat", "order_ledger")


def test_a_format_that_does_not_exist_is_a_finding() -> None:
    found = choose("f.csv", b"a,b\n", ImportOptions(format_id="myspace"))
    assert isinstance(found, Finding)
    assert found.code == "sources.no_such_format"
    assert "meta_ads" in found.params["known"]
    with pytest.raises(KeyError):
        source("myspace")


def test_every_format_is_made_under_its_own_name() -> None:
    assert [source(format_id).format_id for format_id in format_ids()] == list(format_ids())


def test_a_line_of_a_million_cells_is_no_header() -> None:
    found = detect("wide.csv", b"Campaign,Clicks,Cost," + b"a," * 1_000_000)
    assert isinstance(found, Finding)
    assert found.code == "sources.unknown_format"
