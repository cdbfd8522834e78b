"""Without the fonts no page is set, and it is said how to get them; a package with another digest is not taken."""

import io
import tarfile
from pathlib import Path

import pytest

from assay.core.findings import FindingsError
from assay.reports.paper import typeset
from tools import fonts, npm


def test_without_fonts_no_page_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "_FONTS", ("Missing.ttf",))
    typeset._characters.cache_clear()  # what an earlier test read
    with pytest.raises(FindingsError) as raised:
        typeset.check_printable({"name": "Huayao"})
    assert [finding.code for finding in raised.value.findings] == ["paper.no_fonts"]
    typeset._characters.cache_clear()


def test_a_package_with_another_digest_is_not_taken(tmp_path: Path) -> None:
    archive, target = tmp_path / "fonts.tgz", tmp_path / "fonts"
    with tarfile.open(archive, "w:gz") as package:
        for name in fonts.PACKAGE.files:
            member = tarfile.TarInfo(name)
            member.size = 4
            package.addfile(member, io.BytesIO(b"font"))
    with pytest.raises(npm.WrongPackageError):
        npm.take(fonts.PACKAGE, archive, target)
    assert not target.exists()


def test_the_licence_of_the_fonts_lies_beside_them() -> None:
    assert "SIL Open Font License" in (fonts.FOLDER / "OFL.txt").read_text("utf-8")
