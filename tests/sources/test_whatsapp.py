import io
import zipfile
from datetime import UTC, datetime

import pytest

from assay.core.findings import Severity
from assay.core.tables import Contact
from assay.ports import Parsed
from assay.sources.registry import without_rows
from tests.sources.reading import codes, fixture, only_error, read, rows_of

ANDROID = "WhatsApp Chat with +1 212-555-0141.txt"
CHINESE = "与+224 623 21 70 09的 WhatsApp 聊天.txt"
HEAD = "WhatsApp Chat with +1 212-555-0141.txt"


def chat(
    text: str, name: str = HEAD, account: str = "whatsapp/Li Na", zone: str = "Asia/Shanghai", order: str = ""
) -> Parsed:
    return read(text, name, account=account, zone=zone, date_order=order)


def test_an_android_chat_gives_moments_and_directions() -> None:
    parsed = read(fixture(ANDROID), ANDROID, account="whatsapp/Li Na", zone="Asia/Shanghai")
    assert parsed.findings == ()
    assert [(record.row, record.values["at"], record.values["direction"]) for record in parsed.records] == [
        (2, datetime(2027, 3, 23, 5, 31, tzinfo=UTC), "in"),
        (5, datetime(2027, 3, 23, 6, 2, tzinfo=UTC), "out"),
        (6, datetime(2027, 3, 23, 6, 2, tzinfo=UTC), "out"),
        (7, datetime(2027, 3, 23, 18, 15, tzinfo=UTC), "in"),
    ]
    first = parsed.records[0].values
    assert first["contact_key"] == Contact("phone", "+12125550141")
    assert (first["medium"], first["salesperson"], first["account"]) == (
        "whatsapp",
        "Li Na",
        "whatsapp/Li Na",
    )


def test_it_counts_what_is_no_message_of_its_own() -> None:
    facts = read(fixture(ANDROID), ANDROID, account="whatsapp/Li Na", zone="Asia/Shanghai").facts
    assert (facts["entries"], facts["media"], facts["deleted"], facts["form"], facts["date_order"]) == (
        "6",
        "1",
        "1",
        "android",
        "dmy",
    )


def test_an_iphone_chat_with_invisible_marks_is_read() -> None:
    parsed = read(fixture("_chat.txt"), "_chat.txt", account="whatsapp/Li Na", zone="Europe/Berlin")
    assert parsed.findings == ()
    assert [(row["at"], row["direction"]) for row in rows_of(parsed, "interactions")] == [
        (datetime(2027, 3, 18, 13, 56, 10, tzinfo=UTC), "in"),
        (datetime(2027, 3, 18, 14, 10, tzinfo=UTC), "out"),
    ]
    assert rows_of(parsed, "interactions")[0]["contact_key"] == Contact("phone", "+493023125001")


def test_a_chinese_chat_has_parts_of_the_day_a_number_in_its_name_and_an_ad_as_origin() -> None:
    parsed = read(fixture(CHINESE), CHINESE, account="whatsapp/李娜", zone="Asia/Shanghai")
    assert [finding.code for finding in parsed.findings] == ["sources.chat_campaign_unknown"]
    assert [(row["at"], row["direction"]) for row in rows_of(parsed, "interactions")] == [
        (datetime(2027, 5, 7, 0, 46, tzinfo=UTC), "in"),
        (datetime(2027, 5, 7, 5, 54, tzinfo=UTC), "out"),
        (datetime(2027, 5, 7, 13, 5, tzinfo=UTC), "in"),
    ]
    assert rows_of(parsed, "interactions")[0]["contact_key"] == Contact("phone", "+224623217009")
    assert parsed.facts["began_with"] == "ad"
    assert parsed.facts["media"] == "1"


def test_a_chat_that_began_at_an_ad_is_a_lead_of_paid_social() -> None:
    (lead,) = rows_of(read(fixture(CHINESE), CHINESE, account="whatsapp/李娜", zone="Asia/Shanghai"), "leads")
    # 8:46 in Shanghai is 0:46 UTC
    assert lead["created_at"] == datetime(2027, 5, 7, 0, 46, tzinfo=UTC)
    assert (lead["channel"], lead["action"], lead["form"]) == ("paid_social", "consult", "whatsapp")
    assert lead["phone_key"] == Contact("phone", "+224623217009")
    assert "campaign" not in lead


def test_a_customer_who_comes_back_through_an_ad_is_a_second_lead_and_our_own_words_are_none() -> None:
    ad = "This chat started from a Facebook ad"
    text = (
        "25/3/27, 10:00 - +1 212-555-0141: hi\n25/3/27, 10:05 - Li Na: hello\n"
        f"27/3/27, 09:00 - {ad}\n27/3/27, 09:01 - Li Na: welcome back\n27/3/27, 09:30 - +1 212-555-0141: price?\n"
        f"29/3/27, 08:00 - {ad}\n29/3/27, 08:00 - {ad}\n29/3/27, 08:10 - +1 212-555-0141: again\n"
        f"30/3/27, 08:00 - {ad}\n"
    )
    leads = rows_of(chat(text, zone="UTC"), "leads")
    assert [lead["created_at"] for lead in leads] == [
        datetime(2027, 3, 27, 9, 30, tzinfo=UTC),
        datetime(2027, 3, 29, 8, 10, tzinfo=UTC),
    ]
    assert len({lead["lead_id"] for lead in leads}) == 2


@pytest.mark.parametrize(
    "said",
    [
        "圖片已略去",
        "影片已略去",
        "貼圖已略去",
        "相片已省略",
        "<已省略多媒體檔案>",
        "<省略多媒體檔案>",
        "IMG-20270505-WA0014.jpg (檔案附件)",
        "\u200e圖片已略去",
    ],
)
def test_media_of_a_traditional_chinese_phone_is_counted_as_media(said: str) -> None:
    parsed = chat(f"[2027/5/7 08:46:12] +1 212-555-0141: {said}\n", zone="UTC")
    assert (parsed.facts["media"], len(parsed.records)) == ("1", 1)


def test_nothing_that_was_said_and_no_name_of_the_customer_leaves_the_source() -> None:
    parsed = read(fixture(CHINESE), CHINESE, account="whatsapp/李娜", zone="Asia/Shanghai")
    said = repr(
        (
            parsed.facts,
            parsed.findings,
            [sorted(map(str, record.values.values())) for record in parsed.records],
        )
    )
    assert "阿米娜" not in said
    assert "请问数量" not in said
    assert "623 21" not in said


def test_ids_hold_nothing_about_the_person_and_stay_in_a_longer_export() -> None:
    short = read(fixture(ANDROID), ANDROID, account="whatsapp/Li Na", zone="Asia/Shanghai")
    longer = read(
        fixture(ANDROID) + b"25/03/2027, 09:00 - Li Na: Any news?\n",
        ANDROID,
        account="whatsapp/Li Na",
        zone="Asia/Shanghai",
    )
    ids = [row["interaction_id"] for row in rows_of(short, "interactions")]
    assert len(set(ids)) == 4
    assert [row["interaction_id"] for row in rows_of(longer, "interactions")][:4] == ids
    assert not any("2125550141" in str(each) for each in ids)


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (("13/03/2027", "14/03/2027"), "dmy"),
        (("03/13/2027", "03/14/2027"), "mdy"),
        (("28/02/27", "01/03/27"), "dmy"),
        (("01/03/2027", "02/03/2027", "03/03/2027", "01/04/2027"), "dmy"),
    ],
)
def test_the_whole_chat_decides_which_number_is_the_day(dates: tuple[str, ...], order: str) -> None:
    # The last case: as month/day it would run from 3 January over 3 March back to 4 January.
    text = "".join(f"{day}, 10:00 - +1 212-555-0141: hi\n" for day in dates)
    assert chat(text).facts["date_order"] == order


def test_a_chat_of_one_doubtful_day_is_refused_unless_the_order_is_said() -> None:
    text = "05/04/2027, 10:00 - +1 212-555-0141: hi\n05/04/2027, 10:05 - Li Na: hello\n"
    assert only_error(chat(text)).code == "sources.chat_order_unknown"
    assert rows_of(chat(text, order="dmy"), "interactions")[0]["at"] == datetime(2027, 4, 5, 2, 0, tzinfo=UTC)


def test_an_older_chinese_phone_writes_the_short_year_first() -> None:
    parsed = chat("27/5/7 下午1:54 - +1 212-555-0141: 你好\n27/5/9 上午9:00 - Li Na: 您好\n")
    assert parsed.facts["date_order"] == "ymd"
    assert rows_of(parsed, "interactions")[0]["at"] == datetime(2027, 5, 7, 5, 54, tzinfo=UTC)


def test_arabic_digits_are_digits() -> None:
    day = "[١٨\u200f/٣\u200f/٢٠٢٧، ٢:٥٦:٠٠ م]"
    parsed = chat(f"{day} \u202a+1 212-555-0141\u202c: \u0645\n")
    assert rows_of(parsed, "interactions")[0]["at"] == datetime(2027, 3, 18, 6, 56, tzinfo=UTC)


def test_a_colon_inside_a_name_is_part_of_the_name() -> None:
    text = "2027/5/7 10:00 - Acme: Dana: hi\n2027/5/7 10:05 - Li Na: hello\n"
    parsed = chat(text, name="WhatsApp Chat with Acme: Dana +1 212-555-0141.txt")
    assert [row["direction"] for row in rows_of(parsed, "interactions")] == ["in", "out"]


def test_without_an_account_the_file_name_tells_the_sides() -> None:
    text = "2027/5/7 10:00 - +1 212-555-0141: hi\n2027/5/7 10:05 - Li Na: hello\n"
    rows = rows_of(chat(text, account=""), "interactions")
    assert [(row["direction"], row["account"]) for row in rows] == [
        ("in", "whatsapp/Li Na"),
        ("out", "whatsapp/Li Na"),
    ]
    assert only_error(chat(text, name="_chat.txt", account="")).code == "sources.whatsapp_side_unknown"


def test_a_customer_whom_nobody_answered_is_still_read() -> None:
    rows = rows_of(chat("2027/5/7 10:00 - +1 212-555-0141: hi\n"), "interactions")
    assert [(row["direction"], row["salesperson"]) for row in rows] == [("in", "Li Na")]


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        (
            "2027/5/7 10:00 - Dana: hi\n2027/5/7 10:05 - Li Na: hello\n",
            "_chat.txt",
            "sources.whatsapp_phone_unknown",
        ),
        (
            "2027/5/7 10:00 - A: 1\n2027/5/7 10:01 - B: 2\n2027/5/7 10:02 - Li Na: 3\n",
            HEAD,
            "sources.whatsapp_group",
        ),
        ("2027/5/7 10:00 - A: 1\n2027/5/7 10:01 - B: 2\n", HEAD, "sources.whatsapp_account_absent"),
    ],
)
def test_people_that_cannot_be_told_are_asked_for(text: str, name: str, code: str) -> None:
    finding = only_error(chat(text, name=name))
    assert finding.code == code
    assert finding.place.file == "WhatsApp ….txt"


def test_a_zone_is_needed() -> None:
    assert only_error(chat("2027/5/7 10:00 - +1 212-555-0141: hi\n", zone="")).code == "sources.zone_missing"
    assert (
        only_error(chat("2027/5/7 10:00 - +1 212-555-0141: hi\n", zone="Asia/Nowhere")).code
        == "sources.zone_unknown"
    )


def test_a_time_that_happened_twice_is_taken_first_and_one_that_never_was_is_refused() -> None:
    twice = chat("2027/10/31 02:30 - +1 212-555-0141: hi\n", zone="Europe/Berlin")
    assert rows_of(twice, "interactions")[0]["at"] == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert codes(twice, Severity.WARNING) == ["sources.time_twice_first_taken"]
    assert (
        only_error(chat("2027/3/28 02:30 - +1 212-555-0141: hi\n", zone="Europe/Berlin")).code
        == "sources.time_skipped"
    )


def test_a_chat_with_notes_only_is_accepted_with_a_warning() -> None:
    parsed = chat("2027/5/7 10:00 - 消息和通话已进行端到端加密。\n")
    assert (codes(parsed), codes(parsed, Severity.WARNING)) == ([], ["sources.no_rows"])


def test_a_day_that_does_not_exist_is_placed() -> None:
    finding = only_error(chat("2027/5/7 10:00 - +1 212-555-0141: hi\n2027/5/32 10:00 - Li Na: hi\n"))
    assert (finding.code, finding.place.line) == ("sources.not_a_date", 2)


@pytest.mark.parametrize(
    "stamp",
    [
        "[2027/03/18 14:56:00]",
        "[2027/03/18 午後2:56:00]",
        "2027/03/18 午後2:56 -",
        "[18/3/2570 BE, 14:56:00]",
        "18/3/2570 14:56 -",
        "[R9/03/18 14:56:00]",
        "[2027. 3. 18. 오후 2:56:00]",
        "2027. 3. 18. 오후 2:56 -",
        "2027年3月18日 14:56 -",
        "18/03/2027 à 14:56 -",
        "18.03.2027 14:56 -",
        "18-03-2027 14:56 -",
        "[18/3/2027, 2:56:00 μ.μ.]",
        "18/3/2027, 2:56 ب.ظ. -",
        "18.03.2027 ÖS 2:56 -",
        "18/3/2027, 2:56\u202fp.\u00a0m. -",
        "\u200e[18/3/2027,\u00a02:56:00\u202fPM]",
    ],
)
def test_dates_of_other_languages_are_the_same_moment(stamp: str) -> None:
    parsed = chat(f"{stamp} +1 212-555-0141: hi\n")
    assert parsed.findings == ()
    assert rows_of(parsed, "interactions")[0]["at"] == datetime(2027, 3, 18, 6, 56, tzinfo=UTC)


@pytest.mark.parametrize(
    "note",
    [
        "メッセージと通話はエンドツーエンドで暗号化されています。",
        "Сообщения и звонки защищены сквозным шифрованием.",
        "Mesajlar ve aramalar uçtan uca şifrelidir.",
        "Pesan dan panggilan terenkripsi secara end-to-end.",
        "Данное сообщение удалено",
        "このメッセージは削除されました。",
    ],
)
def test_notes_of_the_app_are_no_messages_in_other_languages_either(note: str) -> None:
    text = f"[18/3/2027, 14:56:00] +1 212-555-0141: {note}\n[18/3/2027, 14:57:00] +1 212-555-0141: hi\n"
    assert [record.row for record in chat(text).records] == [2]


def packed(**texts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, text in texts.items():
            package.writestr(f"{name}.txt", text)
        package.writestr("00000012-PHOTO.jpg", b"\xff\xd8 no text")
    return buffer.getvalue()


def test_the_zip_of_an_iphone_is_read_and_its_name_says_whose_chat_it_is() -> None:
    data = packed(_chat="[18/3/2027, 14:56:00] Dana: hi\n[18/3/2027, 14:57:00] Li Na: hello\n")
    name = "WhatsApp Chat - Dana +1 212-555-0141.zip"
    parsed = read(data, name, account="whatsapp/Li Na", zone="UTC")
    assert parsed.findings == ()
    assert [(row["direction"], row["contact_key"]) for row in rows_of(parsed, "interactions")] == [
        ("in", Contact("phone", "+12125550141")),
        ("out", Contact("phone", "+12125550141")),
    ]
    assert without_rows(name, data, frozenset({1})) == b""


def test_a_zip_of_two_chats_is_refused() -> None:
    data = packed(a="2027/5/7 10:00 - +1 212-555-0141: hi\n", b="2027/5/7 10:00 - +1 212-555-0142: hi\n")
    parsed = read(data, "chats.zip", account="whatsapp/Li Na", zone="UTC", format_id="whatsapp_chat")
    assert only_error(parsed).code == "sources.whatsapp_archive"


@pytest.mark.parametrize(
    "said",
    ["This business is interesting to us.", "This chat is easier than mail", "This business works well?"],
)
def test_a_customers_own_words_about_a_chat_or_a_business_are_a_message(said: str) -> None:
    parsed = chat(
        f"25/3/27, 10:05 - Li Na: Hello\n25/3/27, 10:06 - +1 212-555-0141: {said}\n",
    )
    assert [row["direction"] for row in rows_of(parsed, "interactions")] == ["out", "in"]


@pytest.mark.parametrize(
    "note",
    [
        "This chat is with a business account. Tap for more info.",
        "This business works with other companies to manage this chat. Tap to learn more.",
        "This business uses a secure service from Meta to manage this chat. Tap to learn more.",
        "This business is now using a secure service to manage this chat.",
        "This chat came from an Instagram ad.",
    ],
)
def test_an_iphones_notes_under_a_name_are_no_message(note: str) -> None:
    parsed = chat(
        f"[25/3/27, 10:05:00] Li Na: Hello\n[25/3/27, 10:06:00] +1 212-555-0141: \u200e{note}\n",
    )
    assert [row["direction"] for row in rows_of(parsed, "interactions")] == ["out"]
