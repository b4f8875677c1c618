"""The app in a frame on another site's page: another of this machine's names is another site."""

from urllib.parse import urlsplit

FRAME = "address => { document.body.innerHTML = `<iframe width=1300 height=900 src=${address}>` }"


def test_without_tls_a_frame_is_told_before_start_and_its_link_opens_as_the_same_visitor(
    pages, address
):
    with pages.lent() as page:
        page.goto(f"http://127.0.0.1:{urlsplit(address).port}/_stcore/health")
        page.evaluate(FRAME, f"{address}/train")
        page.frame_locator("iframe").get_by_text("rnnviz · every number is labeled").wait_for(
            timeout=60_000
        )
        link = page.frame_locator("iframe").get_by_role("link", name="Open my private link")
        with page.context.expect_page() as opened:
            link.click(timeout=60_000)
        opened.value.get_by_role("heading", level=1).wait_for(timeout=60_000)
        assert "/train?mine=" in opened.value.url
