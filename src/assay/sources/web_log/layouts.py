"""Layouts of one line of text: common, combined, with the virtual host before; ELB and ALB, S3, HAProxy."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from zoneinfo import ZoneInfo

from assay.sources.web_log.hits import CACHED, Hit, common_time, iso_time, request_of, status_of

Reader = Callable[[str, ZoneInfo], Hit | None]

_QUOTED = r'(?:[^"\\]|\\.)*+'
_COMMON_TIME = r"\d{2}/[A-Za-z]{3}/\d{4}:\d{2}:\d{2}:\d{2}(?: [+-]\d{4})?"
_ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+")
_INSIDE_QUOTES = re.compile(_QUOTED)
_AFTER_AGENT = re.compile(r'(?: (?>"[^"]*"|\S+))*+\s*')
_COMMON = re.compile(
    rf'(?P<who>[^\["]{{5,400}}) \[(?P<time>{_COMMON_TIME})\] "(?P<request>{_QUOTED})" (?P<status>\d{{3}}) (?:\d+|-)'
    rf'(?: "(?P<referrer>{_QUOTED})" "(?P<agent>.*))?'
)
_BALANCER = re.compile(
    r"(?:(?:https?|h2|grpcs?|wss?) )?(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z \S+ (?P<address>\S+):\d+ "
    rf'\S+ \S+ \S+ \S+ (?P<status>\d{{3}}|-) \S+ \d+ \d+ "(?P<request>{_QUOTED})" "(?P<agent>.*)'
)
_BUCKET = re.compile(
    rf"\S+ \S+ \[(?P<time>{_COMMON_TIME})\] (?P<address>\S+) \S+ \S+ [A-Z]+\.\S+ \S+ "
    rf'(?:"(?P<request>{_QUOTED})"|-) (?P<status>\d{{3}}|-) \S+ \S+ \S+ \S+ \S+ (?:"{_QUOTED}"|-) "(?P<agent>.*)'
)
_PROXY = re.compile(
    rf"(?:^|[ \]])(?P<address>[0-9A-Fa-f.:]+):\d+ \[(?P<time>{_COMMON_TIME})\.\d{{3}}\] \S+ \S+ \S+ (?P<status>\d{{3}}|-1) "
    rf'\S+ \S+ \S+ \S+ \S+ \S+ (?:\{{(?P<agent>[^}}]*)\}} )?(?:\{{[^}}]*\}} )?"(?P<request>{_QUOTED})'
)


def read_common(line: str, zone: ZoneInfo) -> Hit | None:
    """Common and combined, with the virtual host first or without it."""
    found = _COMMON.match(line)
    if not found:
        return None
    who, written, request, status, _, rest = found.groups()
    at, address = common_time(written, zone), _client(who)
    if at is None or not address:
        return None
    method, target = request_of(request)
    agent, odd = _agent(rest)
    return Hit(at, address, agent, method, target, status_of(status), odd)


def read_balancer(line: str, zone: ZoneInfo) -> Hit | None:
    """Elastic Load Balancing, classic and application."""
    found = _BALANCER.match(line)
    if not found:
        return None
    at = iso_time(f"{found['time']}+00:00", zone)
    return _hit(found, found["address"], at, *_agent(found["agent"]))


def read_bucket(line: str, zone: ZoneInfo) -> Hit | None:
    """Server access logs of S3."""
    found = _BUCKET.match(line)
    if not found:
        return None
    return _hit(found, found["address"], common_time(found["time"], zone), *_agent(found["agent"]))


def read_proxy(line: str, zone: ZoneInfo) -> Hit | None:
    """HAProxy in its HTTP format; the time is the machine's, the browser stands among the captured headers."""
    found = _PROXY.search(line)
    if not found:
        return None
    return _hit(found, found["address"], common_time(found["time"], zone), found["agent"] or "", odd=False)


READERS: Mapping[str, Reader] = {
    "common": read_common,
    "elb": read_balancer,
    "s3": read_bucket,
    "haproxy": read_proxy,
}


def _hit(found: re.Match[str], address: str, at: int | None, agent: str, odd: bool) -> Hit | None:  # noqa: FBT001 - one road
    if at is None or not address:
        return None
    method, target = request_of(found["request"] or "")
    return Hit(at, address, agent, method, target, status_of(found["status"]), odd)


@lru_cache(maxsize=CACHED)
def _client(who: str) -> str:
    """The client before ``ident user``: the first word, or the second where a virtual host stands first.

    Of the list of addresses that proxies forward, ``client, proxy``, it is the first.
    """
    words = who.split(" ")
    if len(words) < 3 or words[0].endswith(","):
        return words[0].removesuffix(",") if len(words) >= 3 else ""
    second = words[1].removesuffix(",")
    host_first = len(words) > 3 and second != "-"
    if host_first and (_ADDRESS.fullmatch(second) or not _ADDRESS.fullmatch(words[0])):
        return second
    return words[0]


@lru_cache(maxsize=CACHED)
def _agent(written: str | None) -> tuple[str, bool]:
    """The browser after its opening quote, and whether its quotes are odd: one inside, or none at the end."""
    if written is None:
        return "", False
    end = _INSIDE_QUOTES.match(written)
    closed = end.end() if end else 0
    if written[closed : closed + 1] == '"' and _AFTER_AGENT.fullmatch(written, closed + 1):
        agent = written[:closed]
        return ("" if agent == "-" else agent), False
    return written.rstrip().removesuffix('"'), True
