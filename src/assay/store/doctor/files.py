"""Every file that the log names: is it there, and are its bytes the committed ones?"""

from __future__ import annotations

from collections.abc import Sequence

from assay.core.findings import Finding, Place
from assay.store.doctor.chart import Chart, unreadable
from assay.store.durable import sha256_of
from assay.store.log import Commit, CommittedFile
from assay.store.view import live_files

_KINDS = {"blobs": "blobs", "facts": "fact_files", "statements": "statements", "records": "records"}


def sound_files(chart: Chart, commits: Sequence[Commit]) -> dict[str, CommittedFile]:
    """Path → file, of those that are as they were committed; the others are noted."""
    live = live_files(commits)
    sound = {}
    for done, (path, file) in enumerate(live.items(), start=1):
        if _is_sound(chart, file):
            sound[path] = file
        chart.tell("files", done, len(live))
    return sound


def _is_sound(chart: Chart, file: CommittedFile) -> bool:
    path = chart.layout.root / file.path
    changed = Finding("store.file_changed", Place(file.path), {"file": file.path})
    try:
        size = path.stat().st_size
        digest = sha256_of(path)
    except FileNotFoundError:
        chart.missing(file.path, changed)
        return False
    except OSError as error:
        chart.note([unreadable(file.path, error)])
        return False
    chart.counts.update({"files": 1, "bytes": size, _KINDS[file.path.partition("/")[0]]: 1})
    if digest != file.sha256:
        chart.note([changed])
        return False
    chart.counts["rows"] += file.rows
    return True
