"""Template tags of the kit: ``{% load kit %}``; the reference is docs/ui.md."""
