"""A market imported, measured under a contract and compared: what the product finds is what the story says it can find."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from tests.cli.running import assay
from tests.world.market_desk import Desk, small_market
from tools.world.market.setting import Vendor

CONTRACT = Path(__file__).parent / "market_contract.yaml"
MONTHS = ("2027-01", "2027-02")
LATER = "2027-05-01T00:00:00+08:00"
PROVEN = {"proven", "unanswered"}


@pytest.fixture(scope="module")
def workspace(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return desk.imported(tmp_path_factory.mktemp("workspace") / "data")


@pytest.fixture(scope="module")
def vendor(desk: Desk) -> Vendor:
    """The one who cheats in full."""
    return desk.what.vendors[0]


@pytest.fixture(scope="module")
def contract(desk: Desk, vendor: Vendor) -> Path:
    """The contract with that vendor: their accounts, no campaign with the buyer's name, the markets."""
    buyer = desk.what.buyer.lower()
    filled = {
        "MARKETS": ", ".join(desk.what.markets),
        "ACCOUNTS": ", ".join(f"{platform}/{buyer}" for platform in vendor.platforms),
        "BRAND": buyer,
    }
    text = CONTRACT.read_text("utf-8")
    for blank, words in filled.items():
        text = text.replace(blank, words)
    path = desk.folder / "contract.yaml"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture(scope="module")
def measured(contract: Path, workspace: Path) -> Mapping[str, Mapping[str, object]]:
    """Month → what ``assay measure`` prints of it."""
    found = {}
    for month in MONTHS:
        ran = assay(
            "measure",
            contract,
            "--period",
            month,
            "--as-of",
            LATER,
            "--format",
            "json",
            "--workspace",
            workspace,
        )
        assert ran.exit_code == 0, ran.stderr
        found[month] = ran.document["periods"][-1]
    return found


def of_month(desk: Desk, vendor: Vendor, month: str) -> Mapping[str, str]:
    (row,) = {
        tuple(
            row[name]
            for name in ("books_valid", "books_invalid", "books_relieved", "books_duplicate", "brought")
        )
        for row in desk.truth("months")
        if row["vendor"] == vendor.name and row["month"] == month
    }
    return dict(zip(("valid", "invalid", "relieved", "duplicate", "brought"), row, strict=True))


@pytest.mark.parametrize("month", MONTHS)
def test_every_lead_is_judged_as_the_books_show_it(
    desk: Desk, vendor: Vendor, contract: Path, workspace: Path, month: str
) -> None:
    ran = assay(
        "leads", contract, "--period", month, "--as-of", LATER, "--format", "json", "--workspace", workspace
    )
    found = {
        lead["id"]: (lead["verdict"], lead["reason"], lead["relief"] or "")
        if lead["owner"] == "contract"
        else (lead["owner"],)
        for lead in ran.document["leads"]
    }
    told = {}
    for row in desk.truth("leads"):
        if row["written_at"].startswith(month):
            paid_to_others = row["vendor"] not in ("", vendor.name) and row["books_reason"] != "brand"
            theirs = row["vendor"] == vendor.name and row["books_owner"] == "vendor"
            read = (row["books_verdict"], row["books_reason"], row["books_relief"])
            told[row["lead"]] = (
                read if theirs else ("other_contract" if paid_to_others else row["books_owner"],)
            )
    assert found == told
    assert {reason for _, reason, _ in (said for said in found.values() if len(said) > 1)} >= {
        "duplicate", "excluded", "market", "unreachable", "silent",
    }  # fmt: skip


@pytest.mark.parametrize("month", MONTHS)
def test_valid_leads_and_duplicates_are_counted_as_in_the_truth(
    desk: Desk, vendor: Vendor, measured: Mapping[str, Mapping[str, object]], month: str
) -> None:
    told, period = of_month(desk, vendor, month), measured[month]
    kpi = period["kpis"]["valid_leads"]  # type: ignore[index]
    assert (kpi["value"], kpi["n"], kpi["status"]) == (told["valid"], told["brought"], "final")
    assert kpi["relieved"]["deemed_valid"] == told["relieved"]
    invalid: Counter[str] = Counter()
    for lot in period["lots"]["spend"]:  # type: ignore[index]
        for reason, number in lot.get("leads", {}).get("invalid", {}).items():
            invalid[reason] += int(number)
    assert invalid["duplicate"] == int(told["duplicate"]) > 0
    assert invalid.total() == int(told["invalid"])  # those relieved among them


@pytest.mark.parametrize("month", MONTHS)
def test_spend_of_every_campaign_and_day_is_that_of_the_last_report(
    desk: Desk, vendor: Vendor, measured: Mapping[str, Mapping[str, object]], month: str
) -> None:
    found = {lot["id"]: lot["cost"] for lot in measured[month]["lots"]["spend"]}  # type: ignore[index]
    told = {}
    for row in desk.truth("campaign_days"):
        if row["vendor"] == vendor.name and row["brand"] == "no" and row["day"].startswith(month):
            cents = int(row["later_cost_cents"])
            told[f"{row['campaign']}/{row['day']}"] = f"{cents // 100}.{cents % 100:02d} {row['currency']}"
    assert found == told
    assert any(
        row["cost_cents"] != row["later_cost_cents"]
        for row in desk.truth("campaign_days")
        if row["vendor"] == vendor.name
    )


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """More leads and hardly a visit, to compare lists by."""
    return small_market(tmp_path_factory.mktemp("lists"), seed="compared", leads=2_500, touches=0, days=59)


@pytest.fixture(scope="module")
def judged(many: Desk) -> Mapping[str, Mapping[str, str]]:
    """Vendor → row of the list → group that ``assay compare`` gives it."""
    found = {}
    for vendor in many.what.vendors:
        lists = (many.folder / "lists" / name for name in (f"{vendor.name}.csv", "ours.csv"))
        ran = assay("compare", *lists, "--market", ",".join(many.what.markets), "--format", "json")
        assert ran.exit_code == 0, ran.stderr
        found[vendor.name] = {str(claim["row"]): claim["group"] for claim in ran.document["claims"]}
    return found


def test_of_the_claims_called_proven_nearly_all_are_and_nearly_all_that_are_are_found(
    many: Desk, judged: Mapping[str, Mapping[str, str]]
) -> None:
    told = {(row["vendor"], row["row"]): row["group"] for row in many.truth("claims")}
    found = {(vendor, row): group for vendor, groups in judged.items() for row, group in groups.items()}
    assert found.keys() == told.keys()
    proven = {claim for claim, group in found.items() if group in PROVEN}
    true = {claim for claim, group in told.items() if group in PROVEN}
    assert Fraction(len(proven & true), len(proven)) >= Fraction(995, 1_000)
    assert Fraction(len(proven & true), len(true)) >= Fraction(97, 100)


def test_what_is_called_proven_wrongly_is_one_person_with_two_mailboxes(
    many: Desk, judged: Mapping[str, Mapping[str, str]]
) -> None:
    wrong = {
        row["kind"]
        for row in many.truth("claims")
        if judged[row["vendor"]][row["row"]] in PROVEN and row["group"] not in PROVEN
    }
    assert wrong <= {"duplicate_mailbox"}
