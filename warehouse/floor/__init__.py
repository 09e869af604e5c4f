"""The floor's door: one task a screen, a scanner and no mouse."""
