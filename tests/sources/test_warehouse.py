"""Tables of a warehouse that hold nothing for us are refused by name; the ones beside them are read."""

from collections import Counter

import pytest

from assay.core.findings import Finding
from assay.sources.registry import detect
from assay.sources.warehouse.known import known_tables
from tests.sources.reading import codes, read, rows_of

SHOP = (
    "id,created_at,financial_status,cancelled_at,cancel_reason,currency,total_price,email,billing_address_country_code,"
    "billing_address_phone,billing_address_company,test,_fivetran_deleted\n"
)


def told(name: str, header: str) -> tuple[str, str, str, str]:
    found = detect(name, f"{header}\n{','.join('x' for _ in header.split(','))}\n".encode())
    assert isinstance(found, Finding)
    return (found.code, found.params["table"], found.params["platform"], found.params.get("instead", ""))


@pytest.mark.parametrize(
    ("name", "header", "code", "table", "platform", "instead"),
    [
        (
            "campaign_history.csv",
            "id,name,advertising_channel_type,advertising_channel_subtype,serving_status,start_date,tracking_url_template",
            "sources.table_of_names",
            "campaign_history",
            "Google Ads",
            "campaign_stats",
        ),
        (
            "stages.csv",
            "stage_id,pipeline_id,closed_won,probability,label",
            "sources.table_of_parts",
            "deal_pipeline_stage",
            "HubSpot",
            "contact, deal",
        ),
        (
            "basic_ad_actions.csv",
            "_fivetran_id,ad_id,date,index,_1_d_view,_7_d_click,_fivetran_synced,action_type,inline,value",
            "sources.table_without_place",
            "basic_ad_actions",
            "Meta Ads",
            "basic_ad",
        ),
        (
            "pinterest_campaign_history.csv",
            "id,is_automated_campaign,is_campaign_budget_optimization,is_flexible_daily_budgets,default_ad_group_budget_in_micro_currency",
            "sources.platform_not_read",
            "campaign_history",
            "Pinterest Ads",
            "",
        ),
    ],
)
def test_a_table_that_holds_nothing_for_us_is_refused_by_its_name(
    name: str, header: str, code: str, table: str, platform: str, instead: str
) -> None:
    found = told(name, header)
    assert found[:3] == (code, table, platform)
    assert found[3].startswith(instead)


def test_the_name_of_the_file_decides_between_tables_with_the_same_columns() -> None:
    assert told("hubspot_team.csv", "id,name,_fivetran_synced")[1:3] == ("team", "HubSpot")
    assert told("facebook_ads_account_history.csv", "id,name,_fivetran_synced")[1:3] == (
        "account_history",
        "Meta Ads",
    )
    code, tables, platforms, _ = told("export.csv", "id,name,_fivetran_synced")
    assert code in {"sources.table_of_names", "sources.platform_not_read"}
    assert {"team", "account_history"} <= set(tables.split(" / "))
    assert {"HubSpot", "Meta Ads"} <= set(platforms.split(" / "))


def test_few_common_columns_alone_are_no_table_of_a_warehouse() -> None:
    found = detect("list.csv", b"id,name,number\n1,x,2\n")
    assert isinstance(found, Finding)
    assert found.code == "sources.unknown_format"


def test_every_table_is_known_by_columns_that_are_written_as_headers_are_compared() -> None:
    for each in known_tables():
        assert each.columns == {column.casefold() for column in each.columns}
        assert len(each.columns) > 1
    twice = Counter((each.platform, each.table, each.columns) for each in known_tables())
    assert max(twice.values()) == 1


def test_orders_of_a_shop_are_read_and_those_that_were_cancelled_tested_or_deleted_are_not_sold() -> None:
    lines = (
        "1001,2027-03-02 09:15:00.000,paid,,,USD,120.50,nora@hof.example,AE,050 123 4567,Nora Trading,FALSE,FALSE\n"
        "1002,2027-03-02 10:00:00.000,pending,,,USD,30.00,,DE,,,FALSE,FALSE\n"
        "1003,2027-03-03 10:00:00.000,paid,2027-03-04 08:00:00.000,,USD,40.00,,DE,,,FALSE,FALSE\n"
        "1004,2027-03-03 11:00:00.000,paid,,,USD,50.00,,DE,,,TRUE,FALSE\n"
        "1005,2027-03-03 12:00:00.000,paid,,,USD,60.00,,DE,,,FALSE,TRUE\n"
        "1006,2027-03-05 12:00:00.000,partially_refunded,,,USD,70.00,,DE,,,FALSE,FALSE\n"
    )
    parsed = read(SHOP + lines, account="shop/lumora")
    assert (parsed.format_id, codes(parsed)) == ("shopify_tables", [])
    assert [
        (row["order_no"], str(row["ordered_on"]), row["stage"], row["amount_micros"])
        for row in rows_of(parsed, "orders")
    ] == [
        ("1001", "2027-03-02", "shop_order", 120_500_000),
        ("1002", "2027-03-02", "unpaid_order", 30_000_000),
        ("1003", "2027-03-03", "cancelled", 40_000_000),
        # what was paid back stands in another table: what became of it is not known
        ("1006", "2027-03-05", None, 70_000_000),
    ]


def test_orders_by_the_names_of_the_newer_interface_are_read_too() -> None:
    header = "id,created_at,display_financial_status,cancelled_at,total_price_set_shop_amount,total_price_set_shop_currency_code,currency_code,test"
    parsed = read(f"{header}\n7,2027-03-02 09:15:00,PAID,,55.00,EUR,EUR,FALSE\n", account="shop/lumora")
    (row,) = rows_of(parsed, "orders")
    assert (parsed.format_id, row["stage"], row["currency"], row["amount_micros"]) == (
        "shopify_tables",
        "shop_order",
        "EUR",
        55_000_000,
    )
