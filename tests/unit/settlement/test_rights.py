"""Rights that arose stand once in the state, however often their streak is looked at again."""

from copy import deepcopy
from pathlib import Path

from tests.contracts.test_cases import HERE, _read, steps_of_case

WITHDRAWN: Path = HERE / "triggers" / "withdrawn_by_an_event.yaml"


def test_a_firing_that_was_withdrawn_stands_once_in_every_later_state() -> None:
    case = _read(WITHDRAWN)
    last = deepcopy(case["measurements"]["periods"][-1])
    later = {"period": "2027-04", "as_of": "2027-05-05T09:00:00+08:00", "events": []}
    case["measurements"]["periods"].append(last | later)
    pairs, _ = steps_of_case(case)
    assert len(pairs) > 2
    assert pairs[-1][1].withdrawn
    for _, state in pairs:
        assert len(set(state.firings)) == len(state.firings)
