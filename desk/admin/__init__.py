"""Moderators' door into the desk."""

from desk.admin.news import NewsItemAdmin
from desk.admin.objections import ObjectionAdmin
from desk.admin.questions import QuestionAdmin
from desk.admin.reassignments import ReassignmentAdmin
from desk.admin.watching import ModeratorTaskAdmin, OverduePolicyAdmin

__all__ = [
    "ModeratorTaskAdmin",
    "NewsItemAdmin",
    "ObjectionAdmin",
    "OverduePolicyAdmin",
    "QuestionAdmin",
    "ReassignmentAdmin",
]
