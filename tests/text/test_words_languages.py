"""What words and sentences are, in many languages and for any text at all."""

import hashlib
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.text.sotu_corpus import addresses
from rnnviz.text.words import NUMBER, sentences, words
from rnnviz.ui.explore.form import read

JOINERS = {"\u200c", "\u200d"}


def cut(text):
    return [" ".join(sentence) for sentence in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("He can’t go. It’s 3 p.m.", ["he ca n't go", "it 's N p.m."], id="English"),
        pytest.param(
            "Er kam ca. übrigens um 8 Uhr. Der Fuß\u00adball rollte.",
            ["er kam ca übrigens um N uhr", "der fußball rollte"],
            id="German",
        ),
        pytest.param(
            "L’homme qu’il aime… « Vraiment ? » Oui.",
            ["l homme qu il aime vraiment", "oui"],
            id="French",
        ),
        pytest.param("¿Qué tal? ¡Muy bien! Adiós.", ["qué tal", "muy bien", "adiós"], id="Spanish"),
        pytest.param("O 1º dia. «Não», disse ela.", ["o N dia", "não disse ela"], id="Portuguese"),
        pytest.param("Sant’Anna è là. Perché?", ["sant anna è là", "perché"], id="Italian"),
        pytest.param("El col·legi és l’únic.", ["el col·legi és l únic"], id="Catalan"),
        pytest.param("Čtyři žáci šli. Kam?", ["čtyři žáci šli", "kam"], id="Czech"),
        pytest.param("Zażółć gęślą jaźń. Łódź!", ["zażółć gęślą jaźń", "łódź"], id="Polish"),
        pytest.param("Az őz fut. Hová?", ["az őz fut", "hová"], id="Hungarian"),
        pytest.param("Çocuk geldi. Iğdır’da.", ["çocuk geldi", "iğdır da"], id="Turkish"),
        pytest.param(
            "Tôi đo\u0323\u0302c sa\u0301ch. Ha\u0300 Nội.",
            ["tôi độc sách", "hà nội"],
            id="Vietnamese",
        ),
        pytest.param("Kuku anakula. Ng’ombe wako?", ["kuku anakula", "ng ombe wako"], id="Swahili"),
        pytest.param("Он ушёл. Т.е. домой?", ["он ушёл", "т.е. домой"], id="Russian"),
        pytest.param("П’ять об'єктів. Їжак!", ["п'ять об'єктів", "їжак"], id="Ukrainian"),
        pytest.param(
            "Τι κάνεις\u037e Είμαι καλά; Ναι.", ["τι κάνεις", "είμαι καλά", "ναι"], id="Greek"
        ),
        pytest.param(
            "Ես գիրք եմ կարդում։ Ինչպե՞ս ես։",
            ["ես գիրք եմ կարդում", "ինչպե՞ս ես"],
            id="Armenian",
        ),
        pytest.param("გამარჯობა. როგორ ხარ?", ["გამარჯობა", "როგორ ხარ"], id="Georgian"),
        pytest.param("יש לי בית־ספר. צה״ל בא.", ["יש לי בית ספר", "צה״ל בא"], id="Hebrew"),
        pytest.param(
            "كَتَبَ الولدُ درسه. هل قرأ؟ نعم، قرأ.",
            ["كَتَبَ الولدُ درسه", "هل قرأ", "نعم قرأ"],
            id="Arabic",
        ),
        pytest.param(
            "من می\u200cخواهم کتاب\u200cها را بخوانم. او رفت؟",
            ["من می\u200cخواهم کتاب\u200cها را بخوانم", "او رفت"],
            id="Persian",
        ),
        pytest.param("یہ کتاب ہے۔ وہ گھر ہے۔", ["یہ کتاب ہے", "وہ گھر ہے"], id="Urdu"),
        pytest.param("यह हिन्दी है। वह घर है॥", ["यह हिन्दी है", "वह घर है"], id="Hindi"),
        pytest.param("আমি বই পড়ি। তুমি?", ["আমি বই পড়ি", "তুমি"], id="Bengali"),
        pytest.param("நான் புத்தகம் படிக்கிறேன்.", ["நான் புத்தகம் படிக்கிறேன்"], id="Tamil"),
        pytest.param("ශ්\u200dරී ලංකාව ලස්සනයි.", ["ශ්\u200dරී ලංකාව ලස්සනයි"], id="Sinhala"),
        pytest.param("അവന്\u200d വന്നു.", ["അവന്\u200d വന്നു"], id="Malayalam"),
        pytest.param("እኔ መጽሐፍ አነባለሁ። እሱ፡ሄደ።", ["እኔ መጽሐፍ አነባለሁ", "እሱ ሄደ"], id="Amharic"),
        pytest.param(
            "저는 학생입니다. 책을 읽어요!", ["저는 학생입니다", "책을 읽어요"], id="Korean"
        ),
        pytest.param("我们去北京。你呢？", ["我 们 去 北 京", "你 呢"], id="Chinese"),
        pytest.param(
            "人々はコーヒーを飲む。はい！", ["人 々 は コーヒー を 飲 む", "は い"], id="Japanese"
        ),
        pytest.param("ภาษา\u200bไทย ง่าย", ["ภาษา ไทย ง่าย"], id="Thai, with spaces"),
        pytest.param("ភាសា\u200bខ្មែរ។ ល្អ។", ["ភាសា ខ្មែរ", "ល្អ"], id="Khmer, with spaces"),
        pytest.param("မြန်မာ စာ ဖတ် သည်။ ကောင်း သည်။", ["မြန်မာ စာ ဖတ် သည်", "ကောင်း သည်"], id="Burmese"),
        pytest.param("བོད་ཡིག་འདི།", ["བོད ཡིག འདི"], id="Tibetan"),
    ],
)
def test_a_sentence_of_each_language_has_these_words(text, expected):
    assert cut(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "the cat sat. the dog ran! was it mr. smith?",
            ["the cat sat", "the dog ran", "was it mr smith"],
        ),
        ("\ufeffone\ufeff two\u2060three", ["one twothree"]),
        ("\u200fשלום\u200e עולם", ["שלום עולם"]),
        ("the Fuß\u00ad\nball, the end", ["the fußball the end"]),
        ("1,000.5 and 3.14 and ２０２６ and ٣٫١٤", ["N and N and N and N"]),
        ("https://x.org/a_b or a.b@c.de #tag", ["https x org a b or a b c de tag"]),
        ("hi 👩\u200d👩\u200d👧 🇩🇪 👍🏽 ☕\ufe0f", ["hi 👩\u200d👩\u200d👧 🇩🇪 👍🏽 ☕\ufe0f"]),
        ("one\u2028two\u2029three", ["one two", "three"]),
        ("zwar \u200cnicht\u200d", ["zwar nicht"]),
    ],
)
def test_what_is_not_seen_parts_no_words_and_joins_none(text, expected):
    assert cut(text) == expected


def test_a_sentence_ends_at_every_mark_that_unicode_calls_an_end():
    marks = "።᙮。｡؟۔܀।॥၊။។៕᠃᠉᥄᥅‼⁇⁈⁉︒﹖﹗！？⸮꓿꘎꘏꛳꛷꡶꡷꣎꣏꤯꧈꧉꩝꩞꩟꫰꫱꯫"
    for mark in marks:
        assert cut(f"אב{mark} גד") == ["אב", "גד"], f"U+{ord(mark):04X}"


def test_no_punctuation_nor_anything_unseen_is_part_of_a_word():
    marks = [
        chr(n)
        for n in range(0x110000)
        if unicodedata.category(chr(n))
        in {"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Cc", "Zs", "Sc"}
    ]
    inside = set("'·\u0387\u2027\u05f4\u05f3՚՛՜՞֊.")  # of words, in some scripts; a . of initials
    for mark in marks:
        if mark not in inside and mark != "\U00016fe2":  # punctuation, yet of the Han script
            assert set(words(f"xy{mark}zw")) <= {"xy", "zw", "xyzw"}, f"U+{ord(mark):04X}"


# Without numbers, which become N, and apostrophes, where an ending counts only after its word.
_CHARACTERS = st.characters(exclude_categories=["Cs", "N", "Cn", "Co"], exclude_characters="'’‘＇")
texts = st.text(_CHARACTERS, max_size=60)


@given(texts)
@settings(max_examples=300)
def test_any_text_keeps_its_letters_and_its_words_are_words_again(text):
    matches = words(text)
    joined = "".join(matches)
    plain = unicodedata.normalize("NFC", text).lower()
    letters = [c for c in plain if unicodedata.category(c)[0] == "L"]
    assert [c for c in joined if unicodedata.category(c)[0] == "L"] == letters
    assert not [
        c
        for word in matches
        for c in word
        if unicodedata.category(c) in {"Cc", "Cf"} and c not in JOINERS and not c >= "\U000e0020"
    ]
    assert words(" ".join(matches)) == matches
    assert [word for sentence in sentences(text) for word in sentence].count(NUMBER) == 0


def test_the_pages_read_an_apostrophe_alike():
    assert words("It’s Ann’s, don’t") == words("It's Ann's, don't") == read("It’s Ann’s, don’t")


def test_the_addresses_are_cut_as_they_were_when_the_models_were_trained():
    lines = (" ".join(sentence) for address in addresses() for sentence in address)
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    assert digest == "32ee62a2363afbefc99a9f5e6116bc040fa0216d6e9dfea6988cdc393217d30f"
