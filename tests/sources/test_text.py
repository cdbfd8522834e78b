import pytest

from assay.sources.problems import Problems
from assay.sources.text import decode


def decoded(data: bytes, encoding: str = "") -> tuple[str, str] | None:
    found = decode(data, Problems("f.csv"), encoding)
    return (found.text, found.encoding) if found else None


def refused(data: bytes, encoding: str = "") -> tuple[str, int, str]:
    problems = Problems("f.csv")
    assert decode(data, problems, encoding) is None
    (finding,) = problems.findings
    return finding.code, finding.place.line, finding.params["offset"]


CHINESE = "询盘编号,国家\nHY-001,德国\n"
GERMAN = "Name;Ort\nKatrin Böhm;München\nBjörn Weiß;Köln\nJürgen Groß;Fürth\n"


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"a,b\n", "a,b\n", "utf-8"),
        (CHINESE.encode(), CHINESE, "utf-8"),
        (CHINESE.encode("utf-8-sig"), CHINESE, "utf-8-sig"),
        (b"\xff\xfe" + CHINESE.encode("utf-16-le"), CHINESE, "utf-16-le"),
        (b"\xfe\xff" + CHINESE.encode("utf-16-be"), CHINESE, "utf-16-be"),
        (CHINESE.encode("gb18030"), CHINESE, "gb18030"),
        (GERMAN.encode("cp1252"), GERMAN, "cp1252"),
    ],
)
def test_the_bytes_tell_the_encoding(data: bytes, text: str, encoding: str) -> None:
    assert decoded(data) == (text, encoding)


@pytest.mark.parametrize(
    "text",
    [
        "Müller",
        "Grüße aus Köln",
        "Böhm;für 80 Stück",
        "Angebot über 12,50 €",
        "crème brûlée déjà vu",
        "São Paulo, João",
    ],
)
def test_european_letters_do_not_become_chinese(text: str) -> None:
    assert decoded(text.encode("cp1252")) == (text, "cp1252")


@pytest.mark.parametrize(
    "text",
    [
        "合格",
        "李卓然,业务员",
        "鑫源照明（广州）",
        "数量：１２０件",
        "深圳市喆昊照明有限公司与佛山市瑜辉灯饰厂",
    ],
)
def test_chinese_does_not_become_european(text: str) -> None:
    assert decoded(text.encode("gb18030")) == (text, "gb18030")


def test_traditional_chinese_in_big5_is_asked_for_and_read_when_named() -> None:
    text = "詢盤編號,國家,業務員\n甲,德國,乙\n"
    assert refused(text.encode("big5"))[0] == "sources.encoding_unknown"
    assert decoded(text.encode("big5"), "big5") == (text, "big5")


def test_a_doubtful_byte_is_placed() -> None:
    # Line 1 has 4 bytes, line 2 begins with "b"; the high byte is the sixth byte, at offset 5.
    assert refused(b"a,b\nb\x81\x81,c\xff\n") == ("sources.encoding_unknown", 2, "5")


def test_utf8_cut_inside_a_character_is_called_damaged_and_not_read_as_gbk() -> None:
    cut = CHINESE.encode()[:-2]
    # 询盘编号 12 bytes, comma, 国家 6 bytes, line break = 20; "HY-001," 7 and 德 3 make 30, where the cut 国 begins.
    assert refused(cut) == ("sources.broken_text", 2, "30")


def test_half_a_utf16_character_is_refused() -> None:
    assert refused(b"\xff\xfea\x00b") == ("sources.broken_text", 1, "4")


@pytest.mark.parametrize("data", [b"a,b\nc\x00d\n", b"a\x00,\x00b\x00"])
def test_a_zero_byte_is_no_text(data: bytes) -> None:
    assert refused(data)[0] == "sources.nul_byte"


def test_a_zero_byte_is_placed() -> None:
    assert refused(b"a,b\nc\x00d\n") == ("sources.nul_byte", 2, "5")
