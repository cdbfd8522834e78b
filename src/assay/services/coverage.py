"""Which parts of a contract the scenarios exercise: what ``assay simulate --coverage`` prints."""

from __future__ import annotations

from dataclasses import dataclass

from assay.core.contract.model import Amended
from assay.core.findings import Finding, FindingsError
from assay.core.scenarios.coverage import Key, Part, coverage, exercised_by, parts_of
from assay.core.scenarios.scenario import DoesNotApplyError, Scenario, Suite
from assay.services.simulate import Progress
from assay.services.simulation_json import Document, contract_head, finding_parts

FORMAT = "coverage/v1"


@dataclass(frozen=True, slots=True)
class Covered:
    """A contract's parts with the scenarios that exercise them.

    Attributes:
        played: The scenarios that apply to the contract.
        silent: Those that do not, each with why.
    """

    amended: Amended
    parts: tuple[Part, ...]
    played: tuple[Scenario, ...]
    silent: tuple[tuple[Scenario, tuple[Finding, ...]], ...] = ()

    @property
    def unreached(self) -> tuple[Part, ...]:
        """The parts that no scenario exercises."""
        return tuple(part for part in self.parts if not part.scenarios)


def cover(amended: Amended, suite: Suite, progress: Progress) -> Covered:
    """Play a suite and note what each scenario exercises."""
    exercised: dict[str, frozenset[Key]] = {}
    silent: list[tuple[Scenario, tuple[Finding, ...]]] = []
    for done, scenario in enumerate(suite.scenarios):
        progress("scenarios", done, len(suite.scenarios))
        try:
            exercised[scenario.id] = exercised_by(amended, scenario, suite.assumed)
        except (DoesNotApplyError, FindingsError) as error:
            silent.append((scenario, tuple(error.findings)))
    progress("scenarios", len(suite.scenarios), len(suite.scenarios))
    played = tuple(scenario for scenario in suite.scenarios if scenario.id in exercised)
    return Covered(amended, coverage(parts_of(amended), exercised), played, tuple(silent))


def coverage_document(covered: Covered) -> Document:
    """What is covered, as JSON; ``docs/schemas/coverage.schema.json`` describes it."""
    return {
        "assay": FORMAT,
        "contract": contract_head(covered.amended),
        "scenarios": [_named(scenario) for scenario in covered.played],
        "silent": [
            _named(scenario) | {"because": [finding_parts(finding) for finding in findings]}
            for scenario, findings in covered.silent
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


def _named(scenario: Scenario) -> Document:
    return {"id": scenario.id, "name": {"zh": scenario.name.zh, "en": scenario.name.en}}
