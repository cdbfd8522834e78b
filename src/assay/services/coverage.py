"""Which parts of a contract the scenarios exercise: what ``assay simulate --coverage`` prints."""

from __future__ import annotations

from dataclasses import dataclass

from assay.core.contract.model import Amended
from assay.core.scenarios.coverage import Key, Part, coverage, exercised_by, parts_of
from assay.core.scenarios.scenario import Scenario, Suite
from assay.services.simulate import Progress
from assay.services.simulation_json import Document, contract_head

FORMAT = "coverage/v1"


@dataclass(frozen=True, slots=True)
class Covered:
    """A contract's parts with the scenarios that exercise them.

    Attributes:
        played: The scenarios that apply to the contract.
    """

    amended: Amended
    parts: tuple[Part, ...]
    played: tuple[Scenario, ...]

    @property
    def unreached(self) -> tuple[Part, ...]:
        """The parts that no scenario exercises."""
        return tuple(part for part in self.parts if not part.scenarios)


def cover(amended: Amended, suite: Suite, progress: Progress) -> Covered:
    """Play a suite and note what each scenario exercises."""
    exercised: dict[str, frozenset[Key]] = {}
    for done, scenario in enumerate(suite.scenarios):
        progress("scenarios", done, len(suite.scenarios))
        keys = exercised_by(amended, scenario, suite.assumed)
        if keys is not None:
            exercised[scenario.id] = keys
    progress("scenarios", len(suite.scenarios), len(suite.scenarios))
    played = tuple(scenario for scenario in suite.scenarios if scenario.id in exercised)
    return Covered(amended, coverage(parts_of(amended), exercised), played)


def coverage_document(covered: Covered) -> Document:
    """What is covered, as JSON; ``docs/schemas/coverage.schema.json`` describes it."""
    return {
        "assay": FORMAT,
        "contract": contract_head(covered.amended),
        "scenarios": [
            {"id": scenario.id, "name": {"zh": scenario.name.zh, "en": scenario.name.en}}
            for scenario in covered.played
        ],
        "parts": [
            {
                "kind": part.kind,
                "id": part.id,
                "line": part.place.line or None,
                "scenarios": list(part.scenarios),
            }
            for part in covered.parts
        ],
    }
