"""A good contract, measurements file and amendment, and one small change that makes one of them bad."""

from dataclasses import dataclass
from pathlib import Path

from assay.core.acceptance.read import load_measurements
from assay.core.contract.amendment import load_amended
from assay.core.findings import Finding, FindingsError, Severity
from assay.services.settle_file import settle_file

DATA = Path(__file__).parent / "data"
FILES = ("contract.yaml", "measurements.yaml", "amendment.yaml")


@dataclass(frozen=True)
class Case:
    """One change and the finding that it causes.

    Attributes:
        code: The finding.
        old: Text of the good file that is replaced; empty to replace the whole file.
        new: What stands there instead.
        path: Where the finding points inside the document.
        at: Text on the line that it points to; empty where it points to no line.
        said: What both sentences must name.
        file: Which of the good files is changed.
        also: Codes of the findings that come with it; ``*`` where they are whatever follows from the first.
        more: A second change that the first needs, as (old, new).
        severity: Of the finding.
    """

    code: str
    old: str
    new: str
    path: str = ""
    at: str = ""
    said: tuple[str, ...] = ()
    file: str = "contract.yaml"
    also: tuple[str, ...] = ()
    more: tuple[str, str] = ("", "")
    severity: Severity = Severity.ERROR

    @property
    def text(self) -> str:
        """The changed file."""
        good = good_text(self.file)
        if not self.old:
            return self.new
        assert good.count(self.old) == 1, f"{self.old!r} must stand once in {self.file}"
        return good.replace(self.old, self.new).replace(*self.more, 1)


def good_text(file: str) -> str:
    return (DATA / file).read_text("utf-8")


def findings_of(file: str, text: str) -> tuple[Finding, ...]:
    """All findings when one of the good files is replaced, notes aside; the amendment only when it is the one."""
    texts = {name: good_text(name) for name in FILES} | {file: text}
    amendments = [("amendment.yaml", texts["amendment.yaml"])] if file == "amendment.yaml" else []
    amended, findings = load_amended(
        texts["contract.yaml"], "contract.yaml", [(content, name) for name, content in amendments]
    )
    if amended is None or file != "measurements.yaml":
        return tuple(finding for finding in findings if finding.severity is not Severity.INFO)
    measurements, findings = load_measurements(texts["measurements.yaml"], "measurements.yaml")
    if measurements is None:
        return findings
    try:
        settle_file(amended, measurements, None)
    except FindingsError as error:
        return error.findings
    return ()
