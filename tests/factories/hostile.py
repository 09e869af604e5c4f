"""Names that somebody may give to a shop, a thing or himself, to break what shows them."""

HOSTILE = (
    "<script>alert(1)</script>",
    "</b></code><a href='tg://user?id=1'>x</a>",
    "<b>unclosed",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt; &amp; &#60;i&#62; &copy",
    '"><svg/onload=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ number }} {% load x %}",
    "a\r\nBcc: all@shop.test",
    "a\nSubject: other",
    "\u202eexe.txt\u202c",
    "\u2066rtl\u2069 \u200fמילה\u200f",
    "متجر الشاي",
    "👩‍👩‍👧‍👦 🇺🇦 🛍️",
    "Їжак і ґава «та» “інші” — ₴",
    "王小明 蓝牙耳机",
    "a\x00b\x1b[31m",
    "[link](https://x.test) *bold* _it_ `code`",
    "%s %(name)s ${name} $(id)",
    "e\u0301\u0327 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
)
