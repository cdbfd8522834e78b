"""The store: the record of everything that touches money, in one folder that belongs to one buyer.

A file comes in whole: its bytes are sealed (:mod:`assay.store.blobs`), its rows become immutable Parquet files in
which contacts are keyed hashes (:mod:`assay.store.batch`, :mod:`assay.store.rows`), the contacts themselves are
sealed under a key per person (:mod:`assay.store.people`), and one commit names it all (:mod:`assay.store.log`).
Statements and frozen verdicts are committed the same way (:mod:`assay.store.documents`). What no commit names does
not exist (:mod:`assay.store.sweep`), so a crash leaves the state before or after. Erasing a person destroys keys and
re-seals files (:mod:`assay.store.erasure`); facts, statements and proofs stay. docs/store.md tells it on one page.
"""

from assay.store.ages import Ages
from assay.store.backup import BackupResult
from assay.store.blobs import UnknownBlobError
from assay.store.doctor import Examination, examine
from assay.store.documents import Saved, StoredRecord, StoredStatement
from assay.store.erasure import BlobErasure, ErasureResult
from assay.store.events import StoredEvents, Told
from assay.store.imports import ImportResult, batch_id
from assay.store.lock import Holder
from assay.store.log import Commit, CommittedFile
from assay.store.opening import fact_folders, lock_holder
from assay.store.proof import Erased, Leaves, Search
from assay.store.replaced import recorded_scopes, replaced_ranges, replacing, scopes_of_file, speaks_in
from assay.store.rows import row_bytes, row_leaf
from assay.store.said import Said, said_of
from assay.store.seal import ReceivedFile
from assay.store.store import Store, open_store
from assay.store.undo import UndoResult
from assay.store.view import counting, rows_of, undone
from assay.store.workspace import FactEngine

__all__ = [
    "Ages",
    "BackupResult",
    "BlobErasure",
    "Commit",
    "CommittedFile",
    "Erased",
    "ErasureResult",
    "Examination",
    "FactEngine",
    "Holder",
    "ImportResult",
    "Leaves",
    "ReceivedFile",
    "Said",
    "Saved",
    "Search",
    "Store",
    "StoredEvents",
    "StoredRecord",
    "StoredStatement",
    "Told",
    "UndoResult",
    "UnknownBlobError",
    "batch_id",
    "counting",
    "examine",
    "fact_folders",
    "lock_holder",
    "open_store",
    "recorded_scopes",
    "replaced_ranges",
    "replacing",
    "row_bytes",
    "row_leaf",
    "rows_of",
    "said_of",
    "scopes_of_file",
    "speaks_in",
    "undone",
]
