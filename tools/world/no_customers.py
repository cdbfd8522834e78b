"""People who enquire without wanting to buy, and customers whom a note could take for such: what the buyer's log says of them.

The notes are what people type, in the languages of their office. A word that stands by itself says it; inside a longer
sentence it may, and a person has to read it; of some the log says nothing, and nobody can see it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from tools.world.list_kinds import Happened, Made, Maker

NOTES: Mapping[str, Sequence[str]] = {
    "competitor": ("同行", "Competitor", "竞争对手，套价", "Competitor; wants our price list", "客户是同行"),
    "staff": ("员工", "员工测试", "Staff", "Internal test", "内部测试，忽略"),
    "job_seeker": ("求职", "Job seeker", "应聘", "Job application / CV attached", "求职者，已转人事"),
    "solicitation": ("推销", "广告推销", "Solicitation", "Sales pitch, SEO", "推销电话"),
}
"""Kind → what the log says of such a person, beyond doubt."""
HINTS = (
    "感觉像同行在打听价格",
    "Says he was an employee of our dealer",
    "可能是来推销的，再联系一次",
    "May be a competitor of our dealer in Leeds",
    "聊了半天像是求职的",
)
DECOYS = (
    "公司有 50 名员工，做路灯工程",
    "不是同行，要 200 套",
    "Contractor with 120 employees, needs 80 W",
    "Not a competitor, distributor in Leeds",
    "同行业协会介绍来的客户",
    "已转给小王跟进",
    "Quoted 300 pcs, waiting for drawings",
)


def _said(make: Maker, n: int, kind: str, group: str, notes: Sequence[str]) -> Happened:
    """A person who did write to us, with what the log says of them."""
    made = make.plain(n, group=group)
    note = make.dice.pick(notes, n, "note")
    return replace(made, kind=kind, log=tuple(replace(row, note=note) for row in made.log))


def _of(kind: str) -> Callable[[Maker, int], Made]:
    def make_one(make: Maker, n: int) -> Made:
        yield _said(make, n, kind, "no_customer", NOTES[kind])

    return make_one


def _hinted(make: Maker, n: int) -> Made:
    """Somebody of whom a sentence says that they may be no customer."""
    yield _said(make, n, "hinted", "undecided", HINTS)


def _decoy(make: Maker, n: int) -> Made:
    """A customer in whose note such a word stands for something else, or none does."""
    yield _said(make, n, "decoy", "proven", DECOYS)


def _unsaid(make: Maker, n: int) -> Made:
    """A competitor of whom the log says nothing: nobody can see it."""
    yield replace(make.plain(n, group="no_customer"), kind="unsaid")


NO_CUSTOMERS: Sequence[tuple[Callable[[Maker, int], Made], int]] = (
    *((_of(kind), count) for kind, count in (("competitor", 60), ("staff", 40), ("job_seeker", 40), ("solicitation", 58))),
    (_hinted, 30), (_decoy, 120), (_unsaid, 2),
)  # fmt: skip
"""Kind and how often it happens in a world of 5,000 claims."""
