"""Protections switched off, one at a time, in processes of the chaos only: does the harness notice?

``OTGRUZ_SABOTAGE`` names one of `PROTECTIONS`; its function takes the protection out when the application
starts. The breaker is always out: it would keep the failing partner from being called at all, and is proven
elsewhere.
"""

from tests.chaos.sabotage.protections import PROTECTIONS

__all__ = ["PROTECTIONS"]
