"""A page in front of a class, by the keys that a clicker sends, and what it takes along."""

from base64 import b64encode
from collections import Counter
from xml.etree import ElementTree as ET

from playwright.sync_api import expect


def test_a_clicker_turns_the_steps_and_escape_leaves(visit, address):
    page = visit(f"{address}/memory", width=1280, height=720)
    page.get_by_role("button", name="Present this page").click()
    page.wait_for_function("location.search.includes('present=1')")
    turned = page.locator(".st-key-turning")
    expect(turned).to_contain_text("1 / 5")
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")  # means the slider
    page.wait_for_function("location.search.includes('memory-rate')")
    page.keyboard.press("PageDown")  # a clicker's, wherever the focus is
    page.wait_for_function("location.search.includes('memory-step=vector')")
    expect(turned).to_contain_text("2 / 5")
    text = page.get_by_test_id("stMain").locator("p").first
    assert text.evaluate("p => p.getBoundingClientRect().height / p.offsetHeight") > 1.4
    page.keyboard.press("PageUp")
    expect(turned).to_contain_text("1 / 5")
    page.keyboard.press("Escape")
    page.get_by_test_id("stHeader").get_by_text("Learn").wait_for()
    assert "present" not in page.url


def test_pictures_and_a_film_of_a_play_are_files_that_stand_alone(visit, address, tmp_path):
    page = visit(address)

    def saved(place, name):
        with page.expect_download() as begun:
            place.get_by_role("button", name=name).click()
        begun.value.save_as(file := tmp_path / begun.value.suggested_filename)
        return file

    network, charts = page.locator(".net .files"), page.locator(".figure-files").first
    drawing = saved(network, "SVG")
    assert drawing.name == "rnnviz-home-network-lstm-input-between-output.svg"
    root = ET.parse(drawing).getroot()  # noqa: S314 -- our own
    kinds = Counter(node.tag.partition("}")[2] for node in root.iter())
    assert kinds["image"] == 5  # a column for each word
    assert "people" in {node.text for node in root.iter() if node.tag.endswith("text")}
    assert "var(" not in drawing.read_text("utf-8")
    assert "http" not in drawing.read_text("utf-8").replace("http://www.w3.org/", "")
    assert saved(network, "PNG").read_bytes().startswith(b"\x89PNG")
    film = b64encode(saved(network, "Film").read_bytes()).decode()
    width, seconds = page.evaluate(PLAYED, film)
    assert width > 600
    assert seconds > 1
    charts.locator("xpath=..").hover()
    chart = saved(charts, "SVG")
    assert chart.name == "rnnviz-home-home-dose.svg"
    assert "dropout rate" in chart.read_text("utf-8")
    assert saved(charts, "PNG").read_bytes().startswith(b"\x89PNG")


PLAYED = """async film => {
    const video = document.createElement("video");
    Object.assign(video, { muted: true, playbackRate: 8 });
    const ended = new Promise(done => video.addEventListener("ended", done));
    video.src = `data:video/webm;base64,${film}`;
    await video.play();
    await ended;
    return [video.videoWidth, video.currentTime];
}"""
