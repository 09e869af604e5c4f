"""Everything behind `./run`, `./test` and `./dev`: standard library only, Python 3.11 and later.

Stands outside the product: no app imports it. Why it exists: `docs/adr/0001-embedded-services.md`.
"""
