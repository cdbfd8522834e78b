"""Logs of web servers: sessions by a stated rule, nothing dropped in silence, nobody's address kept."""

import bz2
import gzip
import itertools
import json
from collections.abc import Callable
from datetime import date

import pytest

from assay.core.findings import Severity
from assay.ports import Parsed
from assay.sources.web_log import lines
from tests.sources.reading import codes, fixture, only_error, read, rows_of

LOG = "access.log"
LINE = '192.0.2.10 - - [01/Mar/2027:{clock} +0000] "GET {target} HTTP/1.1" 200 1 "-" "Mozilla/5.0"\n'


def log(data: bytes | str, zone: str = "UTC", account: str = "site/main") -> Parsed:
    return read(data, LOG, zone=zone, account=account)


def counted(parsed: Parsed) -> dict[tuple[object, object], object]:
    return {(row["campaign"], row["day"]): row["sessions"] for row in rows_of(parsed, "sessions")}


def at(clock: str, target: str = "/") -> str:
    return LINE.format(clock=clock, target=target)


def test_sessions_are_counted_by_campaign_and_day_of_the_zone() -> None:
    # 192.0.2.10 with Linux: 00:10:00 to 00:40:01 (30 min of silence, not more) is one session, begun at search-us;
    # 01:10:02 comes 30 min 1 s later and begins another, of no campaign. With Macintosh: one, a click id alone.
    # No session: a picture alone; a page that was not found.
    # 198.51.100.9 with the odd browser: 23:59 to 00:05 is one of 1 March, and search-us comes on its second page.
    # The last line has another browser: one of 2 March.
    parsed = log(fixture(LOG), "Asia/Shanghai")
    assert counted(parsed) == {
        ("search-us", date(2027, 3, 1)): 2,
        (None, date(2027, 3, 1)): 1,
        ("(gclid)", date(2027, 3, 1)): 1,
        ("东南亚", date(2027, 3, 2)): 1,
    }
    assert (parsed.rows_read, parsed.facts["sessions"], parsed.facts["layout"]) == (10, "5", "combined")


def test_what_a_log_cannot_tell_stays_unknown() -> None:
    parsed = log(fixture(LOG), "Asia/Shanghai")
    for row in rows_of(parsed, "sessions"):
        assert [row.get(name) for name in ("bounced", "form_starts", "form_submits")] == [None] * 3


def test_bots_that_declare_themselves_are_class_a_among_the_sessions_whose_browser_is_known() -> None:
    # One visitor asks with a browser, one names itself a bot, one says nothing and cannot be judged.
    agents = ("Mozilla/5.0 (X11; Linux x86_64)", "Mozilla/5.0 (compatible; Googlebot/2.1)", "-")
    lines = (
        f'192.0.2.{number} - - [01/Mar/2027:09:00:00 +0800] "GET / HTTP/1.1" 200 1 "-" "{agent}"'
        for number, agent in enumerate(agents, 1)
    )
    parsed = log("\n".join(lines).encode(), "Asia/Shanghai")
    (row,) = rows_of(parsed, "sessions")
    assert [row[name] for name in ("sessions", "judged", "invalid_a")] == [3, 2, 1]
    assert (parsed.facts["bots"], parsed.facts["bot_list"].split()[0]) == ("1", "crawler-user-agents")


def test_a_log_without_browsers_judges_no_session() -> None:
    parsed = log(b'192.0.2.1 - - [01/Mar/2027:09:00:00 +0800] "GET / HTTP/1.1" 200 1\n', "Asia/Shanghai")
    (row,) = rows_of(parsed, "sessions")
    assert [row[name] for name in ("sessions", "judged", "invalid_a")] == [1, None, None]


def test_odd_quotes_are_counted_and_told() -> None:
    (finding,) = [each for each in log(fixture(LOG), "UTC").findings if each.code == "sources.log_lines_odd"]
    assert (finding.place.line, finding.params) == (8, {"found": "3", "rows": "8, 9, 10"})


def test_the_day_is_one_of_the_zone_that_was_said() -> None:
    # 00:10 in Shanghai is 16:10 of 28 February in UTC.
    assert counted(log(fixture(LOG), "UTC"))["search-us", date(2027, 2, 28)] == 1


def test_no_address_browser_or_path_leaves_the_source() -> None:
    said = repr(log(fixture(LOG), "Asia/Shanghai"))
    assert not [
        text for text in ("192.0.2", "198.51", "Mozilla", "scanner", "/lamps", "Cj0K") if text in said
    ]


def test_thirty_minutes_of_silence_and_a_second_begin_a_session() -> None:
    assert counted(log(at("10:00:00") + at("10:30:00"))) == {(None, date(2027, 3, 1)): 1}
    assert counted(log(at("10:00:00") + at("10:30:01"))) == {(None, date(2027, 3, 1)): 2}


def test_the_order_of_lines_changes_no_session() -> None:
    # 10:00 and 10:50 are two sessions until 10:25 ties them; 12:00 is another.
    written = [
        at("10:00:00", "/?utm_campaign=a"),
        at("10:25:00"),
        at("10:50:00", "/?utm_campaign=b"),
        at("12:00:00"),
    ]
    for order in itertools.permutations(written):
        assert counted(log("".join(order))) == {("a", date(2027, 3, 1)): 1, (None, date(2027, 3, 1)): 1}


@pytest.mark.parametrize(
    ("layout", "line"),
    [
        ("common", '192.0.2.1 - eva li [01/Mar/2027:10:00:00 +0000] "GET /?utm_campaign=a HTTP/1.1" 200 -'),
        ("combined", 'shop.example:443 192.0.2.1 - - [01/Mar/2027:10:00:00 +0000] "GET /?utm_campaign=a HTTP/2.0" 200 5 "-" "M/5.0" "203.0.113.9" 0.01'),
        ("json", '{"time_iso8601":"2027-03-01T10:00:00+00:00","remote_addr":"192.0.2.1","request_method":"GET","request_uri":"/?utm_campaign=a","status":200,"http_user_agent":"M"}'),
        ("json", '{"time_local":"01/Mar/2027:10:00:00 +0000","remote_addr":"192.0.2.1","request":"GET /?utm_campaign=a HTTP/1.1","status":"200"}'),
        ("json", '{"level":"info","ts":1803895200.25,"request":{"remote_ip":"192.0.2.1","method":"GET","uri":"/?utm_campaign=a","headers":{"User-Agent":["M"]}},"status":200}'),
        ("json", '{"ClientHost":"192.0.2.1","StartUTC":"2027-03-01T10:00:00.123456789Z","RequestMethod":"GET","RequestPath":"/?utm_campaign=a","DownstreamStatus":200}'),
        ("w3c", "#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status cs(User-Agent)\n2027-03-01 10:00:00 192.0.2.1 GET / utm_campaign=a 200 Mozilla/5.0+(X11)"),
        ("w3c", "#Software: IIS\n#Date: 2027-03-01 09:00:00\n#Fields: time c-ip cs-method cs-uri-stem cs-uri-query sc-status\n10:00:00 192.0.2.1 GET / utm_campaign=a 200"),
        ("w3c", "#Version: 1.0\n#Fields: date time x-edge-location c-ip cs-method cs-uri-stem sc-status cs(User-Agent) cs-uri-query\n2027-03-01\t10:00:00\tFRA2\t192.0.2.1\tGET\t/\t200\tMozilla/5.0%20(X11)\tutm_campaign=a"),
        ("elb", '2027-03-01T10:00:00.943958Z balancer 192.0.2.1:2817 10.0.0.1:80 0.00007 0.001 0.00005 200 200 0 29 "GET http://shop.example:80/?utm_campaign=a HTTP/1.1" "curl/7.38.0" - -'),
        ("elb", 'h2 2027-03-01T10:00:00.186641Z app/b/1 [2001:db8::1]:2817 10.0.0.1:80 0.08 0.04 0.03 200 200 0 57 "GET https://shop.example:443/?utm_campaign=a HTTP/2.0" "curl/7.46.0" ECDHE TLSv1.2 arn "Root=1" "-" "-" 0'),
        ("s3", 'owner bucket [01/Mar/2027:10:00:00 +0000] 192.0.2.1 - 3E57 REST.GET.OBJECT index.html "GET /?utm_campaign=a HTTP/1.1" 200 - 113 - 7 - "-" "S3Console/0.4" - x'),
        ("haproxy", 'Mar  1 10:00:00 lb haproxy[1438]: 192.0.2.1:33317 [01/Mar/2027:10:00:00.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {shop.example|M/5.0} {} "GET /?utm_campaign=a HTTP/1.1"'),
    ],
)  # fmt: skip
def test_every_layout_is_known_by_its_lines(layout: str, line: str) -> None:
    parsed = log(line + "\n")
    assert codes(parsed) == []
    assert counted(parsed) == {("a", date(2027, 3, 1)): 1}
    assert parsed.facts["layout"] == layout
    assert parsed.facts.get("seen") == (None if layout == "combined" else "no")


def test_columns_that_change_within_a_file_are_followed() -> None:
    text = (
        "#Fields: date time c-ip cs-method cs-uri-stem sc-status\n2027-03-01 10:00:00 192.0.2.1 GET / 200\n"
        "#Fields: c-ip date time cs-uri-stem cs-method sc-status\n192.0.2.2 2027-03-01 10:00:00 / GET 200\n"
    )
    assert counted(log(text)) == {(None, date(2027, 3, 1)): 2}


@pytest.mark.parametrize(("pack", "packing"), [(gzip.compress, "gzip"), (bz2.compress, "bzip2")])
def test_packed_logs_are_read_alike_and_a_broken_one_is_refused(
    pack: Callable[[bytes], bytes], packing: str
) -> None:
    plain, packed = log(fixture(LOG)), log(pack(fixture(LOG)))
    assert packed.records == plain.records
    assert packed.facts["packing"] == packing
    cut = read(pack(fixture(LOG) * 400)[:-9], LOG, zone="UTC", account="s", format_id="web_log")
    assert ("sources.packed_broken" in codes(cut), cut.records) == (True, ())


def test_pieces_put_together_after_packing_are_one_log() -> None:
    pieces = gzip.compress(at("10:00:00").encode()) + gzip.compress(at("10:20:00").encode())
    assert counted(log(pieces)) == {(None, date(2027, 3, 1)): 1}


def test_a_log_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LARGEST_LOG", 1_000)
    assert only_error(log(gzip.compress(fixture(LOG)))).code == "sources.packed_too_large"


def test_lines_that_are_no_requests_are_told_and_more_than_one_in_a_hundred_refused() -> None:
    good = at("10:00:00") * 99
    some, many = log(good + "what is this\n"), log(good + "what is this\n" * 2)
    (finding,) = [each for each in some.findings if each.code == "sources.log_lines_unread"]
    assert (finding.severity, finding.place.line, finding.params["found"]) == (Severity.WARNING, 100, "1")
    assert len(some.records) == 1
    assert (only_error(many).code, many.records) == ("sources.log_lines_unread", ())


def test_a_line_without_end_is_one_line_that_cannot_be_read() -> None:
    parsed = log(at("10:00:00") * 150 + "x" * 200_000 + "\n" + at("10:01:00"))
    assert (parsed.rows_read, parsed.facts["unread"]) == (152, "1")


def test_bytes_of_another_encoding_in_a_path_do_not_matter() -> None:
    line = at("10:00:00", "/X?utm_campaign=a").encode().replace(b"/X", "/產品".encode("big5"))
    assert counted(log(line)) == {("a", date(2027, 3, 1)): 1}


def test_a_contact_in_a_campaign_is_not_kept() -> None:
    assert list(counted(log(at("10:00:00", "/?utm_campaign=dana%40northgrid.example")))) == [
        ("…", date(2027, 3, 1))
    ]


def test_a_log_without_browsers_and_of_part_of_a_day_says_so() -> None:
    parsed = log('192.0.2.1 - - [01/Mar/2027:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n')
    assert {"sources.log_no_agent", "sources.log_days_partial"} <= set(codes(parsed, Severity.WARNING))
    whole = log(at("00:05:00") + at("23:55:00"))
    assert "sources.log_days_partial" not in codes(whole, Severity.WARNING)


def test_account_zone_and_columns_are_asked_for_together() -> None:
    parsed = log("#Fields: date time cs-uri-stem sc-status\n2027-03-01 10:00:00 / 200\n", zone="", account="")
    assert set(codes(parsed)) == {
        "sources.account_missing",
        "sources.columns_missing",
        "sources.day_zone_missing",
        "sources.log_lines_unread",
    }
    assert only_error(log(at("10:00:00"), zone="Mars/Base")).code == "sources.zone_unknown"


def test_json_with_a_half_character_is_read() -> None:
    line = json.dumps({"time": "2027-03-01T10:00:00Z", "remote_addr": "192.0.2.1", "uri": "/?utm_campaign=a\ud800",
                       "method": "GET", "status": 200, "user_agent": "\ud800"})  # fmt: skip
    assert counted(log(line)) == {("a?", date(2027, 3, 1)): 1}


# One browser on two machines; whatever stands before it, the client tells them apart, and never the server or the proxy.
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("203.0.113.7 - -", "203.0.113.8 - -"),
        ("203.0.113.7 - Li Na", "203.0.113.8 - Li Na"),
        ("www.lumora.example:443 203.0.113.7 - -", "www.lumora.example:443 203.0.113.8 - -"),
        ("10.0.0.5 203.0.113.7 - -", "10.0.0.5 203.0.113.8 - -"),
        ("www.lumora.example dial7.net.example - -", "www.lumora.example dial8.net.example - -"),
        ("203.0.113.7, 10.0.0.1 - -", "203.0.113.8, 10.0.0.1 - -"),
        ("203.0.113.7, 10.0.0.1, 10.0.0.2 - -", "203.0.113.8, 10.0.0.1, 10.0.0.2 - -"),
        ("www.lumora.example 203.0.113.7, 10.0.0.1 - -", "www.lumora.example 203.0.113.8, 10.0.0.1 - -"),
    ],
)
def test_two_clients_are_two_visitors_whatever_stands_before_or_behind_them(one: str, other: str) -> None:
    rest = '[01/Mar/2027:09:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "Moz"\n'
    assert counted(log(f"{one} {rest}{other} {rest}{one} {rest}")) == {(None, date(2027, 3, 1)): 2}


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_byte_order_mark_makes_no_visitor_and_hides_no_layout(pack: Callable[[bytes], bytes]) -> None:
    line = '203.0.113.7 - - [01/Mar/2027:09:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "Moz"\n'
    assert counted(log(pack(("\ufeff" + line * 2).encode()))) == {(None, date(2027, 3, 1)): 1}
    fields = (
        "#Fields: date time c-ip cs-method cs-uri-stem sc-status\n2027-03-01 09:00:00 203.0.113.7 GET / 200\n"
    )
    parsed = log(pack(("\ufeff" + fields).encode()))
    assert (counted(parsed), parsed.facts["unread"]) == ({(None, date(2027, 3, 1)): 1}, "0")


def test_a_log_without_a_single_page_says_that_nothing_came_in() -> None:
    parsed = log(at("09:00:00", "/logo.png"))
    assert (parsed.records, "sources.no_rows" in codes(parsed, Severity.WARNING)) == ((), True)
