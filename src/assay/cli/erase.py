"""``assay erase``, and what an erasure left."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.cli.options import (
    InstantType,
    finding_document,
    format_option,
    lang_option,
    print_json,
    reports_findings,
    show_findings,
    workspace_option,
)
from assay.cli.progress import says_waiting
from assay.core.findings import Finding, FindingsError, has_errors
from assay.i18n import translate

if TYPE_CHECKING:  # the service brings the store, which is imported only when the command runs
    from assay.services.erase import Proof


@click.command("erase")
@click.argument("contact", required=False)
@click.option(
    "--proof",
    is_flag=True,
    help="不删除，只证明：删了什么、还剩什么，可给本人或审计；不写联系方式则不作查找 / erase nothing, show the proof",
)
@format_option("text", "json")
@click.option("--dry-run", is_flag=True, help="只看不删 / show, erase nothing")
@click.option("--known-at", type=InstantType(), help="收到请求的时间 / when the request arrived")
@workspace_option
@lang_option
@reports_findings
def erase_command(
    contact: str | None,
    proof: bool,
    dry_run: bool,
    known_at: datetime | None,
    output: str,
    workspace: Path,
    lang: str,
) -> None:
    """删除一个人的联系方式（邮箱或电话） / Erase a person by e-mail or phone. Cannot be undone."""
    from assay.bootstrap import SystemClock, open_workspace
    from assay.services.erase import erase_person

    if proof:
        show_proof(contact, workspace, output, lang)
        return
    if contact is None:
        raise FindingsError([Finding("cli.bad_contact")])
    moment = known_at or SystemClock().now()
    with open_workspace(workspace, on_wait=says_waiting(lang, workspace)) as opened:
        result = erase_person(opened, contact, known_at=moment, dry_run=dry_run)
    params = {
        "persons": str(result.persons),
        "contacts": str(result.contacts),
        "blobs": str(len(result.blobs)),
    }
    key = "erase.none" if not result.persons else "erase.dry" if dry_run else "erase.done"
    if output == "json":
        rows = [{"blob": one.blob, "rows": len(one.rows), "emptied": one.emptied} for one in result.blobs]
        print_json(
            {"commit": result.commit, "persons": result.persons, "contacts": result.contacts, "files": rows}
        )
        return
    click.echo(translate(lang, key, params))


def show_proof(contact: str | None, workspace: Path, output: str, lang: str) -> None:
    """Print the proof; exit code 1 when something is left."""
    from assay.bootstrap import open_workspace
    from assay.services.erase import prove

    with open_workspace(workspace) as opened:
        proof = prove(opened, contact)
    show_findings(proof.findings, lang)
    if output == "json":
        print_json(proof_document(proof))
    else:
        for line in _proof_lines(proof, lang):
            click.echo(line)
    sys.exit(1 if has_errors(proof.findings) else 0)


def proof_document(proof: Proof) -> dict[str, object]:
    """The proof as JSON; digests, numbers and names of files in the workspace, no contact."""
    leaves, search = proof.leaves, proof.search
    return {
        "log": {"commits": proof.commits, "digest": proof.digest},
        "erasures": [
            {
                "commit": one.commit,
                "digest": one.digest,
                "known_at": one.known_at.isoformat(),
                "persons": one.persons,
                "keys_gone": one.are_keys_gone,
                "files_as_said": one.is_as_said,
                "files": [
                    {
                        "received": file.blob,
                        "left": file.content,
                        "rows": file.rows,
                        "emptied": file.emptied,
                        "old_gone": file.is_old_gone,
                    }
                    for file in one.files
                ],
            }
            for one in proof.erasures
        ],
        "rows": {
            "verified": leaves.verified,
            "masked": leaves.masked,
            "erased": leaves.erased,
            "wrong": len(leaves.wrong),
        },
        "search": search
        and {
            "known": search.is_known,
            "files": search.files,
            "bytes": search.bytes,
            "cells": search.cells,
            "found": list(search.found),
        },
        "findings": [finding_document(finding) for finding in proof.findings],
    }


def _proof_lines(proof: Proof, lang: str) -> Iterator[str]:
    for one in proof.erasures:
        params = {
            "commit": str(one.commit),
            "known_at": one.known_at.isoformat(timespec="minutes"),
            "persons": f"{one.persons:,}",
            "files": f"{len(one.files):,}",
            "rows": f"{sum(file.rows for file in one.files):,}",
            "digest": one.digest[:12],
        }
        yield translate(lang, "erase.proof.erasure", params)
    if not proof.erasures:
        yield translate(lang, "erase.proof.no_erasure", {})
    leaves = proof.leaves
    counted = {"verified": leaves.verified, "masked": leaves.masked, "erased": leaves.erased}
    yield translate(lang, "erase.proof.rows", {name: f"{count:,}" for name, count in counted.items()})
    if proof.search is None:
        yield translate(lang, "erase.proof.no_search", {})
        return
    params = {
        "files": f"{proof.search.files:,}",
        "bytes": f"{proof.search.bytes:,}",
        "cells": f"{proof.search.cells:,}",
        "found": f"{len(proof.search.found):,}",
    }
    yield translate(lang, "erase.proof.search", params)
    if not has_errors(proof.findings):
        yield translate(lang, "erase.proof.clean", {})
