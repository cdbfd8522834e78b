"""Beancount's loader takes every journal without an error, a strict reader of hledger's syntax too, and hledger where it is installed."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from beancount import loader
from beancount.core.data import Balance, Transaction

from assay.reports.ledger.accounts import BOOKS
from assay.services.ledger import journal_of_documents, journal_text
from tests.demo.shared import MONTHS, DemoRun
from tests.reports.books import FEBRUARY, JANUARY, SETTLED, Document, golden, statement
from tests.reports.hledger_journal import check

HLEDGER = shutil.which("hledger")


def text_of(documents: list[Document], syntax: str, *, assume_paid: bool = False, lang: str = "zh") -> str:
    named = [(f"{index}.json", document) for index, document in enumerate(documents)]
    return journal_text(journal_of_documents(named, assume_paid=assume_paid), syntax, lang)


def stateless(documents: list[Document]) -> list[Document]:
    return [{key: value for key, value in document.items() if key != "state"} for document in documents]


@pytest.mark.parametrize("path", SETTLED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_both_tools_take_the_books_of_every_golden_case(path: Path) -> None:
    documents = golden(path)
    stated = documents[-1]["state"]["balances"]
    for assume_paid in (True, False):
        entries, errors, _ = loader.load_string(text_of(documents, "beancount", assume_paid=assume_paid))
        assert errors == []
        balances = [entry for entry in entries if isinstance(entry, Balance)]
        assert stated.keys() - {"payable"} <= set(_accounts(balances))
        checked = check(text_of(documents, "hledger", assume_paid=assume_paid))
        assert checked.assertions == len(balances) > 0
    entries, errors, _ = loader.load_string(text_of(stateless(documents), "beancount"))
    assert errors == []
    assert len([entry for entry in entries if isinstance(entry, Transaction)]) == len(documents)
    assert check(text_of(stateless(documents), "hledger")).assertions == 0


def _accounts(balances: list[Balance]) -> list[str]:
    """The accounts in the words of the books: SetOff → set_off."""
    of_leaf = {name.rpartition(":")[2]: account for account, name in BOOKS.items()}
    return [of_leaf[balance.account.rpartition(":")[2]] for balance in balances]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_tools_take_the_books_of_the_demo(lang: str, demo: DemoRun) -> None:
    documents = [json.loads(demo.statement(month)) for month in MONTHS]
    entries, errors, options = loader.load_string(
        text_of(documents, "beancount", assume_paid=True, lang=lang)
    )
    assert errors == []
    assert options["operating_currency"] == ["CNY"]
    drawn = [
        entry for entry in entries if isinstance(entry, Transaction) and entry.meta["kind"] == "statement"
    ]
    assert [(entry.meta["period"], str(entry.date)) for entry in drawn] == [
        (document["period"], document["as_of"][:10]) for document in documents
    ]
    assert check(text_of(documents, "hledger", assume_paid=True, lang=lang)).assertions > 0


def test_beancount_refuses_a_balance_that_is_one_fen_off() -> None:
    books = statement("2027-01", JANUARY, balances={"fee": "100000", "payable": "-100000"})
    text = text_of([books], "beancount")
    assert loader.load_string(text)[1] == []
    changed = text.replace("Payable  -1000.00 ~", "Payable  -1000.01 ~")
    assert [type(error).__name__ for error in loader.load_string(changed)[1]] == ["BalanceError"]


def test_the_reader_of_hledger_refuses_what_hledger_refuses() -> None:
    books = statement("2027-01", JANUARY, balances={"fee": "100000", "payable": "-100000"})
    text = text_of([books], "hledger")
    assert check(text).assertions == 2
    undeclared = "\n".join(line for line in text.split("\n") if not line.startswith("account Expenses"))
    for bad in (
        text.replace("= -1000.00", "= -1000.01"),
        text.replace("  1000.00 CNY  ;", "  999.99 CNY  ;"),
        undeclared,
    ):
        with pytest.raises(AssertionError):
            check(bad)


@pytest.mark.parametrize(
    ("currency", "amount", "digits"), [("JPY", "1000", 0), ("CNY", "1000.05", 2), ("KWD", "1000.005", 3)]
)
def test_amounts_have_the_digits_of_their_currency(currency: str, amount: str, digits: int) -> None:
    legs = (("fee", amount, "fee"), ("payable", f"-{amount}", "monthly"))
    minor = amount.replace(".", "")
    books = statement("2027-01", legs, currency=currency, balances={"fee": minor, "payable": f"-{minor}"})
    entries, errors, options = loader.load_string(text_of([books], "beancount"))
    assert errors == []
    (transaction,) = [entry for entry in entries if isinstance(entry, Transaction)]
    assert [str(posting.units) for posting in transaction.postings] == [
        f"{amount} {currency}",
        f"-{amount} {currency}",
    ]
    assert -options["display_precision"][currency].as_tuple().exponent == digits
    assert check(text_of([books], "hledger")).digits == {currency: digits}


HARD = 'a "b" \\ ; c | d, date:2027-01-01 [2027-01-02]\n2027-01-03 open X'


def test_no_name_breaks_out_of_its_place() -> None:
    legs = (("fee", "1.00", HARD), ("payable", "-1.00", HARD))
    books = [
        statement("2027-01", legs, contract=HARD, balances={"fee": "100", "payable": "-100"}),
        statement("2027-01", JANUARY, contract="a_b"),
        statement("2027-01", JANUARY, contract="a.b"),
        statement("2027-01", JANUARY, contract="合同"),
    ]
    entries, errors, _ = loader.load_string(text_of(books, "beancount"))
    assert errors == []
    transactions = [entry for entry in entries if isinstance(entry, Transaction)]
    assert len(transactions) == 4
    hard = HARD.replace("\n", " ")
    assert {entry.payee for entry in transactions} == {hard, "a_b", "a.b", "合同"}
    assert {(posting.meta or {})["ref"] for posting in transactions[0].postings} == {hard}
    checked = check(text_of(books, "hledger"))
    assert set(checked.days) == {"2027-02-05", "2027-02-06"}
    assert len(checked.accounts) == 8  # two for each contract, however alike their ids


@pytest.mark.skipif(HLEDGER is None, reason="hledger is not installed")
def test_hledger_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    yen = statement(
        "2027-01",
        (("fee", "7", HARD), ("payable", "-7", HARD)),
        contract=HARD,
        currency="JPY",
        balances={"fee": "7", "payable": "-7"},
    )
    dinar = statement(
        "2027-01", (("fee", "1.005", "fee"), ("cash", "-1.005", "x")), contract="K", currency="KWD"
    )
    file = tmp_path / "books.journal"
    for documents in (
        *(golden(path) for path in SETTLED[::10]),
        [yen, dinar, statement("2027-01", FEBRUARY)],
    ):
        file.write_text(text_of(documents, "hledger", assume_paid=True), "utf-8")
        done = subprocess.run(  # noqa: S603  # the tool itself
            [str(HLEDGER), "-f", str(file), "check", "--strict"],
            env={"LANG": "C.UTF-8"},
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")
