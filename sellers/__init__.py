"""Who may act, and for whom: users, shops, memberships and roles, tokens, offers."""
