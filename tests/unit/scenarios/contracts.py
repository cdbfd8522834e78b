"""The smallest contract of the docs, and it with blocks in place of its own."""

from assay.core.contract.amendment import load_amended
from assay.core.contract.model import Amended
from assay.core.scenarios.play import Played, play
from assay.core.scenarios.scenario import Assumed, Scenario
from assay.services.simulate import standard_suite
from tests.docs.reading import marked, page

SMALL = next(text for name, text in marked(page("language/contract.md"), "file") if name == "contract.yaml")


def contract(**blocks: str) -> Amended:
    """The small contract with some of its top-level fields written anew; each block is the text of one field."""
    lines = SMALL.splitlines()
    kept = []
    skipping = False
    for line in lines:
        if line and not line.startswith(" "):
            skipping = line.partition(":")[0] in blocks
        if not skipping:
            kept.append(line)
    text = "\n".join([*kept, *(f"{name}: {block}" for name, block in blocks.items())])
    amended, findings = load_amended(text, "contract.yaml")
    assert amended is not None, findings
    return amended


def standard(scenario_id: str) -> Scenario:
    found = standard_suite().scenario(scenario_id)
    assert found is not None
    return found


def played(amended: Amended, scenario_id: str) -> Played:
    return play(amended, standard(scenario_id), Assumed())
