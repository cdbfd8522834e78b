"""Options that commands share, and the outermost door: findings are printed in the reader's language, exit code 1."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click

from assay.cli.usage import WrongValueError
from assay.core.contract.amendment import load_amended
from assay.core.contract.document import MAX_BYTES
from assay.core.contract.model import Amended
from assay.core.contract.public_key import SIGNERS
from assay.core.contract.signature_file import CheckedSignature
from assay.core.findings import Finding, FindingsError, Place, Severity, shown
from assay.core.period import Month, parse_day, parse_instant
from assay.i18n import languages, translate
from assay.i18n.sentences import sentence
from assay.ports import Limits

P = ParamSpec("P")
R = TypeVar("R")

lang_option = click.option(
    "--lang",
    type=click.Choice(languages()),
    default="zh",
    envvar="ASSAY_LANG",
    show_default=True,
    help="语言 / language",
)
workspace_option = click.option(
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("assay-data"),
    show_default=True,
    help="工作区文件夹 / workspace folder",
)
contract_argument = click.argument("contract", type=click.Path(path_type=Path, exists=True, dir_okay=False))
_amendment = click.option(
    "--amendment",
    "amendments",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="补充协议，可多次 / amendment file, repeatable",
)
_SIGNATURES = "assay.signatures"
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_JSON_MAX_BYTES = 64 * 1024 * 1024


def _keep_signatures(ctx: click.Context, _: click.Parameter, paths: tuple[Path, ...]) -> None:
    ctx.meta[_SIGNATURES] = paths


_signature = click.option(
    "--signature",
    multiple=True,
    expose_value=False,
    callback=_keep_signatures,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="签名文件，可多次；文件旁边的自动读取 / signature file, repeatable; those beside a document are found",
)


def amendment_option(command: Callable[P, R]) -> Callable[P, R]:
    """``--amendment``, and ``--signature``, whose files :func:`read_contract` reads with it."""
    return _amendment(_signature(command))


def format_option(*formats: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """``--format`` with the formats of a command, the first being the default."""
    return click.option(
        "--format",
        "output",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="输出格式 / output format",
    )


def limits_options(command: Callable[P, R]) -> Callable[P, R]:
    """``--memory`` and ``--seconds``: what reading one file may cost."""
    memory = click.option(
        "--memory",
        type=click.IntRange(min=64),
        default=512,
        show_default=True,
        help="读一份文件最多用多少 MB 内存 / memory for reading one file, in MB",
    )
    seconds = click.option(
        "--seconds",
        type=click.IntRange(min=1),
        default=45,
        show_default=True,
        help="读一份文件最多用多少秒 / processor time for reading one file, in seconds",
    )
    return memory(seconds(command))


def limits_of(memory: int, seconds: int) -> Limits:
    """What these two options allow; a megabyte has a million bytes."""
    return Limits(memory * 1_000_000, seconds)


def reports_findings(command: Callable[P, R]) -> Callable[P, R]:
    """Turn findings that stop a command, and a file that the system will not give, into text and exit code 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        lang = str(kwargs.get("lang", "zh"))
        lang = lang if lang in languages() else languages()[0]
        try:
            return command(*args, **kwargs)
        except FindingsError as error:
            stop(error.findings, lang)
        except BrokenPipeError:
            raise
        except OSError as error:
            stop([_unusable(error)], lang)

    return run


def _unusable(error: OSError) -> Finding:
    name = Path(str(error.filename)).name if error.filename else ""
    if error.errno in _NO_ROOM:
        return Finding("cli.no_room", Place(name), {"problem": error.strerror or type(error).__name__})
    params = {"found": str(error.filename or ""), "problem": error.strerror or type(error).__name__}
    return Finding("cli.unusable_file", Place(name), params)


def stop(findings: Iterable[Finding], lang: str) -> NoReturn:
    """Print findings and leave with exit code 1."""
    show_findings(findings, lang)
    sys.exit(1)


def show_findings(findings: Iterable[Finding], lang: str) -> None:
    """Every finding on stderr: severity, place, sentence, code."""
    for finding in findings:
        click.echo(finding_line(finding, lang), err=True)


def finding_line(finding: Finding, lang: str) -> str:
    """A finding on one line."""
    place = shown(str(finding.place))
    where = f"{place}: " if place else ""
    word = translate(lang, f"severity.{finding.severity.value}")
    return f"{word} {where}{sentence(lang, finding)} [{finding.code}]"


def finding_document(finding: Finding) -> dict[str, object]:
    """A finding as JSON, with its sentence in both languages."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "place": {"file": finding.place.file, "line": finding.place.line, "path": finding.place.path},
        "params": dict(sorted(finding.params.items())),
        "text": {lang: sentence(lang, finding) for lang in languages()},
    }


def print_json(document: Any) -> None:  # noqa: ANN401  # any JSON value
    """One JSON document on stdout, readable, keys sorted: what was stored and what is new come out the same."""
    click.echo(json_text(document), nl=False)


def json_text(document: Any) -> str:  # noqa: ANN401  # any JSON value
    """What :func:`print_json` prints."""
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def read_contract(path: Path, amendments: Iterable[Path], lang: str) -> Amended:
    """The contract with its amendments and their signatures; warnings are shown, errors stop."""
    amended, findings = load_files(path, amendments)
    if amended is None:
        raise FindingsError(findings)
    show_findings([finding for finding in findings if finding.severity is not Severity.INFO], lang)
    return amended


def load_files(path: Path, amendments: Iterable[Path]) -> tuple[Amended | None, tuple[Finding, ...]]:
    """The contract with its amendments and their signatures, or None; and all findings."""
    amendments = tuple(amendments)
    signatures, unread = given_signatures([path, *amendments])
    texts = [(read_text(amendment), amendment.name) for amendment in amendments]
    amended, findings = load_amended(read_text(path), path.name, texts, signatures)
    return (None if unread else amended), (*unread, *findings)


def given_signatures(
    documents: Iterable[Path],
) -> tuple[tuple[CheckedSignature, ...], tuple[Finding, ...]]:
    """The signatures of ``--signature`` and those beside the documents, checked; and what cannot be read of them."""
    context = click.get_current_context(silent=True)
    given = context.meta.get(_SIGNATURES, ()) if context else ()
    beside = (signature_path(document, party) for document in documents for party in SIGNERS)
    paths = {path.resolve(): path for path in (*given, *(path for path in beside if path.is_file()))}
    if not paths:
        return (), ()
    from assay.services.signing import check_files

    return check_files([(read_text(path), path.name) for path in paths.values()])


def signature_path(document: Path, party: str) -> Path:
    """Where the signature of a party lies: beside the document."""
    return document.with_name(f"{document.name}.{party}.sig")


def read_text(path: Path, max_bytes: int = MAX_BYTES) -> str:
    """The text of a file in UTF-8, with or without a mark. No more is read than may be there.

    Raises:
        FindingsError: It is too large, or not UTF-8.
    """
    with path.open("rb") as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        limit = {"limit": f"{max_bytes // 1024**2} MiB"}
        raise FindingsError([Finding("document.too_large", Place(path.name), limit)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        finding = Finding("cli.not_utf8", Place(path.name), {"byte": str(error.start)}, Severity.ERROR)
        raise FindingsError([finding]) from None


def read_json(path: Path) -> object:
    """What a JSON file holds.

    Raises:
        FindingsError: It is not UTF-8, or not JSON.
    """
    try:
        document: object = json.loads(read_text(path, _JSON_MAX_BYTES))
    except json.JSONDecodeError as error:
        raise FindingsError([Finding("cli.not_json", Place(path.name, error.lineno))]) from None
    except (RecursionError, ValueError):
        raise FindingsError([Finding("cli.not_json", Place(path.name))]) from None
    return document


def check_new_file(path: Path, *, made: bool = False) -> None:
    """Hold a file about to be written against what is there.

    Args:
        path: The file.
        made: Whether its folder will be made where there is none.

    Raises:
        FindingsError: It exists already, or its folder does not.
    """
    if path.exists():
        raise FindingsError([Finding("cli.file_exists", params={"found": path.name})])
    if not made and not path.parent.is_dir():
        raise FindingsError([Finding("cli.no_such_folder", params={"found": str(path.parent)})])


class MonthType(click.ParamType[Month]):
    """``YYYY-MM``."""

    name = "YYYY-MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Month:  # noqa: ANN401
        if isinstance(value, Month):
            return value
        try:
            return Month.parse(value)
        except ValueError:
            raise WrongValueError("usage.month", str(value), ctx, param) from None


class InstantType(click.ParamType[datetime]):
    """An ISO instant with an offset."""

    name = "ISO"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ANN401
        if isinstance(value, datetime):
            return value
        try:
            return parse_instant(value)
        except ValueError:
            code = "usage.instant_zone" if _has_no_zone(value) else "usage.instant"
            raise WrongValueError(code, str(value), ctx, param) from None


def _has_no_zone(value: str) -> bool:
    """Whether a text is a moment but for its zone."""
    try:
        return datetime.fromisoformat(value).tzinfo is None
    except ValueError:
        return False


class DayType(click.ParamType[date]):
    """``YYYY-MM-DD``."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401
        if isinstance(value, date):
            return value
        try:
            return parse_day(value)
        except ValueError:
            raise WrongValueError("usage.day", str(value), ctx, param) from None
