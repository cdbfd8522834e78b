"""The changes that make a document unreadable."""

from tests.findings.causing import Case

KPI = '  cpl: {metric: cost_per_valid_lead, source: ads, period: month, target: "<= 350.00 CNY/lead", weight: "0.1"}\n'
NAME = "name: {zh: 每条发现的底稿, en: The sheet behind every finding}\n"

DOCUMENT_CASES = (
    Case("document.too_large", "", f"# {'x' * 1024 * 1024}\n", said=("1 MiB",)),
    Case("document.too_many", NAME, f"name: [{'x, ' * 20_000}x]\n", at="name:", said=("20,000",)),
    Case(
        "document.too_many_keys",
        "",
        "".join(f"k{n}: x\n" for n in range(10_001)),
        at="k10000:",
        said=("10,000",),
        file="measurements.yaml",
    ),
    Case("document.unseen_sign", NAME, 'name: "a\\u202eb"\n', at="name:", said=("U+202E",)),
    Case("document.too_long", NAME, f"name: {'x' * 10_001}\n", at="name:", said=("10,000",)),
    Case("document.empty", "", "# nothing but a remark\n", at="# nothing"),
    Case("document.not_yaml", NAME, "name: {zh: 底稿, en: Sheet\n", at="parties:"),
    Case("document.not_yaml", "", "assay: v1\nid: a\x00b\n"),
    Case("document.several", "kpis:\n", "---\nkpis:\n", at="---"),
    Case("document.alias", "parties:\n", "parties: *both\nothers:\n", at="*both", said=("*both",)),
    Case("document.anchor", "parties:\n", "parties: &both\n", at="&both", said=("&both",)),
    Case("document.tag", 'version: "1.0.0"', "version: !!float 1.0", at="!!float", said=("float",)),
    Case("document.too_deep", NAME, f"name: {'[' * 20}deep{']' * 20}\n", at="[[[", said=("20",)),
    Case("document.key_not_text", NAME, "? [zh, en]\n: both\n", at="? [zh"),
    Case("document.duplicate_key", KPI, KPI + KPI, at="cpl:", said=("cpl", "41")),
)
