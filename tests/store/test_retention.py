"""What is past its window goes, as in an erasure; what is not, what is linked to it, and what a dispute holds, stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assay.core.findings import FindingsError
from assay.core.tables import Contact, Record, Value
from assay.engines.duckdb import DuckDbEngine
from assay.ports import Parsed
from assay.services.retention import Retention, apply, months_before, retention, set_windows
from assay.services.workspace import Workspace
from assay.store import fact_folders, open_store
from tests.store.samples import ACCOUNT, MOMENT
from tests.store.test_doctor import codes

JAN, MAY, DEC = (datetime(2027, month, 31, 8, tzinfo=UTC) for month in (1, 5, 12))
ANNA, BRUNO, CARLA = "anna@lichtwerk.example", "bruno@sonnenhof.example", "carla@havenlight.example"


@contextmanager
def workspace(folder: Path) -> Iterator[Workspace]:
    with DuckDbEngine(fact_folders(folder)) as engine:
        yield Workspace(open_store(folder, engine, create=True), engine)


@pytest.fixture
def own(folder: Path) -> Iterator[Workspace]:
    with workspace(folder) as opened:
        yield opened


def receive(own: Workspace, name: str, *leads: tuple[str, str, datetime | None]) -> None:
    """A file of (e-mail, phone, moment of the enquiry), one line each, as the registry's readers know it."""
    records = []
    for row, (email, phone, moment) in enumerate(leads, start=2):
        values: dict[str, Value] = {"lead_id": f"{name}-{row}", "email_key": Contact("email", email)}
        if phone:
            values["phone_key"] = Contact("phone", phone)
        if moment:
            values["created_at"] = moment
        records.append(Record("leads", row, values))
    text = "".join(f"{email},{phone}\n" for email, phone, _ in leads)
    own.store.import_file(
        Parsed("enquiry_log", tuple(records), rows_read=len(records)),
        name=f"{name}.csv",
        data=f"email,phone\n{text}".encode(),
        account=ACCOUNT,
        known_at=MOMENT,
    )


def past(own: Workspace, as_of: datetime) -> tuple[int, int]:
    contacts, files = retention(own, as_of).classes
    return len(contacts.past), len(files.past)


def known(own: Workspace) -> set[str]:
    keys = {own.store.contact_key("email", email): email for email in (ANNA, BRUNO, CARLA)}
    return {keys[key] for key, contact in own.store.contacts(keys).items() if contact is not None}


def found(own: Workspace, as_of: datetime) -> Retention:
    return retention(own, as_of)


def test_without_a_window_nothing_is_ever_past_or_destroyed(own: Workspace) -> None:
    receive(own, "a", (ANNA, "", JAN))
    later = JAN + timedelta(days=36_500)
    assert past(own, later) == (0, 0)
    done = apply(own, found(own, later), dry_run=False)
    assert done is not None
    assert (done.commit, done.persons, known(own)) == (None, 0, {ANNA})


@pytest.mark.parametrize(
    ("moment", "months", "before"),
    [
        (datetime(2029, 3, 31, 12, tzinfo=UTC), 1, datetime(2029, 2, 28, 12, tzinfo=UTC)),
        (datetime(2029, 1, 15, tzinfo=UTC), 24, datetime(2027, 1, 15, tzinfo=UTC)),
        (datetime(2028, 2, 29, tzinfo=UTC), 12, datetime(2027, 2, 28, tzinfo=UTC)),
    ],
)
def test_a_window_is_counted_in_whole_months(moment: datetime, months: int, before: datetime) -> None:
    assert months_before(moment, months) == before


def test_a_person_is_past_the_window_once_their_newest_event_is(own: Workspace) -> None:
    """Anna enquired in January and again in May: 12 months after May she is old, and not a second sooner."""
    receive(own, "a", (ANNA, "", JAN), (BRUNO, "", JAN))
    receive(own, "b", (ANNA, "", MAY))
    set_windows(own, ("contacts=12months",), known_at=MOMENT)
    assert past(own, datetime(2028, 1, 31, 8, tzinfo=UTC)) == (0, 0)
    assert past(own, datetime(2028, 1, 31, 8, 0, 1, tzinfo=UTC)) == (1, 0)
    assert past(own, datetime(2028, 5, 31, 8, 0, 1, tzinfo=UTC)) == (2, 0)


def test_people_who_share_a_phone_are_as_old_as_the_younger(own: Workspace) -> None:
    receive(own, "a", (ANNA, "+4915112345678", JAN), (CARLA, "", JAN))
    receive(own, "b", (BRUNO, "+4915112345678", DEC))
    set_windows(own, ("contacts=6months",), known_at=MOMENT)
    as_of = datetime(2028, 1, 1, tzinfo=UTC)
    assert past(own, as_of) == (1, 0)
    apply(own, found(own, as_of), dry_run=False)
    assert known(own) == {ANNA, BRUNO}


def test_where_no_row_says_a_time_that_of_the_file_counts(own: Workspace) -> None:
    """The file was known on 3 February 2027."""
    receive(own, "a", (ANNA, "", None))
    set_windows(own, ("contacts=1month", "files=24months"), known_at=MOMENT)
    assert past(own, datetime(2027, 3, 3, 2, tzinfo=UTC)) == (0, 0)
    assert past(own, datetime(2027, 3, 3, 2, 0, 1, tzinfo=UTC)) == (1, 0)


def test_the_old_go_in_one_commit_with_proof_and_again_nothing_happens(own: Workspace, folder: Path) -> None:
    """Anna and Bruno go and the file is emptied of their lines; Carla stays in it, and every fact file stands."""
    receive(own, "a", (ANNA, "", JAN), (BRUNO, "", JAN), (CARLA, "", DEC))
    set_windows(own, ("contacts=12months",), known_at=MOMENT)
    facts = {path: path.read_bytes() for path in (folder / "facts").rglob("*.parquet")}
    as_of = datetime(2028, 6, 1, tzinfo=UTC)
    shown = apply(own, found(own, as_of), dry_run=True)
    assert shown is not None
    assert (shown.commit, shown.persons, known(own)) == (None, 2, {ANNA, BRUNO, CARLA})

    done = apply(own, found(own, as_of), dry_run=False)
    assert done is not None
    assert (done.commit, done.persons, len(done.blobs), known(own)) == (3, 2, 1, {CARLA})
    assert facts == {path: path.read_bytes() for path in facts}
    (commit,) = (one for one in own.store.log() if "blob" in one.details)
    text = own.store.read_blob(str(commit.details["blob"])).decode()
    assert [email in text for email in (ANNA, BRUNO, CARLA)] == [False, False, True]

    again = apply(own, found(own, as_of), dry_run=False)
    assert again is not None
    assert (again.commit, len(own.store.log())) == (None, 3)
    assert codes(folder) == []


def test_a_file_past_its_window_is_emptied_and_its_people_stay(own: Workspace, folder: Path) -> None:
    receive(own, "Chat with Anna Weber", (ANNA, "", JAN))
    receive(own, "b", (CARLA, "", DEC))
    set_windows(own, ("files=6months",), known_at=MOMENT)
    as_of = datetime(2027, 12, 31, tzinfo=UTC)
    assert past(own, as_of) == (0, 1)
    done = apply(own, found(own, as_of), dry_run=False)
    assert done is not None
    assert [part.emptied for part in done.blobs] == [True]
    blob = done.blobs[0].blob
    assert (own.store.blob_name(blob), own.store.read_blob(blob)) == ("erased.csv", b"")
    assert known(own) == {ANNA, CARLA}
    assert past(own, as_of) == (0, 0)
    assert codes(folder) == []


def test_an_open_dispute_in_the_last_statement_holds_everything(own: Workspace) -> None:
    receive(own, "a", (ANNA, "", JAN))
    set_windows(own, ("contacts=1month",), known_at=MOMENT)
    for period, text in (("2027-01", b'{"disputes":["D-1"]}'), ("2027-02", b'{"disputes":["D-1","D-2"]}')):
        own.store.save_statement("lumora", period, 1, text, pins={}, known_at=MOMENT)
    held = found(own, DEC)
    assert [(hold.contract_id, hold.period, hold.disputes) for hold in held.holds] == [
        ("lumora", "2027-02", ("D-1", "D-2"))
    ]
    assert apply(own, held, dry_run=False) is None
    assert known(own) == {ANNA}
    own.store.save_statement("lumora", "2027-03", 1, b'{"disputes":[]}', pins={}, known_at=MOMENT)
    assert apply(own, found(own, DEC), dry_run=False) is not None
    assert known(own) == set()


def test_the_last_window_stands_and_one_that_is_set_again_writes_nothing(own: Workspace) -> None:
    receive(own, "a", (ANNA, "", JAN))
    set_windows(own, ("contacts=12months", "files=36months"), known_at=MOMENT)
    set_windows(own, ("contacts=12 months",), known_at=MOMENT + timedelta(days=1))
    assert len(own.store.log()) == 2
    set_windows(own, ("contacts=none",), known_at=MOMENT + timedelta(days=2))
    assert [state.months for state in found(own, DEC).classes] == [None, 36]
    set_windows(own, ("contacts=12months",), known_at=MOMENT + timedelta(days=3))
    assert [state.months for state in found(own, DEC).classes] == [12, 36]


@pytest.mark.parametrize(
    "text", ["contacts", "contacts=0months", "facts=2months", "contacts=2years", "files=-1months"]
)
def test_what_is_no_window_is_refused_and_nothing_is_recorded(own: Workspace, text: str) -> None:
    with pytest.raises(FindingsError, match=r"retention\.bad_window"):
        set_windows(own, ("files=36months", text), known_at=MOMENT)
    assert own.store.log() == ()


def test_files_that_would_go_before_the_usual_24_months_are_a_warning(own: Workspace) -> None:
    (finding,) = set_windows(own, ("files=23months",), known_at=MOMENT)
    assert (finding.code, finding.params) == ("retention.short", {"months": "23", "usual": "24"})
    assert set_windows(own, ("files=24months",), known_at=MOMENT) == ()
