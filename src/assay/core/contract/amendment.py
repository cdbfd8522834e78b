"""Amendments: a patch file beside the contract. Never back in time, always over a named base; past periods keep their text."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assay.core.contract.document import Tree, digest_of, read_document, tree_of
from assay.core.contract.joining import fees_beside_the_price, never_back, unjoined
from assay.core.contract.load import bilingual, contract_of
from assay.core.contract.model import Amended, Bilingual, Contract
from assay.core.contract.reader import Reader
from assay.core.contract.signature_file import CheckedSignature, Subject
from assay.core.contract.signatures import Signable, check_signatures, signing_terms
from assay.core.findings import Finding, Place, has_errors

_STEP = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)((?:\[[A-Za-z0-9_]+\])?)(?:\.|$)")

_FIXED = frozenset(
    (
        "assay",
        "id",
        "currency",
        "currency.code",
        "term",
        "term.start",
        "term.tz",
        "term.week_starts",
        "fee.total",
    )
)


@dataclass(frozen=True, slots=True)
class Change:
    """One replacement: a dotted path (``clauses[C2].tolerance``) and its new value; ``null`` removes the field."""

    path: str
    to: Tree
    place: Place


@dataclass(frozen=True, slots=True)
class Amendment:
    """A signed change of a contract.

    Attributes:
        base_version: The version it was written against.
        base_digest: That version's digest; empty when the file does not say.
        effective_on: First day of the period from which it holds.
        signed_on: The later of the two days of signing.
        digest: Of its own canonical document; both parties sign this one.
    """

    contract_id: str
    base_version: str
    base_digest: str
    version: str
    effective_on: date
    signed_on: date
    reason: Bilingual
    changes: tuple[Change, ...]
    digest: str
    place: Place

    @property
    def subject(self) -> Subject:
        """What its signatures name."""
        return Subject("amendment", self.contract_id, self.version, self.digest)


def load_amended(
    text: str,
    file: str,
    amendments: Sequence[tuple[str, str]] = (),
    signatures: Sequence[CheckedSignature] = (),
) -> tuple[Amended | None, tuple[Finding, ...]]:
    """Read a contract with its amendments.

    Args:
        text: The contract as signed first.
        file: Its label in findings.
        amendments: (text, label) of each amendment, in any order; they apply in order of their effective day.
        signatures: Those given for the contract and the amendments, whether they hold or not.

    Returns:
        The versions, or None when any finding is an error; and all findings.
    """
    tree = read_document(text, file)
    if isinstance(tree, Finding):
        return None, (tree,)
    first, found = contract_of(tree, file)
    findings = list(found)
    read = [_read_into(findings, amendment, label) for amendment, label in amendments]
    if first is None or None in read:
        return None, tuple(findings)
    in_order = sorted((item for item in read if item is not None), key=lambda item: item.effective_on)
    bound = frozenset(item.signature.subject for item in signatures)
    later, documents, problems = _amend(first, _Base(tree, file), in_order, bound)
    findings += [item for item in problems if item not in findings]
    if len(later) == len(in_order):
        findings += check_signatures(documents, signatures)
    return (None if has_errors(findings) else Amended(first, later)), tuple(findings)


@dataclass(frozen=True, slots=True)
class _Base:
    """The text before the next amendment."""

    tree: Tree
    file: str

    def signable(self, subject: Subject, place: Place, contract: Contract) -> Signable:
        """A document under this text's terms."""
        return Signable(subject, signing_terms(self.tree, self.file)[0], place, contract.term.zone)


def _amend(
    first: Contract, base: _Base, amendments: Sequence[Amendment], signed: Collection[Subject]
) -> tuple[tuple[tuple[date, Contract], ...], tuple[Signable, ...], tuple[Finding, ...]]:
    """Apply amendments in order, up to the first that cannot be applied: the versions, what may be signed, findings."""
    whole = Subject("contract", first.id, first.version, first.digest)
    documents = [base.signable(whole, Place(base.file), first)]
    later: list[tuple[date, Contract]] = []
    findings: list[Finding] = []
    for amendment in amendments:
        current = later[-1][1] if later else first
        document = base.signable(amendment.subject, amendment.place, first)
        problems = _misfits(amendment, current, later)
        if document.must_be_signed or any(subject.names_same(document.subject) for subject in signed):
            problems += _unbound(amendment, current.digest)
        tree, unplaced = _apply(base.tree, amendment)
        version, more = contract_of(tree, base.file)
        findings += [*problems, *unplaced, *(item for item in more if item.code != "contract.fee_sum")]
        if version is None or has_errors([*problems, *unplaced]):
            break
        findings += unjoined(amendment.effective_on, current, version, amendment.place)
        later.append((amendment.effective_on, version))
        documents.append(document)
        base = replace(base, tree=tree)
    if later:
        findings += fees_beside_the_price(first, later, amendments[len(later) - 1].place)
    return tuple(later), tuple(documents), tuple(findings)


def amended_trees(text: str, amendments: Sequence[str]) -> tuple[tuple[date | None, Tree], ...]:
    """The document as signed first and as each amendment leaves it, with the day from which it holds (None at first).

    All must have passed :func:`load_amended`.
    """
    tree = read_document(text, "")
    assert isinstance(tree, Tree)
    versions: list[tuple[date | None, Tree]] = [(None, tree)]
    read = [read_amendment(amendment, "")[0] for amendment in amendments]
    for amendment in sorted((item for item in read if item is not None), key=lambda item: item.effective_on):
        tree, _ = _apply(tree, amendment)
        versions.append((amendment.effective_on, tree))
    return tuple(versions)


def _unbound(amendment: Amendment, expected: str) -> list[Finding]:
    """A signature over an amendment without the digest of its base would not say which text is amended."""
    if amendment.base_digest:
        return []
    place = Place(amendment.place.file, amendment.place.line, "contract")
    return [Finding("amendment.base_digest_needed", place, {"expected": expected})]


def _read_into(findings: list[Finding], text: str, file: str) -> Amendment | None:
    amendment, found = read_amendment(text, file)
    findings += found
    return amendment


def read_amendment(text: str, file: str) -> tuple[Amendment | None, tuple[Finding, ...]]:
    """Read an amendment by itself; the amendment, or None with the findings."""
    tree = read_document(text, file)
    if isinstance(tree, Finding):
        return None, (tree,)
    findings: list[Finding] = []
    reader = Reader(tree, file, findings)
    reader.choice("assay", ("amendment/v1",))
    base = reader.required("contract")
    signed = reader.required("signed")
    amendment = Amendment(
        contract_id=base.text("id"),
        base_version=base.text("version"),
        base_digest=base.text("digest", ""),
        version=reader.text("version"),
        effective_on=reader.day("effective"),
        signed_on=max(signed.day("buyer"), signed.day("vendor")),
        reason=bilingual(reader.required("reason")),
        changes=tuple(_change(item) for item in reader.records("changes")),
        digest=digest_of(tree.plain()),
        place=reader.place,
    )
    base.close()
    signed.close()
    reader.close()
    return (None if findings else amendment), tuple(findings)


def _change(reader: Reader) -> Change:
    path = reader.text("path")
    reader.skip(("to",))
    value = reader.tree.value.get("to") if isinstance(reader.tree.value, dict) else None
    if value is None:
        reader.report("contract.missing_field", "to", field="to")
    reader.close()
    return Change(path, tree_of("" if value is None else value.plain()), reader.place)


def _misfits(amendment: Amendment, base: Contract, earlier: Sequence[tuple[date, Contract]]) -> list[Finding]:
    problems = []
    if amendment.contract_id != base.id:
        params = {"found": amendment.contract_id, "expected": base.id}
        problems.append(Finding("amendment.other_contract", amendment.place, params))
    if amendment.base_version != base.version:
        params = {"found": amendment.base_version, "expected": base.version}
        problems.append(Finding("amendment.other_version", amendment.place, params))
    if amendment.base_digest and amendment.base_digest != base.digest:
        params = {"found": amendment.base_digest, "expected": base.digest}
        problems.append(Finding("amendment.other_digest", amendment.place, params))
    after = earlier[-1][0] if earlier else base.term.span.start_on
    return [*problems, *never_back(amendment.effective_on, amendment.signed_on, after, amendment.place)]


def _apply(tree: Tree, amendment: Amendment) -> tuple[Tree, list[Finding]]:
    findings = [
        Finding("amendment.fixed_field", change.place, {"path": change.path})
        for change in amendment.changes
        if change.path in _FIXED
    ]
    for change in (*amendment.changes, Change("version", tree_of(amendment.version), amendment.place)):
        steps = _steps(change.path)
        changed = _replace(tree, steps, change.to) if steps else None
        if changed is None:
            findings.append(Finding("amendment.no_such_path", change.place, {"path": change.path}))
        else:
            tree = changed
    return tree, findings


def _steps(path: str) -> list[str]:
    steps, position = [], 0
    while position < len(path):
        match = _STEP.match(path, position)
        if not match:
            return []
        steps += [match[1], *([match[2]] if match[2] else [])]
        position = match.end()
    return steps


def _replace(tree: Tree, steps: Sequence[str], to: Tree) -> Tree | None:  # noqa: PLR0911  # one way out per case
    """The tree with one place replaced; None when the place does not exist and cannot be made."""
    if not steps:
        return to
    step, rest = steps[0], steps[1:]
    if step.startswith("["):
        return _replace_item(tree, step[1:-1], rest, to)
    if not isinstance(tree.value, dict):
        return None
    children = dict(tree.value)
    if not rest and to.value == "null":
        return Tree({key: value for key, value in children.items() if key != step}, tree.line)
    if rest and step not in children:
        return None
    child = _replace(children[step], rest, to) if rest else to
    if child is None:
        return None
    children[step] = child
    return Tree(children, tree.line)


def _replace_item(tree: Tree, identity: str, rest: Sequence[str], to: Tree) -> Tree | None:
    if not isinstance(tree.value, tuple):
        return None
    items: list[Tree] = []
    found = False
    for item in tree.value:
        named = isinstance(item.value, dict) and item.value.get("id", Tree("", 0)).value == identity
        found |= named
        if not named:
            items.append(item)
        elif rest or to.value != "null":
            changed = _replace(item, rest, to)
            if changed is None:
                return None
            items.append(changed)
    return Tree(tuple(items), tree.line) if found else None


def version_digest(amended: Amended) -> str:
    """One digest over all versions: the contract's own while it stands alone."""
    if not amended.later:
        return amended.first.digest
    return digest_of([amended.first.digest, *(version.digest for _, version in amended.later)])
