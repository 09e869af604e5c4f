"""Every text for people is there in Ukrainian, Russian and Chinese (R-004-61).

A text that lacks its translation fails the build here, as does one that would fill other gaps, close other
tags or break the attribute it stands in. How new texts get in: locale/README.md.
"""

import io
import re
import shutil
import subprocess
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from bootstrap.catalogues import Entry, compiled, parse, placeholders
from bootstrap.paths import ROOT

LANGUAGES = [to_locale(code) for code, _name in settings.LANGUAGES if code != "en"]
FORMS = {"uk": 4, "ru": 4, "zh_Hans": 1}
OUTSIDE = {"tests", "bench", "sandbox", "bootstrap", "static", "locale", "docs", "var"}
KEYWORDS = (
    "_ gettext_noop gettext_lazy ngettext_lazy:1,2 pgettext:1c,2 npgettext:1c,2,3 "
    "pgettext_lazy:1c,2 npgettext_lazy:1c,2,3"
)
TAG = re.compile(r"</?\w+[^>]*>")
ADVICE = "bring the new texts in and translate them: see locale/README.md"


def catalogue(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def messages(path: Path) -> list[Entry]:
    return [entry for entry in parse(path) if entry.key]


def forms_of(entry: Entry) -> list[str]:
    return [text for name, text in sorted(entry.words.items()) if name.startswith("msgstr")]


def edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def faults(entry: Entry, plural_forms: int) -> list[str]:
    """Return what is wrong with the translation of ``entry``, in one word each."""
    source, forms = entry.words["msgid"], forms_of(entry)
    needed = plural_forms if "msgid_plural" in entry.words else 1
    if len(forms) != needed or not all(forms):
        return ["missing"]
    checks = {
        "fuzzy": entry.fuzzy,
        "gaps": any(placeholders(form) != placeholders(entry.key) for form in forms),
        "tags": any(TAG.findall(form) != TAG.findall(source) for form in forms),
        "edges": any(edges(form) != edges(source) for form in forms),
        # Templates write translations into attributes as they are.
        "quote": '"' not in source and any('"' in form for form in forms),
    }
    return [name for name, wrong in checks.items() if wrong]


def test_there_is_a_catalogue_for_every_language_but_the_source():
    assert {path.parts[-3] for path in ROOT.glob("locale/*/LC_MESSAGES/django.po")} == set(FORMS)
    assert set(LANGUAGES) == set(FORMS)


@pytest.mark.parametrize("language", FORMS)
def test_every_message_is_translated_and_fits_its_place(language):
    """R-004-61: whatever a page says is said in each enabled language."""
    found = {
        entry.words["msgid"]: wrong
        for entry in messages(catalogue(language))
        if (wrong := faults(entry, FORMS[language]))
    }

    assert found == {}


def test_catalogues_hold_the_same_messages():
    uk, ru, zh = (sorted(entry.key for entry in messages(catalogue(name))) for name in FORMS)

    assert uk == ru
    assert uk == zh


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("uk", ["1 штука", "2 штуки", "5 штук", "11 штук", "21 штука", "104 штуки"]),
        ("ru", ["1 штука", "2 штуки", "5 штук", "11 штук", "21 штука", "104 штуки"]),
        ("zh_Hans", ["1 件", "2 件", "5 件", "11 件", "21 件", "104 件"]),
    ],
)
def test_counts_take_the_plural_of_the_language(language, said):
    words = GNUTranslations(io.BytesIO(compiled(catalogue(language))))

    counted = [
        words.ngettext("{n} piece", "{n} pieces", n).format(n=n) for n in (1, 2, 5, 11, 21, 104)
    ]

    assert counted == said


def test_each_fault_is_seen(tmp_path):
    """The control: broken entries are told apart, a sound one is not accused."""
    path = tmp_path / "django.po"
    path.write_text(
        'msgid "sound %(n)s <b>x</b>"\nmsgstr "цілий <b>х</b> %(n)s"\n\n'
        'msgid "empty"\nmsgstr ""\n\n'
        'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n} день"\nmsgstr[1] ""\n\n'
        '#, fuzzy\nmsgid "guessed"\nmsgstr "вгадано"\n\n'
        'msgid "gap %(n)s"\nmsgstr "проміжок %(m)s"\n\n'
        'msgid "<b>tag</b>"\nmsgstr "<b>тег"\n\n'
        'msgid " edge"\nmsgstr "край"\n\n'
        'msgid "“quote”"\nmsgstr "\\"лапки\\""\n',
        encoding="utf-8",
    )

    assert [faults(entry, 2) for entry in messages(path)] == [
        [],
        ["missing"],
        ["missing"],
        ["fuzzy"],
        ["gaps"],
        ["tags"],
        ["edges"],
        ["quote"],
    ]


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="GNU gettext is not installed here")
def test_the_code_says_nothing_that_no_catalogue_knows(tmp_path):
    """R-004-61: a string that lacks its translation fails the build."""
    known = {entry.key for entry in messages(catalogue("uk"))}

    said = {entry.key for entry in messages(extracted(tmp_path))}

    assert said - known == set(), ADVICE
    assert len(said) > len(known) // 2, "the extraction has read next to nothing"


def extracted(folder: Path) -> Path:
    """Return a catalogue of all that the code says now, made as `makemessages` makes it."""
    drafts = [_draft(source, folder / f"{n}.py") for n, source in enumerate(sources())]
    (folder / "files").write_text("\n".join(map(str, drafts)))
    words = [f"--keyword={keyword}" for keyword in KEYWORDS.split()]
    command = ["xgettext", "--from-code=UTF-8", "--language=Python", *words, "--no-wrap"]
    result = folder / "django.po"
    subprocess.run(
        [*command, f"--files-from={folder / 'files'}", f"--output={result}"],
        check=True,
        timeout=60,
        capture_output=True,
    )
    return result


def sources() -> list[Path]:
    """Return the files whose texts people read: product code and templates."""
    folders = [
        folder
        for folder in ROOT.iterdir()
        if folder.is_dir() and folder.name not in OUTSIDE and not folder.name.startswith(".")
    ]
    return sorted(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts
    )


def _draft(source: Path, target: Path) -> Path:
    text = source.read_text(encoding="utf-8")
    target.write_text(text if source.suffix == ".py" else templatize(text), encoding="utf-8")
    return target
