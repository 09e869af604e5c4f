"""Who reads and who acts here, by the names of roles: the kernel knows no more of people."""

ADMINS = frozenset({"admin"})
READERS = frozenset({"moderator", "admin"})
