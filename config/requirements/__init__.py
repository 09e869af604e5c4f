"""What has to be done, by number: which tests prove it, which pages serve it, and what is still without.

A number is claimed where product code, or a template's comment, names it; a claim without a test is an
error. Everything is read from the source checkout: nothing is run, and the database is not asked.
"""

from config.requirements.report import Report, Row, SourceMissing, report

__all__ = ["Report", "Row", "SourceMissing", "report"]
