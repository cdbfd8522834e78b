"""Tables of a warehouse: merged contacts and deals are followed, stages and contacts of a deal come from beside it."""

import io
import zipfile
from datetime import UTC, date, datetime

from assay.core.findings import Finding, Severity
from assay.core.tables import Contact
from assay.ports import Parsed
from assay.sources.hubspot.tables import followed
from assay.sources.registry import detect, without_rows
from tests.sources.reading import codes, only_error, read, rows_of

CONTACTS = (
    "_fivetran_deleted,id,property_email,property_createdate,property_firstname,property_lastname,"
    "property_hs_lead_status,property_lifecyclestage,property_hs_merged_object_ids\n"
    "FALSE,501,max@lichthof.example,2027-03-05 08:14:07,Max,Muster,UNQUALIFIED,lead,502;503\n"
    "FALSE,502,max@old.example,2027-03-01 08:00:00,Max,M,,lead,\n"
    "FALSE,504,lena@lichthof.example,2027-03-06 08:00:00,Lena,Linde,,opportunity,\n"
    "TRUE,505,gone@lichthof.example,2027-03-07 08:00:00,Gone,G,,lead,\n"
)
DEALS = (
    "deal_id,is_deleted,deal_pipeline_stage_id,property_dealname,property_amount,property_closedate\n"
    "901,false,s9,Lamps,100.50,2027-04-01 10:00:00\n"
    "902,false,s9,Lamps again,100.50,2027-04-01 10:00:00\n"
    "903,false,s1,Poles,7.00,2027-04-02 10:00:00\n"
    "904,false,closedwon,Bulbs,8.00,2027-04-03 10:00:00\n"
    "905,true,s9,Wires,9.00,2027-04-04 10:00:00\n"
)
BESIDE = {
    "deal_contact.csv": "contact_id,deal_id,type_id\n503,902,1\n501,901,1\n504,904,1\n501,904,2\n",
    "merged_deal.csv": "deal_id,merged_deal_id\n901,902\n",
    "deal_pipeline_stage.csv": "stage_id,closed_won,label\ns9,TRUE,Won\ns1,FALSE,Open\n",
    "owner.csv": "owner_id,email\n1,li.na@lumora.example\n",
}


def zipped(**tables: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, text in ({"contact.csv": CONTACTS, "deal.csv": DEALS} | BESIDE | tables).items():
            package.writestr(name, text)
    return buffer.getvalue()


def parsed(data: str | bytes, mapping: str = "") -> Parsed:
    return read(data, "hubspot.zip", account="crm/lumora", currency="USD", mapping=mapping)


def test_a_merged_contact_is_one_lead_with_the_number_that_is_left() -> None:
    found = parsed(CONTACTS)
    assert (found.format_id, codes(found), found.facts["zone"]) == ("hubspot_tables", [], "UTC")
    leads = rows_of(found, "leads")
    # 502 went into 501, 505 was deleted
    assert [(lead["source"], lead["lead_id"]) for lead in leads] == [
        ("hubspot_contacts", "501"),
        ("hubspot_contacts", "504"),
    ]
    assert leads[0]["created_at"] == datetime(2027, 3, 5, 8, 14, 7, tzinfo=UTC)
    assert leads[0]["name_key"] == Contact("name", "Max Muster")
    assert [row["verdict"] for row in rows_of(found, "qualifications")] == ["not_qualified", None]
    (note,) = (item for item in found.findings if item.code == "sources.merged_left_out")
    assert (note.severity, note.params["found"]) == (Severity.INFO, "1")


def test_won_deals_of_a_zip_name_the_lead_that_is_left() -> None:
    found = parsed(zipped())
    assert (codes(found), found.facts["tables"]) == (
        [],
        "contacts, deal_contacts, deals, merged_deals, stages",
    )
    orders = [(row["order_no"], row["lead_id"], row["amount_micros"]) for row in rows_of(found, "orders")]
    # 902 went into 901, and its contact 503 into 501; 903 is open; 904 has two contacts; 905 was deleted
    assert orders == [("901", "501", 100_500_000), ("904", None, 8_000_000)]
    assert {row["ordered_on"] for row in rows_of(found, "orders")} == {date(2027, 4, 1), date(2027, 4, 3)}
    assert len(rows_of(found, "leads")) == 2
    assert len({record.row for record in found.records}) == 4  # rows of both tables are numbered on


def test_a_merge_that_only_the_audit_knows_is_followed() -> None:
    audit = "canonical_vid,contact_id,vid_to_merge\n501,501,504\n"
    found = parsed(zipped(**{"contact_merge_audit.csv": audit}))
    assert [lead["lead_id"] for lead in rows_of(found, "leads")] == ["501"]
    assert [row["lead_id"] for row in rows_of(found, "orders")] == ["501", "501"]


def test_merges_are_followed_to_their_end_and_rings_are_left_alone() -> None:
    assert followed({"1": "2", "2": "3"}, "1") == "3"
    assert followed({"1": "2", "2": "1"}, "1") == "1"
    assert followed({"1": "1"}, "1") == "1"


def test_a_buyer_may_say_which_stage_is_a_verdict() -> None:
    own = 'extends = "hubspot_contacts"\nversion = "2"\n[values.stage]\nqualified = ["opportunity"]\n'
    found = parsed(zipped(), mapping=own)
    assert [row["verdict"] for row in rows_of(found, "qualifications")] == ["not_qualified", "qualified"]
    assert found.facts["mapping"] == "hubspot_contacts@1+2, hubspot_deals@1"


def test_deals_without_the_table_of_stages_know_the_stage_that_every_account_has() -> None:
    assert [row["order_no"] for row in rows_of(parsed(DEALS), "orders")] == ["904"]


def test_an_account_must_be_said_and_bad_cells_keep_all_out() -> None:
    assert "sources.account_missing" in codes(read(CONTACTS))
    bad = parsed(zipped(**{"deal.csv": DEALS.replace("100.50", "many")}))
    assert (bad.records, codes(bad)) == ((), ["sources.not_a_number"])  # of 901; 902 is merged and not read


def test_an_erasure_takes_the_row_and_of_a_zip_everything() -> None:
    left = without_rows("contact.csv", CONTACTS.encode(), frozenset({2}))
    assert b"lichthof.example" in left
    assert b"max@lichthof.example" not in left
    assert b"max@old.example" not in left  # 502 is Max too, for 501 took it in
    assert without_rows("contact.csv", CONTACTS.encode(), frozenset({3})) == left
    assert without_rows("hubspot.zip", zipped(), frozenset({2})) == b""
    assert without_rows("hubspot.zip", zipped(), frozenset()) == zipped()


def test_a_table_beside_is_nothing_by_itself() -> None:
    for text in BESIDE.values():
        assert isinstance(detect("x.csv", text.encode()), Finding)
    assert (
        only_error(read(BESIDE["owner.csv"], account="crm/lumora", format_id="hubspot_tables")).code
        == "sources.no_header"
    )
