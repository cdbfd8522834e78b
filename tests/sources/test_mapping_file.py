import pytest

from assay.core.findings import Finding
from assay.ports import ImportOptions
from assay.sources.mapped import MappingError, load_mapping, ready_mapping, ready_names
from assay.sources.registry import choose
from tests.sources.reading import codes, read, rows_of

OWN = """
id = "tmall_orders"
version = "1"
zone = "Asia/Shanghai"
[[columns]]
field = "no"
type = "id"
required = true
filled = true
headers = ["单号"]
[[columns]]
field = "on"
type = "day"
headers = ["成交日"]
[[columns]]
field = "sum"
type = "amount"
headers = ["实付"]
[[columns]]
field = "money"
type = "currency"
headers = ["币"]
[[yields]]
table = "orders"
[yields.values]
order_no = "no"
ordered_on = "on"
amount_micros = "sum"
currency = "money"
stage = { const = "bulk_order" }
lead_id = { text = "T-{no}" }
"""


def test_the_ready_mappings_are_sound() -> None:
    assert ready_names() == (
        *(
            "enquiry_log",
            "hubspot_contacts",
            "hubspot_deals",
            "media_ledger",
            "meta_leads",
            "order_ledger",
            "pipedrive_deals",
        ),
        *(
            "pipedrive_people",
            "salesforce_leads",
            "salesforce_opportunities",
            "shopify_tables",
            "web_sessions",
            "zoho_deals",
            "zoho_leads",
        ),
    )
    assert [ready_mapping(name).id for name in ready_names()] == list(ready_names())


def test_a_mapping_of_ones_own_reads_a_table_of_ones_own() -> None:
    parsed = read("单号;成交日;实付;店铺\nA1;2027-03-01;1.234,50;旗舰店\n", mapping=OWN, currency="CNY")
    assert codes(parsed) == []
    row = rows_of(parsed, "orders")[0]
    assert (row["source"], row["order_no"], row["lead_id"], row["stage"]) == (
        "tmall_orders",
        "A1",
        "T-A1",
        "bulk_order",
    )
    assert (row["amount_micros"], row["currency"]) == (1_234_500_000, "CNY")
    assert parsed.facts["mapping"] == "tmall_orders@1"


@pytest.mark.parametrize(
    ("old", "new", "reason", "at"),
    [
        ('id = "tmall_orders"', "id = ", "syntax", ""),
        ('id = "tmall_orders"\n', "", "missing", "id"),
        ('version = "1"', "version = 1", "wrong_type", "version"),
        ('version = "1"', 'version = "1"\ncolour = "red"', "unknown", "colour"),
        ('version = "1"', 'version = "1"\nencoding = "ebcdic"', "unknown", "encoding"),
        ('type = "day"', 'type = "week"', "unknown", "columns[1].type"),
        ('type = "day"', 'type = "text"', "mismatch", "yields[0].values.ordered_on"),
        ('field = "on"', 'field = "no"', "twice", "columns[1].field"),
        ('headers = ["成交日"]', 'headers = ["单 号"]', "twice", "columns.headers"),
        (
            'type = "day"\nheaders = ["成交日"]',
            'type = "choice"\nheaders = ["状"]\n[columns.values]\na = ["x"]\nb = ["X"]',
            "twice",
            "columns[1].values",
        ),
        ('headers = ["成交日"]', "headers = [1]", "wrong_type", "columns[1].headers"),
        ("required = true", 'required = "yes"', "wrong_type", "columns[0].required"),
        ('table = "orders"', 'table = "sales"', "unknown", "yields[0].table"),
        ('order_no = "no"', 'order_number = "no"', "unknown", "yields[0].values.order_number"),
        ('order_no = "no"', 'order_no = "nothing"', "unknown", "yields[0].values.order_no"),
        ('"T-{no}"', '"T-{no.__class__}"', "unknown", "yields[0].values.lead_id"),
        (
            '{ const = "bulk_order" }',
            '{ fields = ["who"], const = "x" }',
            "unknown",
            "yields[0].values.stage",
        ),
        ('{ const = "bulk_order" }', "{ constant = 1 }", "wrong_type", "yields[0].values.stage"),
    ],
)
def test_a_mapping_that_does_not_hold_together_is_refused(old: str, new: str, reason: str, at: str) -> None:
    assert old in OWN
    with pytest.raises(MappingError) as refused:
        load_mapping(OWN.replace(old, new, 1))
    assert (refused.value.reason, refused.value.at) == (reason, at)


def test_a_bad_mapping_is_a_finding_for_the_person_who_imports() -> None:
    found = choose("f.csv", b"a,b\n", ImportOptions(mapping=OWN.replace('type = "day"', 'type = "week"')))
    assert isinstance(found, Finding)
    assert (found.code, found.params) == (
        "sources.mapping_unknown",
        {"at": "columns[1].type", "found": "week"},
    )


def test_a_number_for_rows_without_one_names_fields_that_exist() -> None:
    text = OWN.replace(
        'lead_id = { text = "T-{no}" }', 'lead_id = { fields = ["no"], numbered = ["nowhere"] }'
    )
    with pytest.raises(MappingError) as error:
        load_mapping(text)
    assert (error.value.reason, error.value.found) == ("unknown", "nowhere")
