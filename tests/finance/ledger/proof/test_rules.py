import pytest

from klinik.finance.ledger.proof.rules import Head, NotAHead, read_head, read_heads

LINK = "ab" * 32


def test_a_head_is_read_as_it_is_written() -> None:
    head = Head("al-hikmah", 57, LINK)

    assert read_head(str(head)) == head
    assert read_head("al-hikmah:0:") == Head("al-hikmah", 0, "")


def test_a_file_has_remarks_and_empty_lines() -> None:
    lines = ["# klinik verify --head", "", f"al-hikmah:57:{LINK}\n", f"  an-nur:1:{LINK}"]

    assert read_heads(lines) == [Head("al-hikmah", 57, LINK), Head("an-nur", 1, LINK)]


@pytest.mark.parametrize(
    "word",
    ["", "al-hikmah", "al-hikmah:57", "al-hikmah:57:", f"al-hikmah:0:{LINK}", f"x:1:{LINK}0",
     f"x:-1:{LINK}", f"X:1:{LINK}", f"x:{'9' * 19}:{LINK}", f"x:１:{LINK}"],
)  # fmt: skip
def test_anything_else_is_no_head(word: str) -> None:
    with pytest.raises(NotAHead):
        read_head(word)
