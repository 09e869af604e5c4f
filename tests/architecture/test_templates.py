"""No template is left behind: each is named by a view, a tag or another template."""

import re

from tests.architecture.tree import PRODUCT, ROOT, sources

TEMPLATES = ROOT / "templates"
# Looked up by names that are put together or that a library asks for.
BY_CONVENTION = re.compile(
    r"(400|403|404|429|500)\.html|(account|allauth|mfa|admin|unfold|django|rest_framework)/.*"
)


def test_every_template_is_used():
    files = sorted(path for path in TEMPLATES.rglob("*") if path.is_file())
    code = "\n".join(source.text for source in sources(*PRODUCT))
    everything = "\n".join([code, *(path.read_text() for path in files)])
    names = [str(path.relative_to(TEMPLATES)) for path in files]
    unused = [
        name
        for name in names
        if not BY_CONVENTION.fullmatch(name)
        and name not in everything
        and not _put_together(name, code)
    ]
    assert unused == []


def _put_together(name, code):
    """Names such as ``f"cabinet/sellers/{page}.html"``: the folder is written, and the file named apart."""
    folder, _slash, file = name.rpartition("/")
    stem = file.rsplit(".", 1)[0]
    if name.startswith("messages/"):
        return stem in code
    return f'"{folder}/{{' in code and f'"{stem}"' in code
