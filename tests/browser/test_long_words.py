"""A visitor's word or name may be as long as they like: no page grows wider than its window."""

import pytest

LONG = "x" * 300
OWN = f"reads=your+own+text&own=the+{LONG}+sat&word=1"
PLACES = (
    f"placement?text=the+{LONG}+sat&edges={LONG}",
    f"explore?{OWN}",
    f"explore?section=Inside&{OWN}",
    f"explore?section=Another+noise&{OWN}",
    f"memory?memory-text=the+{LONG}+sat",
    f"frameworks?text=the+{LONG}+sat",
)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.split(LONG)[0])
def test_a_word_of_300_letters_widens_no_page(visit, address, place):
    page = visit(f"{address}/{place}", width=1280, motion="reduce")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(
            """width => innerWidth === width
                && [document.documentElement, document.querySelector("[data-testid=stMain]")]
                    .every((box) => box.scrollWidth <= box.clientWidth)""",
            arg=width,
            timeout=10_000,
        )
    if place.startswith(("explore?reads", "memory")):  # where it is cut, it can be read whole
        assert page.get_by_title(LONG).first.inner_text()[:3] == "xxx"
