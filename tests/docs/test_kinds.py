"""The page of the kinds of input is what the tests try."""

from docs.generate import kinds


def test_the_page_of_kinds_is_made_from_the_list_that_is_tried() -> None:
    assert kinds.PAGE.read_text() == kinds.page(), "run python -m docs.generate.kinds"
