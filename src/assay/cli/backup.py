"""``assay backup``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assay.cli.options import lang_option, reports_findings, show_findings, workspace_option
from assay.cli.progress import Told, says_waiting
from assay.core.findings import has_errors
from assay.i18n import translate


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--keys",
    type=click.Path(path_type=Path, file_okay=False),
    help="密钥另存到的文件夹；不写则不备份密钥 / folder for the keys, apart from the rest; without it they are left out",
)
@workspace_option
@lang_option
@reports_findings
def backup_command(target: Path, keys: Path | None, workspace: Path, lang: str) -> None:
    """备份工作区，别的命令在写也可以；再次备份只复制新的 / Back the workspace up, busy or not; later only what is new.

    备份里也会销毁已删除的联系人。What was erased is destroyed in the backup too.
    """
    from assay.bootstrap import open_workspace
    from assay.services.backup import back_up

    told = Told(lang)
    so_far = {"done": "0", "of": "?", "target": str(target)}

    def tell(done: int, of: int) -> None:
        so_far.update(done=str(done), of=str(of))
        told.show("backup.progress", so_far, is_last=done >= of)

    with open_workspace(workspace, on_wait=says_waiting(lang, workspace)) as opened:
        so_far["of"] = str(len(opened.store.log()))
        try:
            done = back_up(opened, target, keys, tell=tell)
        except (KeyboardInterrupt, OSError):
            click.echo(translate(lang, "backup.unfinished", so_far), err=True)
            raise
    show_findings(done.findings, lang)
    params = {
        "target": str(target),
        "copied": f"{done.copied:,}",
        "size": f"{done.bytes_copied / (1 << 20):,.1f}",
        "kept": f"{done.kept:,}",
        "destroyed": f"{done.destroyed:,}",
        "commits": f"{done.commits:,}",
    }
    click.echo(translate(lang, "backup.done", params))
    key_line = "backup.keys" if keys else "backup.no_keys"
    click.echo(translate(lang, key_line, {"keys": str(keys)}))
    sys.exit(1 if has_errors(done.findings) else 0)
