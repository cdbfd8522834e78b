"""``assay keys`` and ``assay sign``: a party's keys, and its signature beside a contract or an amendment."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from assay.cli.options import (
    InstantType,
    amendment_option,
    check_new_file,
    given_signatures,
    lang_option,
    read_text,
    reports_findings,
    show_findings,
    signature_path,
)
from assay.core.contract.public_key import SIGNERS, PublicKey, in_groups
from assay.core.findings import FindingsError, has_errors
from assay.i18n import languages, translate

PASSPHRASE = "ASSAY_KEY_PASSPHRASE"  # noqa: S105  # the name of a variable, not a passphrase
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def _lang_of_group() -> str:
    parent = click.get_current_context().parent
    return str(parent.params["lang"]) if parent else languages()[0]


_lang = click.option("--lang", type=click.Choice(languages()), default=_lang_of_group, help="语言 / language")


@click.group("keys")
@lang_option
def keys_command(lang: str) -> None:
    """签名密钥：新建、查看、核对签名 / Signing keys: make one, show one, check who signed."""
    del lang  # the commands below ask for it


@keys_command.command("new")
@click.option("--party", type=click.Choice(SIGNERS), required=True, help="甲方或乙方 / buyer or vendor")
@click.option("--name", required=True, help="签字人姓名 / who signs with it")
@click.option(
    "--output",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="私钥文件；公钥写在旁边的 .pub / the private key; the public one goes beside it as .pub",
)
@click.option("--passphrase", "ask", is_flag=True, help="询问口令，用来加密私钥 / ask for a passphrase")
@_lang
@reports_findings
def new_command(party: str, name: str, target: Path, ask: bool, lang: str) -> None:
    """新建一对密钥 / Make a pair of keys.

    环境变量 ASSAY_KEY_PASSPHRASE 里有口令就用它加密私钥。
    A passphrase in ASSAY_KEY_PASSPHRASE encrypts the private key.
    """
    from assay.services.signing import make_key

    check_new_file(target)
    passphrase = os.environ.get(PASSPHRASE, "")
    if ask and not passphrase:
        said = translate(lang, "keys.passphrase", {"key": target.name})
        passphrase = click.prompt(said, hide_input=True, confirmation_prompt=True, err=True)
    _show(make_key(target, party=party, name=name, passphrase=passphrase), lang)
    click.echo(translate(lang, "keys.made", {"private": str(target), "public": f"{target}.pub"}))


@keys_command.command("show")
@click.argument("key", type=_FILE)
@_lang
@reports_findings
def show_command(key: Path, lang: str) -> None:
    """查看公钥：谁的、编号、指纹 / Whose key it is, its id, its fingerprint."""
    from assay.services.signing import public_file_of, public_key_of

    path = public_file_of(key)
    _show(public_key_of((read_text(path), path.name)), lang)


@keys_command.command("check")
@click.argument("document", type=_FILE)
@_lang
@reports_findings
def check_command(document: Path, lang: str) -> None:
    """核对一份文件旁边的签名 / Check the signatures that lie beside a document."""
    from assay.services.signing import check_document

    paths = [path for party in SIGNERS if (path := signature_path(document, party)).is_file()]
    files = [(read_text(path), path.name) for path in paths]
    subject, findings = check_document((read_text(document), document.name), files)
    show_findings(findings, lang)
    if has_errors(findings):
        raise SystemExit(1)
    params = {"id": subject.id, "version": subject.version, "digest": subject.digest}
    click.echo(translate(lang, f"keys.checked.{subject.what}", params))
    if not files:
        click.echo(translate(lang, "keys.unsigned", {"file": document.name}))


@click.command("sign")
@click.argument("document", type=_FILE)
@click.option("--key", type=_FILE, required=True, help="您的私钥文件 / your private key")
@click.option(
    "--contract", type=_FILE, help="签补充协议时：它修改的合同 / the contract that an amendment changes"
)
@amendment_option
@click.option(
    "--signed-at", type=InstantType(), help="签名时间，默认现在 / when it is signed, now by default"
)
@lang_option
@reports_findings
def sign_command(
    document: Path,
    key: Path,
    contract: Path | None,
    amendments: tuple[Path, ...],
    signed_at: datetime | None,
    lang: str,
) -> None:
    """给合同或补充协议签名 / Sign a contract or an amendment.

    签名写在旁边的“文件名.buyer.sig”或“文件名.vendor.sig”里，文件本身不动。补充协议要和它修改的合同一起给出。
    The signature goes beside the document, which stays as it is. An amendment comes with the contract that it changes.
    """
    from assay.bootstrap import SystemClock
    from assay.services.signing import (
        ToSign,
        needs_passphrase,
        public_file_of,
        public_key_of,
        sign,
        signer_of,
    )

    public_file = public_file_of(key)
    public = public_key_of((read_text(public_file), public_file.name))
    target = signature_path(document, public.party)
    check_new_file(target)
    existing, findings = given_signatures([*([contract] if contract else []), *amendments, document])
    if findings:
        raise FindingsError(findings)
    passphrase = _passphrase(key, lang) if needs_passphrase(key) else ""
    signer, notes = signer_of(key, public, passphrase)
    show_findings(notes, lang)
    what = ToSign(
        (read_text(document), document.name),
        (read_text(contract), contract.name) if contract else None,
        [(read_text(path), path.name) for path in amendments],
        existing,
    )
    subject, text = sign(what, signer, signed_at or SystemClock().now())
    with target.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    params = {"name": public.name, "signer": translate(lang, f"signer.{public.party}"), "path": target.name}
    click.echo(translate(lang, "sign.done", params | {"id": subject.id, "version": subject.version}))


def _show(key: PublicKey, lang: str) -> None:
    params = {"signer": translate(lang, f"signer.{key.party}"), "name": key.name}
    click.echo(translate(lang, "keys.owner", params))
    click.echo(translate(lang, "keys.id", {"key_id": key.key_id, "groups": in_groups(key.key_id)}))
    click.echo(translate(lang, "keys.fingerprint", {"fingerprint": key.spoken()}))


def _passphrase(key: Path, lang: str) -> str:
    if said := os.environ.get(PASSPHRASE, ""):
        return said
    asked: str = click.prompt(
        translate(lang, "keys.passphrase", {"key": key.name}), hide_input=True, err=True
    )
    return asked
