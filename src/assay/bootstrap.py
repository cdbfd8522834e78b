"""Wiring: which engine, which store, which clock. The only place that knows them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from assay.engines.duckdb import DuckDbEngine
from assay.services.workspace import Workspace
from assay.store import fact_folders, open_store


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, UTC."""
        return datetime.now(UTC)  # noqa: TID251  # the one place where time is read


@contextmanager
def open_workspace(
    path: Path, *, create: bool = False, threads: int = 2, on_wait: Callable[[], None] = lambda: None
) -> Iterator[Workspace]:
    """Open a workspace folder with the default engine, and close it in the end.

    Args:
        path: Its folder.
        create: Make it when it is missing.
        threads: Of the engine; results do not depend on it.
        on_wait: Called once when another process keeps us waiting.
    """
    with DuckDbEngine(fact_folders(path), threads=threads) as engine:
        yield Workspace(open_store(path, engine, create=create, on_wait=on_wait), engine)


def workspace_engine(folder: Path) -> DuckDbEngine:
    """An engine over a workspace's facts, whether or not the workspace can be opened."""
    return DuckDbEngine(fact_folders(folder))


def export_engine(folder: Path) -> DuckDbEngine:
    """An engine that may write into one folder and nowhere else."""
    return DuckDbEngine([folder])


def example_folder() -> Path:
    """The example that comes with the package, or stands beside it in a checkout."""
    packed = Path(__file__).parent / "example"
    return packed if packed.is_dir() else Path(__file__).parents[2] / "examples" / "streetlight"


def schema_folder() -> Path:
    """The schemas that come with the package, or stand beside it in a checkout."""
    packed = Path(__file__).parent / "schemas"
    return packed if packed.is_dir() else Path(__file__).parents[2] / "docs" / "schemas"
