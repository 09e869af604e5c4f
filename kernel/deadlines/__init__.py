"""Deadlines: a promise is a row that knows when it is good, when it is due and how it ended.

Public door of this room: `opening` (Opening, open_many), `settling` (settle, void), `sweeping`, `repricing`,
`policies`, and the facts in `events`.
"""
