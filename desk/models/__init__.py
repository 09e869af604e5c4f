"""What the desk keeps."""

from desk.models.moderator_task import ModeratorTask
from desk.models.news import NewsItem, NewsRead
from desk.models.objection import Objection
from desk.models.overdue_policy import OverduePolicy
from desk.models.question import Question
from desk.models.reassignment import Reassignment
from desk.models.score_day import ScoreDay

__all__ = [
    "ModeratorTask",
    "NewsItem",
    "NewsRead",
    "Objection",
    "OverduePolicy",
    "Question",
    "Reassignment",
    "ScoreDay",
]
