"""In whatever order daily files arrive, however often, corrected, replaced and undone: what counts is what one whole load gives.

Compared is what ``assay facts spend`` prints, byte for byte, without the columns that name file, row and commit. The
model is a plain list of what was done: it knows no query text, no range and no digest.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.cli.data import csv_text
from assay.core.findings import FindingsError
from assay.core.tables import SPEND, Record
from assay.engines.duckdb import DuckDbEngine
from assay.ports import ImportOptions, Parsed
from assay.queries.current import current_rows
from assay.services.facts import rows_of
from assay.services.workspace import Workspace
from assay.store import fact_folders, open_store
from tests.store.samples import MOMENT

ACCOUNTS = ("ads/one", "ads/two")
CAMPAIGNS = ("a", "b", "c")
DAYS = 5
COLUMNS = [column.name for column in SPEND.columns]
Key = tuple[str, int, str]


@dataclass(frozen=True)
class Daily:
    """A daily report: an account, and its campaigns' cost by day of March 2027."""

    account: str
    rows: tuple[tuple[int, str, int], ...]
    whole: bool = False

    @property
    def costs(self) -> Mapping[Key, int]:
        return {(self.account, day, campaign): cost for day, campaign, cost in self.rows}

    def covers(self, key: Key) -> bool:
        days = [day for day, _, _ in self.rows]
        return bool(days) and key[0] == self.account and min(days) <= key[1] <= max(days)

    @property
    def content(self) -> tuple[str, tuple[tuple[int, str, int], ...]]:
        return self.account, self.rows


@contextmanager
def workspace() -> Iterator[Workspace]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "buyer"
        with DuckDbEngine(fact_folders(folder)) as engine:
            yield Workspace(open_store(folder, engine, create=True), engine)


def bring(opened: Workspace, file: Daily) -> None:
    records = [
        Record(
            "spend",
            row,
            {
                "grain": "campaign",
                "entity": campaign,
                "campaign": campaign,
                "day": date(2027, 3, day),
                "currency": "USD",
                "cost_micros": cost * 1_000_000,
            },
        )
        for row, (day, campaign, cost) in enumerate(file.rows, start=2)
    ]
    opened.store.import_file(
        Parsed("daily", tuple(records), rows_read=len(records)),
        name="daily.csv",
        data=repr(file.content).encode(),
        account=file.account,
        known_at=MOMENT,
        options=ImportOptions(account=file.account, replace=file.whole),
    )


def facts(opened: Workspace) -> str:
    return csv_text(COLUMNS, rows_of(opened, "spend"))


def facts_of_one_load(costs: Mapping[Key, int]) -> str:
    """One file per account, with everything, in the order of its rows."""
    with workspace() as opened:
        for account in ACCOUNTS:
            rows = [(day, campaign, cost) for (of, day, campaign), cost in costs.items() if of == account]
            if rows:
                bring(opened, Daily(account, tuple(sorted(rows))))
        return facts(opened)


truths = st.dictionaries(
    st.tuples(st.sampled_from(ACCOUNTS), st.integers(1, DAYS), st.sampled_from(CAMPAIGNS)),
    st.integers(0, 99),
    min_size=1,
)


@st.composite
def slices(draw: st.DrawFn) -> tuple[Mapping[Key, int], list[Daily]]:
    """A month, and files cut from it that overlap and repeat, together holding all of it, in a drawn order."""
    truth = draw(truths)
    files = []
    for account in ACCOUNTS:
        rows = sorted((day, campaign, cost) for (of, day, campaign), cost in truth.items() if of == account)
        spans = [(day, day) for day in range(1, DAYS + 1)]
        spans += draw(
            st.lists(st.tuples(st.integers(1, DAYS), st.integers(1, DAYS)).map(lambda two: (min(two), max(two))), max_size=3)
        )  # fmt: skip
        for first, last in spans:
            cut = tuple(row for row in rows if first <= row[0] <= last)
            if cut:
                files.append(Daily(account, cut, draw(st.booleans())))
    repeats = draw(st.lists(st.sampled_from(files), max_size=3))
    return truth, draw(st.permutations([*files, *repeats]))


@settings(max_examples=15)
@given(drawn=slices())
def test_daily_files_in_any_order_give_the_facts_of_one_load(
    drawn: tuple[Mapping[Key, int], list[Daily]],
) -> None:
    truth, files = drawn
    with workspace() as opened:
        for file in files:
            bring(opened, file)
        assert facts(opened) == facts_of_one_load(truth)


@dataclass(frozen=True)
class Undo:
    """Undo of one of the commits so far, an undo or not, by its place among them, counted round."""

    place: int


reports = st.builds(
    Daily,
    st.sampled_from(ACCOUNTS),
    st.dictionaries(
        st.tuples(st.integers(1, DAYS), st.sampled_from(CAMPAIGNS)), st.integers(0, 3), min_size=1, max_size=6
    ).map(lambda found: tuple((day, campaign, cost) for (day, campaign), cost in sorted(found.items()))),
)


@st.composite
def lives(draw: st.DrawFn) -> list[Daily | Undo]:
    """Up to ten steps with three reports, so that they come again, whole or not, before and after undos."""
    pool = draw(st.lists(reports, min_size=2, max_size=3))
    step = st.one_of(
        st.builds(replace, st.sampled_from(pool), whole=st.booleans()), st.builds(Undo, st.integers(0, 9))
    )
    return draw(st.lists(step, min_size=2, max_size=10))


@dataclass
class Model:
    """What was done, one entry per commit: a file, or the number of the commit that is undone or was said to be whole."""

    files: dict[int, Daily]
    wholes: dict[int, int]
    undos: dict[int, int]

    @property
    def last(self) -> int:
        return len(self.files) + len(self.wholes) + len(self.undos)

    def stands(self, number: int) -> bool:
        """Unless a later undo of it stands."""
        return not any(of == number and self.stands(by) for by, of in self.undos.items() if by > number)

    def standing(self) -> dict[int, Daily]:
        return {number: file for number, file in self.files.items() if self.stands(number)}

    def whole(self) -> dict[int, Daily]:
        """The files that replace, by the number from which they reach back."""
        said = {of for by, of in self.wholes.items() if self.stands(by)}
        return {number: file for number, file in self.standing().items() if file.whole or number in said}

    def bring(self, file: Daily) -> None:
        same = [number for number, known in self.standing().items() if known.content == file.content]
        if not same:
            self.files[self.last + 1] = file
        elif file.whole and same[0] not in self.whole():
            self.wholes[self.last + 1] = same[0]

    def undone(self, number: int) -> str:
        """Undo a commit where that makes sense; else the reason why it does not."""
        if not self.stands(number):
            return "already"
        after = Model(self.files, self.wholes, {**self.undos, self.last + 1: number})
        counted = [file.content for file in after.standing().values()]
        if after.counts() == self.counts():
            return "store.undo_without_effect"
        if len(set(counted)) < len(counted):
            return "store.counts_already"
        self.undos = after.undos
        return ""

    def counts(self) -> frozenset[int]:
        return frozenset(number for number in (*self.files, *self.wholes) if self.stands(number))

    def costs(self) -> dict[Key, int]:
        newest: dict[Key, tuple[int, int]] = {}
        for number, file in sorted(self.standing().items()):
            newest |= {key: (number, cost) for key, cost in file.costs.items()}
        whole = self.whole().items()
        return {
            key: cost
            for key, (number, cost) in newest.items()
            if not any(by > number and file.covers(key) for by, file in whole)
        }


def undo(opened: Workspace, model: Model, number: int) -> None:
    """Undo any commit, in both; the store must refuse what the model finds senseless, and nothing else."""
    expected = model.undone(number)
    if expected.startswith("store."):
        with pytest.raises(FindingsError, match=expected):
            opened.store.undo(number, known_at=MOMENT)
    else:
        assert opened.store.undo(number, known_at=MOMENT).already == (expected == "already")


def play(opened: Workspace, taken: Sequence[Daily | Undo]) -> list[dict[Key, int]]:
    """Do the steps in a workspace and in the model; what counts by the model after each commit."""
    model, snapshots = Model({}, {}, {}), [dict[Key, int]()]
    for step in taken:
        if isinstance(step, Daily):
            bring(opened, step)
            model.bring(step)
        elif model.last:
            undo(opened, model, 1 + step.place % model.last)
        assert len(opened.store.log()) == model.last
        contents = [file.content for file in model.standing().values()]
        assert len(set(contents)) == len(contents)
        snapshots += [model.costs()] * (model.last + 1 - len(snapshots))
    return snapshots


@settings(max_examples=25)
@given(taken=lives())
def test_corrections_replacements_and_undos_give_the_facts_of_one_load(taken: list[Daily | Undo]) -> None:
    with workspace() as opened:
        snapshots = play(opened, taken)
        assert facts(opened) == facts_of_one_load(snapshots[-1])


@settings(max_examples=15)
@given(taken=lives())
def test_every_earlier_commit_shows_what_counted_then(taken: list[Daily | Undo]) -> None:
    with workspace() as opened:
        snapshots = play(opened, taken)
        for number, costs in enumerate(snapshots):
            assert known_at(opened, number) == costs


def known_at(opened: Workspace, number: int) -> dict[Key, int]:
    rows = opened.engine.rows(current_rows(SPEND), {"spend": opened.store.tables(number)["spend"]}, {})
    found: dict[Key, int] = {}
    for row in rows:
        day, cost = row["day"], row["cost_micros"]
        assert isinstance(day, date)
        assert isinstance(cost, int)
        found[(str(row["account"]), day.day, str(row["campaign"]))] = cost // 1_000_000
    return found
