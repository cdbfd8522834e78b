"""Reading what a scenario says beside its KPIs and its spend: monitors, audit samples, what comes another way."""

from __future__ import annotations

from fractions import Fraction

from assay.core.contract.reader import Reader
from assay.core.quantity import QuantityError, parse_number
from assay.core.scenarios.draws import INCONCLUSIVE, VERDICTS
from assay.core.scenarios.scenario import ALL, Drawn, Stray, Watched

_ONE, _ZERO = Fraction(1), Fraction(0)
_MOST_DRAWS = 2


def read_watched(reader: Reader) -> Watched:
    """How a monitor stands to its limit."""
    watched = Watched(
        monitor=reader.text("monitor", ALL),
        months=months(reader),
        factor=positive(reader, "factor"),
        worsens=reader.share("worsens", _ZERO),
    )
    reader.close()
    return watched


def read_drawn(reader: Reader) -> Drawn:
    """What a sample says: one verdict, or two where the first draw cannot tell."""
    verdicts = reader.texts("draws")
    for verdict in verdicts:
        if verdict not in VERDICTS:
            expected = ", ".join(VERDICTS)
            reader.report("contract.unknown_word", "draws", found=verdict, expected=expected)
    if not verdicts:
        reader.report("contract.missing_field", "draws", field="draws")
    elif len(verdicts) > _MOST_DRAWS or (len(verdicts) == _MOST_DRAWS and verdicts[0] != INCONCLUSIVE):
        reader.report("simulate.no_second_draw", "draws", found=", ".join(verdicts))
    drawn = Drawn(reader.text("sample", ALL), verdicts)
    reader.close()
    return drawn


def read_stray(reader: Reader) -> Stray:
    """What comes another way."""
    stray = Stray(
        share=reader.share("share"),
        months=months(reader),
        campaign=reader.text("campaign", ""),
        account=reader.text("account", ""),
        form=reader.text("form", ""),
        inbox=reader.text("inbox", ""),
    )
    reader.close()
    return stray


def months(reader: Reader) -> tuple[int, ...]:
    """Months of the term, from 1; −1 is the last."""
    return whole_numbers(reader, "months", -120, 120)


def whole_numbers(reader: Reader, key: str, least: int, most: int) -> tuple[int, ...]:
    """A list of whole numbers in a range, never 0."""
    numbers = []
    for text in reader.texts(key):
        try:
            value = parse_number(text)
        except QuantityError:
            value = _ZERO
        if value.denominator != 1 or not value or not least <= value <= most:
            reader.report("contract.unreadable_value", key, found=text, expected="count")
        numbers.append(int(value))
    return tuple(numbers)


def positive(reader: Reader, key: str) -> Fraction:
    """A number above 0; 1 when absent."""
    value = reader.ratio(key, _ONE)
    if value <= 0:
        reader.report("contract.below_zero", key, found=str(value))
        return _ONE
    return value
