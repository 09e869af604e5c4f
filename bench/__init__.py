"""Every promise of speed as a runnable benchmark beside its physical limit."""
