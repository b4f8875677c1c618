"""Where a field meets Chinese there is a space beside Latin letters, and none beside Chinese."""

import re

import pytest

from rnnviz.content import sentence, speaking
from rnnviz.content.seams import filled


@pytest.mark.parametrize(
    ("pattern", "value", "seam"),
    [
        *(
            ("其次是 {x}，", "隐藏状态 h", "其次是隐藏状态 h，"),
            ("其次是 {x}，", "AWD", "其次是 AWD，"),
        ),
        *(("{x} 的 dropout", "连接（甲）", "连接（甲）的 dropout"), ("{x}的", "h", "h 的")),
        *(("从 **{x}**、", "连接", "从**连接**、"), ("从 **{x}**、", "p = 1", "从 **p = 1**、")),
        *(
            ("从 **{x}** 起", "连接", "从**连接**起"),
            ("从 **{x}** 起", "甲（乙）", "从**甲（乙）** 起"),
        ),
        *(("共{x}个", "3", "共 3 个"), ("共{x}个", "三", "共三个"), ("“{x}”为", "h", "“h”为")),
        *(("{x}，{x}", "甲 乙", "甲 乙，甲 乙"), ("在 `{x}` 下", "甲", "在 `甲` 下")),
        *(("{x}{x}", "a", "aa"), ("- {x}", "（甲）", "- （甲）"), ("{{{x}}}", "甲", "{甲}")),
        *(("比{x:.1f}高", 2.0, "比 2.0 高"), ("", "", ""), ("**{x}**的", "h", "**h** 的")),
    ],
)
def test_a_field_has_a_space_beside_it_where_the_language_wants_one(pattern, value, seam):
    assert filled(pattern, {"x": value}) == seam


@pytest.mark.parametrize("name", ["隐藏状态 h", "非循环连接（Zaremba 2014）", "AWD-LSTM"])
def test_chinese_sentences_have_no_space_between_chinese_signs(name):
    with speaking("zh"):
        text = sentence("results.slider", name=name)
    assert not re.search("[\u3400-\u9fff\uff01-\uff60] [\u3400-\u9fff\uff01-\uff60]", text)


def test_where_words_are_kept_apart_a_pattern_is_taken_as_it_is():
    assert sentence("results.slider", name="一") == "Dropout rate of 一"
