from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.db.models import TextChoices
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override

from config.gallery import clock
from config.kit import words
from config.kit.markup import icon_names

NOW = datetime(2026, 2, 3, 16, tzinfo=UTC)


def draw(source, **context):
    return Template("{% load kit %}" + source).render(Context({"now": NOW, **context}))


def test_every_icon_a_face_names_is_in_the_sprite():
    faces = [*words.BANDS.values(), *words.STATES.values(), *words.CHANNELS.values()]
    assert {face.icon for face in faces} - icon_names() == set()


def test_a_missing_icon_raises():
    with pytest.raises(TemplateSyntaxError, match="No icon 'unicorn'"):
        draw('{% icon "unicorn" %}')


def test_an_icon_with_a_title_speaks_and_one_without_is_silent():
    assert ('aria-hidden="true"' in draw('{% icon "clock" %}')) is True
    assert ('role="img" aria-label="Due"' in draw('{% icon "clock" "" "Due" %}')) is True


def test_what_buyers_write_is_escaped():
    """D-06: a name is text, in every tag that shows one."""
    evil = '"><script>alert(1)</script>'
    drawn = draw(
        "{% state_badge evil %}{% channel_badge evil %}{% masked_phone evil evil %}{% kbd evil %}"
        "{% countdown clock %}{% empty_state 'inbox' evil evil evil evil %}{% money 1 evil %}"
        "{% timeline history %}",
        evil=evil,
        clock={**clock(NOW, minutes_ago=5, allowance=180), "explain": [evil]},
        history=[{"at": NOW, "title": evil, "text": evil, "actor": evil, "moves": [(evil,) * 3]}],
    )
    assert "<script" not in drawn


class Mood(TextChoices):
    CONFIRMED = "confirmed", "All agreed"
    ODD = "odd", "Odd one"


@pytest.mark.parametrize(
    ("state", "label", "tone"),
    [
        ("confirmed", "Confirmed", "calm"),
        (Mood.CONFIRMED, "All agreed", "calm"),
        (Mood.ODD, "Odd one", "grey"),
        ("not_known_yet", "not known yet", "grey"),
    ],
)
def test_a_state_shows_its_own_label_and_an_unknown_one_is_grey(state, label, tone):
    drawn = draw("{% state_badge state %}", state=state)
    assert (f"<span>{label}</span>" in drawn, f"tone-{tone} " in drawn) == (True, True)


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("+380501234567", "+380 ••• 67"), ("12345", "•••"), ("", "•••"), (None, "•••")],
)
def test_a_masked_phone_tells_no_more_than_its_ends(phone, shown):
    assert draw("{% masked_phone phone %}", phone=phone) == f'<span class="num">{shown}</span>'


def test_nothing_promised_draws_a_dash():
    assert (
        draw("{% countdown none %}{% band none %}", none=None)
        == '<span class="cd-none">—</span>none'
    )


def test_a_moment_is_shown_in_the_shops_zone_and_titled_in_utc():
    drawn = draw("{% local_time now 'Asia/Shanghai' 'time' %}")
    assert drawn == (
        '<time class="num" datetime="2026-02-03T16:00:00+00:00" title="2026-02-03 16:00:00 UTC">'
        "00:00</time>"
    )


def test_a_running_clock_carries_what_the_script_needs():
    drawn = draw(
        "{% countdown clock %}", clock={**clock(NOW, minutes_ago=60, allowance=180), "explain": ()}
    )
    assert [
        part in drawn
        for part in (
            'data-due="2026-02-03T18:00:00+00:00"',
            'data-good="2026-02-03T16:00:00+00:00"',
            'data-total-s="10800"',
            'data-open-intervals="[[1770130800,1770141600]]"',
            'data-zone="Europe/Kyiv"',
            'data-band="amber"',
        )
    ] == [True] * 6


def test_on_a_page_of_a_shop_a_clock_speaks_in_the_shops_zone():
    """The calendar counts in Kyiv, the shop reads its times in Shanghai: one page, one zone."""
    drawn = draw(
        "{% countdown clock %}",
        clock={**clock(NOW, minutes_ago=60, allowance=180), "explain": ()},
        shop=SimpleNamespace(zone="Asia/Shanghai"),
    )
    assert ('data-zone="Asia/Shanghai"' in drawn, "until 02:00" in drawn) == (True, True)


def test_a_promise_that_ended_does_not_tick():
    ended = {**clock(NOW, minutes_ago=60, allowance=180), "state": "kept", "ended_at": NOW}
    assert "data-countdown" not in draw("{% countdown clock %}", clock=ended)


def test_heat_is_told_in_the_cell_and_not_by_colour_alone():
    rows = [[0] * 24 for _ in range(7)]
    rows[1][18], rows[2][9] = 10, 1
    drawn = draw("{% heatmap rows 'Misses' %}", rows=rows)
    assert ('<td class="h5">10</td>' in drawn, '<td class="h1">1</td>' in drawn) == (True, True)
    assert drawn.count('<td class="h0"></td>') == 7 * 24 - 2


def test_a_chart_has_its_table_behind_it():
    spec = {"type": "bar", "labels": ["Mon"], "series": [{"label": "Kept", "values": [3]}]}
    drawn = draw("{% chart 'kept' spec %}", spec=spec)
    assert '<tr><th scope="row">Mon</th><td>3</td></tr>' in drawn


@pytest.mark.parametrize("values", [[], [5], [0, 0], [1, 2, 3]])
def test_a_sparkline_of_any_length_is_drawn(values):
    assert draw("{% sparkline values 'Load' 2 %}", values=values).startswith('<svg class="spark"')


def test_words_of_scripts_follow_the_language():
    with override("en"):
        assert words.script_words()["left"] == "{time} left"


class Sample(forms.Form):
    name = forms.CharField(help_text="As buyers see it.")
    note = forms.CharField(required=False)
    ways = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, choices=[("a", "A"), ("b", "B")], required=False
    )
    zone = forms.ChoiceField(choices=[("k", "Kyiv")])
    agreed = forms.BooleanField()
    when = forms.SplitDateTimeField(required=False)
    kept = forms.CharField(widget=forms.TextInput(attrs={"class": "their-own"}))


def test_fields_wear_the_kit_and_a_widget_with_a_class_keeps_it():
    drawn = str(Sample())
    assert (
        drawn.count('class="form-control"'),
        drawn.count('class="form-select"'),
        drawn.count('class="form-check-input"'),
        drawn.count('class="their-own"'),
    ) == (4, 1, 3, 1)


def test_an_error_is_tied_to_its_field_and_summed_up_above():
    form = Sample({})
    drawn = str(form)
    assert ('id="id_name_error"' in drawn, 'aria-invalid="true"' in drawn) == (True, True)
    assert '<a href="#id_name">Name</a>: This field is required.' in drawn
