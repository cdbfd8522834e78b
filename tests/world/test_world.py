"""The demo's world: the same bytes every time, invented through and through, and the life that its story promises."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import phonenumbers
import pytest

from tools.world import story
from tools.world.enquiry import Enquiry
from tools.world.media import of_month
from tools.world.moments import days_in
from tools.world.streetlight import World, files, world

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "streetlight"
BY_HAND = {"README.md", "contract.yaml", "supplement-1.yaml"}


@pytest.fixture(scope="module")
def happened() -> World:
    return world()


@pytest.fixture(scope="module")
def made(happened: World) -> Mapping[str, bytes]:
    return files(happened)


@pytest.fixture(scope="module")
def months(made: Mapping[str, bytes]) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(made["truth.json"])["months"]
    return found


def test_the_committed_files_are_those_that_the_world_makes(made: Mapping[str, bytes]) -> None:
    committed = {file.relative_to(EXAMPLE).as_posix() for file in EXAMPLE.rglob("*") if file.is_file()}
    assert committed - BY_HAND == set(made)
    assert [path for path, data in made.items() if (EXAMPLE / path).read_bytes() != data] == []


def test_another_zone_locale_and_hash_seed_make_the_same_bytes(tmp_path: Path) -> None:
    elsewhere = {"PYTHONHASHSEED": "7", "TZ": "America/New_York", "LC_ALL": "C", "PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", "tools.world.streetlight", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, env=elsewhere, check=True)  # noqa: S603 - our own module
    written = {file.relative_to(tmp_path).as_posix(): file.read_bytes() for file in tmp_path.rglob("*.*")}
    assert {path: (EXAMPLE / path).read_bytes() for path in written} == written


def test_the_example_stays_small() -> None:
    assert sum(file.stat().st_size for file in EXAMPLE.rglob("*") if file.is_file()) < 1_500_000


def test_every_address_leads_nowhere(happened: World) -> None:
    addresses = {one.person.email for one in happened.enquiries}
    assert {address.rpartition(".")[2].lower() for address in addresses} == {"example"}


def test_every_phone_is_possible_and_from_a_range_kept_for_fiction(happened: World) -> None:
    kept = r"\+1\d{3}55501\d\d|\+49(3023125|6990009|8999998|2214710|4066969)\d{3}|\+447700900\d{3}|\+33199\d{6}|\+61491570\d{3}"
    for one in happened.enquiries:
        digits = re.sub(r"[ -]", "", one.person.phone)
        assert not digits or re.fullmatch(kept, digits), one.number
        assert not digits or phonenumbers.is_possible_number(phonenumbers.parse(digits)), one.number


def test_numbers_are_unique_and_in_order_of_time(happened: World) -> None:
    for book in (story.LOG_BOOK, story.FORM_BOOK):
        mine = [one for one in happened.enquiries if one.book == book]
        assert len({one.number for one in mine}) == len(mine)
        assert [one.number for one in sorted(mine, key=lambda one: one.created)] == [
            one.number for one in mine
        ]


def test_nothing_in_a_months_files_happened_after_they_arrived(happened: World) -> None:
    for one in happened.enquiries:
        verdict = one.verdict if one.verdict and not one.judged_late else None
        moments = [one.created, one.replied, one.answered, verdict and verdict.at, one.click and one.click.at]
        arrived = date.fromisoformat(f"{story.RECEIVED[one.slot.month]}-03")
        assert all(moment.date() < arrived for moment in moments if moment), one.number


@pytest.mark.parametrize(
    ("month", "credited", "valid", "deemed", "invalid"),
    [
        ("2027-01", 49, 33, 0, {"duplicate": 3, "excluded": 5, "market": 3, "silent": 3, "unreachable": 2}),
        ("2027-02", 30, 9, 15, {"duplicate": 1, "excluded": 2, "market": 1, "silent": 17}),
        (
            "2027-03", 58, 34, 4,
            {"duplicate": 2, "excluded": 3, "failed_segment": 6, "market": 3, "silent": 8, "unreachable": 2},
        ),
        ("2027-04", 49, 33, 0, {"duplicate": 3, "excluded": 4, "market": 3, "silent": 4, "unreachable": 2}),
        ("2027-05", 65, 55, 0, {"duplicate": 1, "excluded": 3, "market": 2, "silent": 3, "unreachable": 1}),
        ("2027-06", 58, 46, 0, {"duplicate": 2, "excluded": 3, "market": 2, "silent": 3, "unreachable": 2}),
    ],
)  # fmt: skip
def test_a_month_brings_what_the_story_says(
    months: dict[str, dict[str, object]],
    month: str,
    credited: int,
    valid: int,
    deemed: int,
    invalid: dict[str, int],
) -> None:
    told = months[month]
    assert (told["credited"], told["valid"], told["relieved"]) == (credited, valid, {"deemed_valid": deemed})
    assert told["invalid"] == invalid
    assert credited == valid + sum(invalid.values())


def test_the_slides_claim_at_least_three_times_what_counts_in_any_month(
    months: dict[str, dict[str, object]],
) -> None:
    for told in months.values():
        assert int(str(told["claimed_by_agency"])) >= 3 * int(str(told["counted"]))


def test_february_reaches_its_target_of_24_only_because_the_buyers_silence_counts(
    months: dict[str, dict[str, object]],
) -> None:
    assert (months["2027-02"]["valid"], months["2027-02"]["counted"]) == (9, 24)


def test_march_and_april_both_stay_below_their_target_of_44(months: dict[str, dict[str, object]]) -> None:
    assert (months["2027-03"]["counted"], months["2027-04"]["counted"]) == (38, 33)


def test_january_leaves_three_verdicts_open_and_one_of_them_becomes_qualified(
    months: dict[str, dict[str, object]],
) -> None:
    told = months["2027-01"]
    assert (told["qualified"], told["qualified_open"], told["qualified_final"]) == (5, 3, 6)


def test_five_of_the_six_hamburg_enquiries_become_duplicates_one_of_them_qualified(
    months: dict[str, dict[str, object]],
) -> None:
    told = months["2027-05"]
    assert (told["duplicates_found_later"], told["duplicates_found_later_qualified"]) == (5, 1)


def test_fair_cards_come_back_only_through_the_brand_in_april(happened: World) -> None:
    back = [
        one for one in happened.enquiries if one.slot.kind == "known_card" and one.slot.month == "2027-04"
    ]
    cards = {one.number: one for one in happened.enquiries if one.slot.kind == "card"}
    assert len(back) == 12
    assert {one.click.campaign for one in back if one.click} == {story.BRAND}
    assert all(cards[one.original].created < one.created for one in back)


def test_the_leaver_answers_nobody_in_his_last_week_and_nothing_is_his_afterwards(happened: World) -> None:
    late = [
        one
        for one in happened.enquiries
        if one.salesperson == story.LEAVER and one.created.date() >= date(2027, 3, 12)
    ]
    assert len(late) == 4
    assert all(one.replied is None and one.created.date() < date(2027, 3, 19) for one in late)


def test_only_the_two_bot_days_fail_by_more_than_70_percent_of_60_sessions(happened: World) -> None:
    failed = [
        (one.campaign, one.on)
        for one in happened.days
        if one.judged >= 60 and Fraction(one.bounced, one.judged) > Fraction(7, 10)
    ]
    assert failed == [(story.DISPLAY, date(2027, 3, 13)), (story.DISPLAY, date(2027, 3, 14))]


def test_one_segment_stands_at_exactly_70_percent_and_one_fails_with_too_few_sessions(
    happened: World,
) -> None:
    rates = {(one.campaign, one.on): (one.bounced, one.judged) for one in happened.days}
    assert rates[story.DISPLAY, date(2027, 6, 12)] == (63, 90)
    assert rates[story.DISPLAY, date(2027, 4, 3)] == (20, 24)


def test_every_paid_enquiry_clicked_a_campaign_that_had_cost_and_clicks_that_day(happened: World) -> None:
    cells = {(one.campaign, one.on): one for one in happened.days}
    for one in happened.enquiries:
        if one.click and one.click.at.date() >= date(2027, 1, 1):
            cell = cells[one.click.campaign, one.click.at.date()]
            assert cell.cents > 0 < cell.clicks, one.number


def test_form_weeks_add_up_to_the_storys_and_no_day_submits_more_than_it_starts(happened: World) -> None:
    mondays = sorted(story.FORM_WEEKS)
    for monday, after in zip(mondays, [*mondays[1:], date(2027, 7, 1)], strict=True):
        week = [one for one in happened.days if monday <= one.on < after]
        assert (
            sum(one.form_starts for one in week),
            sum(one.form_submits for one in week),
        ) == story.FORM_WEEKS[monday]
    assert all(one.form_submits <= one.form_starts <= one.sessions for one in happened.days)


def test_each_campaign_has_one_row_a_day(happened: World) -> None:
    for month in story.MONTHS:
        keys = {(one.campaign, one.on) for one in of_month(happened.days, month)}
        assert len(keys) == len(of_month(happened.days, month)) == 4 * days_in(month)


def test_silence_is_silence_and_an_answer_comes_within_72_hours(happened: World) -> None:
    for one in happened.enquiries:
        if one.slot.kind in ("valid", "hamburg"):
            assert hours_to_answer(one) <= 72, one.number
        if one.slot.kind == "silent":
            assert hours_to_answer(one) > 72, one.number
            assert one.replied is not None
            assert (one.replied - one.created).total_seconds() < 24 * 3600, one.number


def hours_to_answer(one: Enquiry) -> Fraction:
    """Hours from our reply to their next message; a thousand when it never came."""
    if one.replied is None or one.answered is None:
        return Fraction(1000)
    return Fraction(int((one.answered - one.replied).total_seconds()), 3600)
