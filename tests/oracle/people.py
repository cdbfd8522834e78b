"""When two rows speak of one person: a shared e-mail address or a shared phone number."""

import phonenumbers


def email_key(raw: str | None) -> str | None:
    return raw.strip().casefold() if raw else None


def phone_key(raw: str | None, country: str | None) -> str | None:
    """International form; a national number is read in the lead's country."""
    if not raw:
        return None
    try:
        number = phonenumbers.parse(raw, country)
    except phonenumbers.NumberParseException:
        digits = "".join(sign for sign in raw if sign.isdigit())
        return digits or None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def share_a_key(
    email: str | None, phone: str | None, *, other_email: str | None, other_phone: str | None
) -> bool:
    return (email is not None and email == other_email) or (phone is not None and phone == other_phone)
