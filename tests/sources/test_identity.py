import pytest

from assay.core.leads.identity import normalise_email, normalise_phone, trim_name


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (" Max.Muster@Lichthof.Example ", "max.muster@lichthof.example"),
        ("mailto:a@b.example", "a@b.example"),
        ("Max Muster <max@lichthof.example>", "max@lichthof.example"),
        ("max\u200b@lichthof.example", "max@lichthof.example"),
        ("max+test@lichthof.example", "max+test@lichthof.example"),
        ("m\u00fcller@stra\u00dfe.example", "m\u00fcller@stra\u00dfe.example"),
        ("max@@lichthof.example", None),
        ("max at lichthof.example", None),
        ("max@localhost", None),
        ("", None),
    ],
)
def test_one_mailbox_has_one_spelling(typed: str, expected: str | None) -> None:
    assert normalise_email(typed) == expected


@pytest.mark.parametrize(
    ("typed", "region", "expected"),
    [
        ("+49 30 23125001", "", "+493023125001"),
        ("0049 (0)30 / 23125001", "", "+493023125001"),
        ("+49 (0) 30 23125001", "", "+493023125001"),
        ("030 / 23125001", "DE", "+493023125001"),
        ("030 / 23125001", "", None),
        ("p:+1 212-555-0141", "", "+12125550141"),
        ("+1\u00a0212\u2011555\u20110141", "", "+12125550141"),
        ("'+12125550141", "", "+12125550141"),
        ("(212) 555-0141", "US", "+12125550141"),
        ("+1 212-555-0141; +1 212-555-0199", "", "+12125550141"),
        ("WhatsApp: +224 623 21 70 09", "", "+224623217009"),
        ("call me", "US", None),
        ("123", "US", None),
        ("+1 212 555 0141 999 999 999", "", None),
    ],
)
def test_one_line_has_one_number(typed: str, region: str, expected: str | None) -> None:
    assert normalise_phone(typed, region) == expected


def test_a_name_keeps_its_case_and_loses_its_padding() -> None:
    assert trim_name("  Reuter \u00a0 Wegebau\u200e GmbH ") == "Reuter Wegebau GmbH"
    assert trim_name(" \u200b ") is None
