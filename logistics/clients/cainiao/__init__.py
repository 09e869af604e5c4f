"""Cainiao: the LINK gateway, one address for everything, the operation named by ``msg_type``."""
