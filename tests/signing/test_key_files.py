"""Key files: nothing is overwritten, and half a pair is never left behind."""

from pathlib import Path

import pytest

from assay.signing.key_files import others_can_read, public_path, write_keys


def test_a_public_file_in_the_way_leaves_no_private_one(tmp_path: Path) -> None:
    private = tmp_path / "buyer.key"
    public_path(private).write_text("mine", "utf-8")
    with pytest.raises(FileExistsError):
        write_keys(private, b"pem", "text")
    assert not private.exists()
    assert public_path(private).read_text("utf-8") == "mine"


def test_a_private_file_in_the_way_is_left_as_it_is(tmp_path: Path) -> None:
    private = tmp_path / "buyer.key"
    private.write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        write_keys(private, b"pem", "text")
    assert (private.read_bytes(), public_path(private).exists()) == (b"mine", False)


def test_only_the_owner_reads_a_new_key(tmp_path: Path) -> None:
    write_keys(tmp_path / "buyer.key", b"pem", "text")
    assert not others_can_read(tmp_path / "buyer.key")
