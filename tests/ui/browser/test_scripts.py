"""The browser's modules become one script each, which asks nobody and writes no HTML."""

import re
from collections import Counter
from pathlib import Path
from string import Template

import pytest

from rnnviz.content import sentences, speaking
from rnnviz.content.languages import available
from rnnviz.ui import browser
from rnnviz.ui.browser.shared import page, script, words
from rnnviz.ui.browser.shared.bundle import bundle

FOLDER = Path(browser.__file__).parent
COMPONENTS = sorted(
    folder.name for folder in FOLDER.iterdir() if (folder / f"{folder.name}.js").exists()
)
DEFINED = re.compile(
    r"^(?:export )?(?:default )?(?:async )?(?:const|let|function|class) (\w+)", re.MULTILINE
)


def written(folder, **modules):
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder / f"{next(iter(modules))}.js"


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_script_asks_nobody_and_writes_no_html(name):
    text = script(name)
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "fetch(", "import(", "eval("):
        assert forbidden not in text
    assert "://" not in text.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_script_is_more_than_a_line_or_streamlit_takes_it_for_a_path(name):
    assert "\n" in script(name).strip()


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_script_of_the_frame_has_nothing_that_streamlit_takes_for_a_tag_and_drops_it_for(name):
    written = (FOLDER / name / f"{name}.js").read_text(encoding="utf-8")
    if "export default" not in written:
        assert not re.search(r"<[/\w!]", script(name))


SPEAKING = [name for name in COMPONENTS if words(name)]


@pytest.mark.parametrize("language", available())
@pytest.mark.parametrize("name", SPEAKING)
def test_no_word_of_a_component_hides_a_shared_one_and_its_page_shows_none_with_fields(
    name, language
):
    with speaking(language):
        own, shared = sentences(f"browser/{name}"), sentences("browser/shared")
        spoken = words(name)
    assert not own.keys() & shared.keys()
    html = (FOLDER / name / f"{name}.html").read_text(encoding="utf-8")
    html += (FOLDER / "shared/bar.html").read_text(encoding="utf-8")
    shown = set(Template(html).get_identifiers()) - {"language", "words"}
    assert not [key for key in shown if "{" in str(spoken[key])]


def sources(name):
    """The modules of a component and of what is shared."""
    files = [file for part in (name, "shared") for file in (FOLDER / part).glob("*.js")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@pytest.mark.parametrize("name", SPEAKING)
def test_what_a_picture_says_has_words_and_no_word_of_its_own_is_for_nobody(name):
    spoken = set(re.findall(r"\bsay\(\s*\"(\w+)\"", sources(name)))
    assert spoken <= words(name).keys()
    pages = [FOLDER / name / f"{name}.html", FOLDER / "shared/bar.html"]
    in_page = "\n".join(file.read_text(encoding="utf-8") for file in pages)
    for key in sentences(f"browser/{name}"):
        assert f'"{key}"' in sources(name) or re.search(rf"\${key}\b", in_page), key


@pytest.mark.parametrize("name", SPEAKING)
def test_a_page_takes_all_its_words_from_the_language(name):
    written = (FOLDER / name / f"{name}.html").read_text(encoding="utf-8")
    texts = re.findall(r">([^<]*)<", written) + re.findall(r'aria-label="([^"]*)"', written)
    texts = [re.sub(r"\$\w+|&\w+;", "", text) for text in texts]
    assert not [text for text in texts if re.search("[A-Za-z]{2}", text)]
    assert "$" not in page(name)


@pytest.mark.parametrize("name", SPEAKING)
def test_a_script_holds_no_sentence(name):
    """Three words in a row between quotes are one."""
    spoken = re.sub(r"TypeError\([^)]*\)", "", script(name))  # of what is amiss, for us
    texts = re.findall(r"[\"`]((?:[A-Za-z][a-z]+ ){2,}[a-z]+)", spoken)
    assert texts == []


def test_nothing_is_defined_in_two_modules():
    modules = [file.read_text(encoding="utf-8") for file in FOLDER.rglob("*.js")]
    counts = Counter(name for text in modules for name in set(DEFINED.findall(text)))
    assert len(counts) > 100
    assert [name for name, count in counts.items() if count > 1] == []


def test_a_module_comes_once_and_behind_those_that_it_imports_from(tmp_path):
    entry = written(
        tmp_path,
        entry='import { a } from "./a.js";\nimport { b } from "./b.js";\nexport default a + b;\n',
        a='import { c } from "./c.js";\nconst own = 1;\nexport const a = c + own;\n',
        b='import {\n  c,\n} from "./c.js";\nconst own = 2;\nexport const b = c + own;\n',
        c="// why\nexport function c() {}\n",
    )
    text = bundle(entry)
    places = [text.index(f"_{name}=(()=>") for name in ("c", "a", "b", "entry")]
    assert places == sorted(places)
    assert len(re.findall("function c", text)) == 1
    assert "import" not in text
    assert "why" not in text
    assert text.strip().endswith("_entry.entry;")


def test_a_script_that_exports_nothing_can_be_run_again_by_a_page(tmp_path):
    text = bundle(written(tmp_path, alone="addEventListener();\n"))
    assert re.findall(r"\bexport\b", text) == []
    assert text.startswith("{const ")
    assert text.endswith("}")


def test_a_module_may_have_any_name_that_a_file_has(tmp_path):
    (tmp_path / "two-words.js").write_text("export const a = 1;\n", encoding="utf-8")
    entry = written(tmp_path, entry='import { a } from "./two-words.js";\n')
    assert re.findall(r"const (\S+)=\(", bundle(entry))[0].endswith("_two_words")


def test_modules_that_import_in_a_circle_are_refused(tmp_path):
    entry = written(tmp_path, a='import { b } from "./b.js";\n', b='import { a } from "./a.js";\n')
    with pytest.raises(ValueError, match=r"a\.js → b\.js → a\.js"):
        bundle(entry)


@pytest.mark.parametrize(
    "line",
    [
        'import a from "./b.js";',
        'import * as a from "./b.js";',
        'import { a as b } from "./b.js";',
        'import "./b.js";',
        'export { a } from "./b.js";',
        "export let a = 1;",
        "export { a };",
    ],
)
def test_a_form_that_is_not_read_is_refused(tmp_path, line):
    entry = written(tmp_path, a=f"{line}\n", b="export const a = 1;\n")
    with pytest.raises(ValueError, match=r"a\.js has a line that can't be bundled"):
        bundle(entry)
