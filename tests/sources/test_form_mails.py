"""Mails of a website form, by a template of labels: plain text and HTML, several forms of writing, and what is no form."""

from datetime import UTC, datetime

import pytest

from assay.core.findings import Finding, Severity
from assay.core.tables import Contact
from assay.ports import ImportOptions, Parsed
from assay.sources.registry import choose
from tests.sources.reading import FIXTURES, codes, only_error, read, rows_of

TEMPLATE = (FIXTURES.parent / "webform.toml").read_text("utf-8")
BODY = """From the website

Name: Max Muster
Company:
Lichthof GmbH
Your e-mail: max@lichthof.example
Country: Germany
Phone: 030 2345678
Quantity: 250 pcs
Message: Please quote.
Phone: +1 212 555 0141
"""
TABLE = (
    "<table><tr><td>姓名</td><td>王伟</td></tr><tr><th>公司</th><td>光庭</td></tr>"
    "<tr><td>邮箱</td><td><a href='mailto:wang@guangting.example'>wang@guangting.example</a></td></tr>"
    "<tr><td>国家</td><td>中国</td></tr></table><style>姓名: x</style>"
)


def mail(
    body: str = BODY,
    subject: str = "New enquiry 17",
    sender: str = "wordpress@lumora.example",
    number: int = 1,
    kind: str = "text/plain",
) -> str:
    return (
        f"Message-ID: <f{number}@lumora.example>\nDate: Fri, 5 Mar 2027 09:14:07 +0100\nFrom: Website <{sender}>\n"
        f"To: sales@lumora.example\nSubject: {subject}\nAuto-Submitted: auto-generated\n"
        f"Content-Type: {kind}; charset=utf-8\n\n{body}"
    )


def box(*mails: str) -> str:
    return "".join(f"From - Fri Mar  5 09:14:07 2027\n{each}\n\n" for each in mails)


def parsed(text: str, template: str = TEMPLATE) -> Parsed:
    return read(text, "inbox.mbox", account="form/lumora", mapping=template)


def test_a_mail_of_the_form_is_a_lead_and_its_first_message() -> None:
    found = parsed(mail())
    assert (found.format_id, codes(found), codes(found, Severity.WARNING)) == ("lumora_webform", [], [])
    (lead,) = rows_of(found, "leads")
    assert (lead["lead_id"], lead["created_at"]) == (
        "f1@lumora.example",
        datetime(2027, 3, 5, 8, 14, 7, tzinfo=UTC),
    )
    assert (lead["name_key"], lead["company_key"], lead["email_key"]) == (
        Contact("name", "Max Muster"),
        Contact("company", "Lichthof GmbH"),
        Contact("email", "max@lichthof.example"),
    )
    # the national number is read with the country; the number in the message is the enquirer's words and not a field
    assert (lead["phone_key"], lead["country"], lead["quantity"]) == (
        Contact("phone", "+49302345678"),
        "DE",
        250,
    )
    (message,) = rows_of(found, "interactions")
    assert (message["interaction_id"], message["direction"], message["medium"]) == (
        "f1@lumora.example/1",
        "in",
        "form",
    )


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("姓名：王伟\n公司：光庭\n邮箱：wang@guangting.example\n国家：中国\n", "text/plain"),
        ("*姓名:* 王伟\n*公司:* 光庭\n*邮箱:* wang@guangting.example\n*国家:* 中国\n", "text/plain"),
        (
            TABLE,
            "text/html",
        ),
        (
            "<p><b>姓名:</b> 王伟<br>公司: 光庭<br/>邮箱: wang&#64;guangting.example</p><div>国家</div><div>中国</div>",
            "text/html",
        ),
    ],
)
def test_labels_are_found_in_text_and_in_pages(body: str, kind: str) -> None:
    (lead,) = rows_of(parsed(mail(body, "新询盘", kind=kind)), "leads")
    assert (lead["name_key"], lead["company_key"], lead["email_key"], lead["country"]) == (
        Contact("name", "王伟"),
        Contact("company", "光庭"),
        Contact("email", "wang@guangting.example"),
        "CN",
    )


def test_other_mails_of_the_box_and_copies_are_left_out_and_counted() -> None:
    found = parsed(
        box(
            mail(),
            mail(number=2, sender="max@lichthof.example"),
            mail(number=3, subject="Re: New enquiry 17"),
            mail(),
        )
    )
    assert (len(rows_of(found, "leads")), codes(found)) == (1, [])
    (note,) = (item for item in found.findings if item.code == "sources.form_other_mails")
    assert note.params["found"] == "3"
    # a mail begins on the line of its "From -"; the first is line 1
    assert {record.row for record in found.records} == {1}


def test_a_label_that_must_have_a_value_keeps_the_file_out() -> None:
    found = parsed(box(mail(), mail(BODY.replace("max@lichthof.example", ""), number=2)))
    error = only_error(found)
    # the first mail takes lines 1 to 20: "From -", 7 headers, a blank, 11 of the body … and two blanks
    assert (error.code, error.place.line, found.records) == (
        "sources.missing_value",
        mail().count("\n") + 4,
        (),
    )


def test_only_a_star_is_a_sign_in_a_subject() -> None:
    template = TEMPLATE.replace('"New enquiry*"', '"[Lumora] New enquiry*"')
    assert len(rows_of(parsed(mail(subject="[Lumora] New enquiry 17"), template), "leads")) == 1
    assert only_error(parsed(mail(subject="L New enquiry 17"), template)).code == "sources.form_no_mails"


def test_a_mail_without_an_id_has_the_same_name_in_a_later_export() -> None:
    bare = mail().replace("Message-ID: <f1@lumora.example>\n", "")
    one, later = (
        [row["lead_id"] for row in rows_of(parsed(text), "leads")]
        for text in (box(bare), box(mail(number=2), bare, bare))
    )
    assert one == ["no-id/20270305T081407Z/form/1"]
    assert later == ["f2@lumora.example", *one, "no-id/20270305T081407Z/form/2"]


def test_a_file_without_such_mails_is_refused() -> None:
    assert only_error(parsed(mail(subject="Invoice"))).code == "sources.form_no_mails"
    assert only_error(parsed("a,b\n1,2\n")).code == "sources.mail_no_messages"
    assert only_error(read(mail(), mapping=TEMPLATE)).code == "sources.account_missing"


def test_a_mail_of_the_form_that_cannot_be_read_keeps_the_file_out() -> None:
    assert only_error(parsed(mail().replace("5 Mar", "35 Mar"))).code == "sources.form_unreadable"
    nested = "".join(f'--b{n}\nContent-Type: multipart/mixed; boundary="b{n + 1}"\n\n' for n in range(3000))
    deep = mail(nested, kind='multipart/mixed; boundary="b0"')
    assert only_error(parsed(deep)).code == "sources.form_unreadable"


def test_a_template_says_which_mails_it_means() -> None:
    open_to_all = TEMPLATE.replace(
        'from = ["wordpress@lumora.example"]\nsubject = ["New enquiry*", "新询盘*"]\n', ""
    )
    found = choose("inbox.mbox", mail().encode(), ImportOptions(mapping=open_to_all))
    assert isinstance(found, Finding)
    assert (found.code, found.place.path) == ("sources.mapping_missing", "mail.from")
