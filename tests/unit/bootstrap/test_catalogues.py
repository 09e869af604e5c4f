"""Catalogues compiled by us read as those of GNU gettext."""

import gettext
import io

import pytest

from bootstrap.catalogues import compile_all, compiled, mistakes
from bootstrap.errors import Trouble

SOURCE = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 &&"
" (n%100<12 || n%100>14) ? 1 : 2);\n"

#: orders/x.py
msgid "Accept"
msgstr "Прийняти"

msgctxt "verb"
msgid "Open"
msgstr "Відкрити \"це\"\n"

#, python-format
msgid "%(count)s order"
msgid_plural "%(count)s orders"
msgstr[0] "%(count)s замовлення"
msgstr[1] "%(count)s замовлення (2)"
msgstr[2] "%(count)s замовлень"

#, fuzzy
msgid "Guessed"
msgstr "Вгадано"

msgid "Not yet"
msgstr ""

#~ msgid "Gone"
#~ msgstr "Зникло"
"""


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "locale" / "uk" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    file = folder / "django.po"
    file.write_text(SOURCE, "utf-8")
    return file


@pytest.fixture
def words(source):
    return gettext.GNUTranslations(io.BytesIO(compiled(source)))


def test_a_word_and_a_word_in_context(words):
    assert words.gettext("Accept") == "Прийняти"
    assert words.pgettext("verb", "Open") == 'Відкрити "це"\n'
    assert words.gettext("Open") == "Open"


@pytest.mark.parametrize(
    ("count", "form"),
    [
        (1, "%(count)s замовлення"),
        (2, "%(count)s замовлення (2)"),
        (5, "%(count)s замовлень"),
        (21, "%(count)s замовлення"),
    ],
)
def test_plural_forms(words, count, form):
    assert words.ngettext("%(count)s order", "%(count)s orders", count) == form


@pytest.mark.parametrize("text", ["Guessed", "Not yet", "Gone"])
def test_what_nobody_vouched_for_stays_in_english(words, text):
    assert words.gettext(text) == text


def test_a_current_result_is_not_made_again(source, tmp_path):
    assert compile_all(tmp_path) == [source]
    assert compile_all(tmp_path) == []


def test_a_line_that_cannot_be_read_is_named(source):
    source.write_text('msgid "broken\nmsgstr ""\n', "utf-8")
    with pytest.raises(Trouble, match="line 1: cannot be read"):
        compiled(source)


def test_a_made_up_placeholder_is_a_mistake(source):
    assert mistakes(source) == []
    source.write_text('msgid "Hello %(name)s"\nmsgstr "Вітаємо, %(nane)s"\n', "utf-8")
    assert mistakes(source) == [
        f"{source}: 'Hello %(name)s' has other placeholders in its translation"
    ]
