"""Rights that arose stand once in the state, however often their streak is looked at again."""

from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assay.core.contract.model import Amended
from assay.core.settlement.fold import steps
from assay.core.settlement.state import State
from tests.contracts.test_cases import HERE, _read, read_case, steps_of_case

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


@pytest.mark.parametrize(("roi", "fired"), [("1", ["2027-02"]), ("3", [])])
def test_each_month_looks_at_the_monitor_that_its_version_watched(roi: str, fired: list[str]) -> None:
    # below 2: the return on search in January, which is 3; that on all from February on, whose January does not count
    case = _read(HERE / "monitors" / "each_channel_fires_for_itself_after_the_first_month.yaml")
    trigger = {"id": "T4", "when": {"monitor": "search", "below": "2"}, "then": ["review"]}
    monitors = {name: {"metric": "roi_net", "period": "month"} for name in ("search", "whole")}
    case["changes"] = {"monitors": monitors, "triggers": [trigger]}
    low, high = ({"numerator": number, "denominator": "1"} for number in ("1", "3"))
    first, second = case["measurements"]["periods"][:2]
    first["monitors"] = {"search": high, "whole": low}
    second["monitors"] = {"search": low, "whole": {"numerator": roi, "denominator": "1"}}
    case["measurements"]["periods"] = [first, second]
    amended, measurements, findings = read_case(case)
    assert amended is not None, findings
    assert measurements is not None, findings
    (before,) = amended.first.triggers
    later = replace(amended.first, triggers=(replace(before, monitor="whole"),))
    changed = Amended(amended.first, ((date(2027, 2, 1), later),))
    pairs = tuple(steps(changed, State(amended.first.id), measurements.periods))
    assert [str(item.month) for item in pairs[-1][1].firings] == fired
