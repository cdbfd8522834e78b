"""The download of a Meta lead form: UTF-16 with tabs, ids and numbers with marks before them, questions as columns."""

from datetime import UTC, datetime

import pytest

from assay.core.findings import Severity
from assay.core.tables import Contact
from assay.ports import Parsed
from tests.sources.reading import codes, only_error, read, rows_of

HEAD = (
    "id\tcreated_time\tad_id\tad_name\tadset_id\tadset_name\tcampaign_id\tcampaign_name\tform_id\tform_name\tis_organic"
    "\tplatform\twie_viele_leuchten_benötigen_sie?\tfull_name\tphone_number\temail\tcompany_name\tcountry\tlead_status"
)
ROW = (
    "l:1202530000000001\t2027-03-05T09:14:07-03:00\tag:1\tAd\tas:2\tSet\tc:3\tsolar-de\tf:4\tAngebot\tfalse"
    "\tfb\t250\tMax Muster\tp:+49 30 2345678\tmax@lichthof.example\tLichthof GmbH\tDE\tcomplete"
)


def download(*rows: str, head: str = HEAD) -> bytes:
    return b"\xff\xfe" + "".join(f"{line}\r\n" for line in (head, *rows)).encode("utf-16-le")


def parsed(*rows: str, head: str = HEAD) -> Parsed:
    return read(download(*rows, head=head), "Angebot_Leads.csv", account="meta/lumora")


def test_a_lead_of_the_form_is_a_paid_social_lead_that_left_details() -> None:
    found = parsed(ROW)
    assert found.format_id == "meta_leads"
    assert codes(found) == codes(found, Severity.WARNING) == []
    (lead,) = rows_of(found, "leads")
    # 09:14:07 at UTC-3 is 12:14:07 UTC
    assert lead["created_at"] == datetime(2027, 3, 5, 12, 14, 7, tzinfo=UTC)
    assert (lead["lead_id"], lead["channel"], lead["campaign"], lead["form"], lead["action"]) == (
        "1202530000000001",
        "paid_social",
        "solar-de",
        "Angebot",
        "leave_details",
    )
    assert (lead["email_key"], lead["phone_key"], lead["name_key"]) == (
        Contact("email", "max@lichthof.example"),
        Contact("phone", "+49302345678"),
        Contact("name", "Max Muster"),
    )


def test_the_ad_is_kept_by_the_number_that_meta_gives_it() -> None:
    (lead,) = rows_of(parsed(ROW.replace("ag:1\t", "ag:120213456789012345\t")), "leads")
    assert (lead["ad_platform"], lead["ad_id"]) == ("meta", "120213456789012345")


def test_a_lead_whose_ad_the_form_does_not_name_has_none_and_one_in_ruins_is_left_out_aloud() -> None:
    (none,) = rows_of(parsed(ROW.replace("ag:1\t", "\t")), "leads")
    assert (none["ad_platform"], none["ad_id"]) == ("meta", None)
    ruined = parsed(ROW.replace("ag:1\t", "1.20213E+17\t"))
    assert rows_of(ruined, "leads")[0]["ad_id"] is None
    assert codes(ruined, Severity.WARNING) == ["sources.ruined_id"]


def test_its_first_message_is_the_form_itself() -> None:
    (message,) = rows_of(parsed(ROW), "interactions")
    assert (message["interaction_id"], message["direction"], message["medium"]) == (
        "1202530000000001/1",
        "in",
        "form",
    )
    assert message["contact_key"] == Contact("phone", "+49302345678")


def test_an_organic_lead_is_not_paid_for() -> None:
    (lead,) = rows_of(parsed(ROW.replace("\tfalse\t", "\ttrue\t")), "leads")
    assert lead["channel"] == "organic"


def test_a_form_in_another_language_without_the_optional_columns() -> None:
    head = (
        "id\tcreated_time\tad_id\tad_name\tadset_id\tadset_name\tcampaign_id\tcampaign_name\tplatform"
        "\tnombre_y_apellidos\tnúmero_de_teléfono\tlead_status"
    )
    row = "l:7\t2027-03-05T09:14:07+0530\tag:1\tAd\tas:2\tSet\tc:3\tsolar-mx\tig\tAna Prueba\tp:+52 55 1234 5678\tCREATED"
    (lead,) = rows_of(parsed(row, head=head), "leads")
    assert (lead["lead_id"], lead["phone_key"]) == ("7", Contact("phone", "+525512345678"))
    assert lead["created_at"] == datetime(2027, 3, 5, 3, 44, 7, tzinfo=UTC)  # 09:14:07 less 5 h 30


def test_a_national_number_is_read_with_the_country_and_left_open_without_it() -> None:
    national = ROW.replace("p:+49 30 2345678", "p:030 2345678")
    assert rows_of(parsed(national), "leads")[0]["phone_key"] == Contact("phone", "+49302345678")
    unknown = parsed(national.replace("\tDE\t", "\t\t"))
    assert rows_of(unknown, "leads")[0]["phone_key"] is None
    assert codes(unknown, Severity.WARNING) == ["sources.phone_unreadable"]


@pytest.mark.parametrize("status", ["complete", "CREATED"])
def test_the_status_of_the_form_qualifies_nobody(status: str) -> None:
    assert rows_of(parsed(ROW.replace("complete", status)), "qualifications") == []


def test_an_id_that_a_spreadsheet_has_ruined_is_refused() -> None:
    ruined = parsed(ROW.replace("l:1202530000000001", "1.20253E+15"))
    assert only_error(ruined).code == "sources.ruined_id"
    assert ruined.records == ()


def test_the_same_lead_twice_in_one_file_is_refused() -> None:
    assert only_error(parsed(ROW, ROW)).code == "sources.repeated_row"


def test_questions_stay_in_the_file_and_are_named_without_answers() -> None:
    (note,) = (item for item in parsed(ROW).findings if item.code == "sources.columns_dropped")
    assert "250" not in str(note.params)
