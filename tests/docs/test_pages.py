"""Every finding and metric is documented, generated pages are up to date, and no link leads nowhere."""

import re
from pathlib import Path

import pytest

from assay.core.metrics.catalogue import CATALOGUE
from assay.i18n import catalogue
from tests.docs.reading import DOCS, page, pages
from tests.spoken_codes import MODULES, spoken_codes
from tools.docs_findings import finding_codes, findings_page, metrics_page
from tools.docs_rules import rules_page
from tools.docs_runs import ROOT

SOURCES = [module.read_text("utf-8") for module in MODULES]
SAID_AS_LABELS = re.compile(r"""(?:translate\(\s*\w+,|progress\()\s*f?"([a-z_.]+)""")
MAKERS = ("Finding", "FormulaError", "error", "warn", "report", "_RefusedError")


def test_the_page_of_findings_is_up_to_date() -> None:
    assert page("findings.md") == findings_page(), "run: python -m tools.docs_findings"


def test_the_page_of_metrics_is_up_to_date() -> None:
    assert page("metrics.md") == metrics_page(), "run: python -m tools.docs_findings"


def test_the_page_of_rules_is_up_to_date() -> None:
    assert page("rules.md") == rules_page(), "run: python -m tools.docs_rules"


def test_every_finding_that_the_code_makes_is_documented() -> None:
    made = {call.code for call in spoken_codes(SOURCES) if call.made_by in MAKERS}
    assert made - set(finding_codes()) == set()


def test_no_label_of_the_screen_is_documented_as_a_finding() -> None:
    labels = {label for source in SOURCES for label in SAID_AS_LABELS.findall(source)}
    documented = {
        code for code in finding_codes() for label in labels if code == label or _below(code, label)
    }
    assert documented == set()


def _below(code: str, label: str) -> bool:
    return label.endswith(".") and label.count(".") > 1 and code.startswith(label)


def test_the_pages_say_every_sentence_of_every_finding() -> None:
    text = page("findings.md")
    for code in finding_codes():
        for lang in ("zh", "en"):
            assert catalogue(lang)[code].replace("|", "\\|") in text


@pytest.mark.parametrize("metric", CATALOGUE)
def test_a_metric_is_documented(metric: str) -> None:
    assert re.search(rf"\| `{metric}(@\d+)?` \|", page("metrics.md"))


@pytest.mark.parametrize("path", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_link_leads_nowhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    missing = [target for target in targets if "://" not in target and not (path.parent / target).exists()]
    assert missing == []


def test_every_page_is_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
    while waiting:
        path = waiting.pop().resolve()
        if path.is_dir():
            waiting += path.glob("*.md")
        elif path not in reached and path.suffix == ".md":
            reached.add(path)
            links = re.findall(r"\]\(([^)#\s]+)", path.read_text("utf-8"))
            waiting += [
                path.parent / link for link in links if "://" not in link and (path.parent / link).exists()
            ]
    assert {
        str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md") if path.resolve() not in reached
    } == set()


@pytest.mark.parametrize("path", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_chinese_sentence_has_chinese_punctuation(path: Path) -> None:
    """No half-width comma, full stop or colon between Chinese characters, outside of code."""
    text = re.sub(r"```.*?```|`[^`]*`|\([^)\s]*\)", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert re.findall(r"[\u4e00-\u9fff][,;:!?.][\u4e00-\u9fff]", text) == []
