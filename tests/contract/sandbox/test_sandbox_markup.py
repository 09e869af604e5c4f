"""Markup of messages, read as the Bot API reads it."""

import pytest

from sandbox.telegram.entities import Marked, trimmed, with_detected
from sandbox.telegram.html_markup import parse_html
from sandbox.telegram.markdown import parse_markdown
from sandbox.telegram.protocol import Refused


def brief(marked):
    """Return the text and (type, offset, length, what more there is) of each entity."""
    rest = ("url", "language", "custom_emoji_id")
    return marked.text, [
        (one["type"], one["offset"], one["length"], *(one[name] for name in rest if name in one))
        for one in trimmed(marked).entities
    ]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain &lt;&gt;&amp;&quot;&#8381;", 'plain <>&"₽', []),
        ("&nbsp; &copy; & &", "&nbsp; &copy; & &", []),
        ("<b>a</b><strong>b</strong>", "ab", [("bold", 0, 1), ("bold", 1, 1)]),
        ("🚚 <b>🚚</b>", "🚚 🚚", [("bold", 3, 2)]),
        ("<b>a <i>b</i></b>", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
        ("<u>a</u><del>c</del>", "ac", [("underline", 0, 1), ("strikethrough", 1, 1)]),
        ('<a href="https://a.ua/?x=1&amp;y=2">go</a>', "go", [("text_link", 0, 2, "https://a.ua/?x=1&y=2")]),
        ("<a>https://a.ua</a>", "https://a.ua", [("text_link", 0, 12, "https://a.ua")]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", 0, 1)]),
        ("<code>x</code><pre>y</pre>", "xy", [("code", 0, 1), ("pre", 1, 1)]),
        ('<pre><code class="language-py">y</code></pre>', "y", [("pre", 0, 1, "py")]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ("<B>a</B >", "a", [("bold", 0, 1)]),
        ("<b></b>x", "x", []),
    ],
)  # fmt: skip
def test_html_is_read(source, text, entities):
    assert brief(parse_html(source)) == (text, entities)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a < b >", 'Unsupported start tag "" at byte offset 2'),
        ("<h1>a</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("ї <olena@shop.ua>", 'Unsupported start tag "olena@shop.ua" at byte offset 3'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x>a</a>', "Unclosed start tag at byte offset 0"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_bad_html_is_refused_with_the_place(source, complaint):
    with pytest.raises(Refused) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {complaint}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        (r"1\.5 \- a\\b", "1.5 - a\\b", []),
        ("*a* _b_ __c__", "a b c", [("bold", 0, 1), ("italic", 2, 1), ("underline", 4, 1)]),
        ("~d~ ||e||", "d e", [("strikethrough", 0, 1), ("spoiler", 2, 1)]),
        ("*a _b_*", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
        (r"[go](https://a.ua/\))", "go", [("text_link", 0, 2, "https://a.ua/)")]),
        ("`a.b` ```py\nx = 1```", "a.b x = 1", [("code", 0, 3), ("pre", 4, 5, "py")]),
        (">one\n>two\nthree", "one\ntwo\nthree", [("blockquote", 0, 7)]),
    ],
)  # fmt: skip
def test_markdown_is_read(source, text, entities):
    assert brief(parse_markdown(source)) == (text, entities)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("🚚 _a", "Can't find end of Italic entity at byte offset 5"),
        ("_a *b", "Can't find end of Bold entity at byte offset 3"),
        ("`a", "Can't find end of Code entity at byte offset 0"),
        ("```a", "Can't find end of Pre entity at byte offset 0"),
        ("a!", "Character '!' is reserved and must be escaped with the preceding '\\'"),
        ("a > b", "Character '>' is reserved and must be escaped with the preceding '\\'"),
    ],
)
def test_bad_markdown_is_refused(source, complaint):
    with pytest.raises(Refused) as refused:
        parse_markdown(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {complaint}"


def test_links_commands_and_addresses_are_found():
    marked = with_detected(Marked("/start x https://a.ua/1, a@b.ua and @olena1 #late", []))
    assert [(e["type"], e["offset"], e["length"]) for e in marked.entities] == [
        ("bot_command", 0, 6),
        ("url", 9, 14),
        ("email", 25, 6),
        ("mention", 36, 7),
        ("hashtag", 44, 5),
    ]


def test_nothing_is_found_inside_what_is_marked():
    marked = with_detected(parse_html("<code>https://a.ua</code>"))
    assert [one["type"] for one in marked.entities] == ["code"]


def test_blank_edges_go_and_entities_move_along():
    assert trimmed(Marked(" \n ab ", [{"type": "bold", "offset": 1, "length": 4}])) == Marked(
        "ab", [{"type": "bold", "offset": 0, "length": 2}]
    )
