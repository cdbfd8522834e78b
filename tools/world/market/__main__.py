"""``python -m tools.world.market --leads N [--touches M] --seed S --days D FOLDER``: write a market below a folder."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tools.world.market.cheats import FAMILIES, cheats
from tools.world.market.market import write_market
from tools.world.market.people import MOST
from tools.world.market.setting import setting

TOUCHES_PER_LEAD = 20
LONGEST_DAYS = 1_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the market that the arguments describe; progress goes to stderr."""
    said = _parser().parse_args(arguments)
    if not (1 <= said.leads <= MOST and 1 <= said.days <= LONGEST_DAYS):
        raise SystemExit(f"leads from 1 to {MOST}, days from 1 to {LONGEST_DAYS}")
    touches = said.leads * TOUCHES_PER_LEAD if said.touches is None else said.touches
    until = said.days if said.until is None else said.until
    if not 1 <= until <= said.days:
        raise SystemExit(f"--until from 1 to {said.days}")
    cheating = cheats([_share(text) for text in said.cheat], honest=said.honest)
    what = setting(
        leads=said.leads, touches=touches, seed=said.seed, days=said.days, cheating=cheating, until=until
    )
    start = time.perf_counter()
    write_market(what, said.folder, lambda text: _tell(start, text))
    return 0


def _parser() -> argparse.ArgumentParser:
    families = "\n".join(
        f"  {name:<18}{one.share:>4}  {one.of}: {one.meaning}" for name, one in FAMILIES.items()
    )
    parser = argparse.ArgumentParser(
        prog="python -m tools.world.market",
        epilog=f"families of cheating and their usual share in a thousand:\n{families}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--leads", type=int, required=True)
    parser.add_argument("--touches", type=int, help=f"pages looked at; {TOUCHES_PER_LEAD} a lead by default")
    parser.add_argument("--seed", required=True)
    parser.add_argument("--days", type=int, required=True, help="days from 2027-01-01")
    parser.add_argument("--until", type=int, help="days that are over; what comes later is not written")
    parser.add_argument("--cheat", action="append", default=[], metavar="FAMILY=SHARE", help="0 turns it off")
    parser.add_argument("--honest", action="store_true", help="no cheating but what --cheat names")
    return parser


def _share(text: str) -> tuple[str, int]:
    name, _, share = text.partition("=")
    if name not in FAMILIES or not share.isdigit() or int(share) > 1_000:
        raise SystemExit(f"--cheat {text}: one of {', '.join(FAMILIES)}, with a share from 0 to 1000")
    return name, int(share)


def _tell(start: float, text: str) -> None:
    print(f"{time.perf_counter() - start:8.1f} s  {text}", file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
