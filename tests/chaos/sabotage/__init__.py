"""Protections switched off, one at a time, in processes of the chaos only: does the harness notice?

``OTGRUZ_SABOTAGE`` names one of `PROTECTIONS`; its function takes the protection out when the application
starts. Where a protection closes a moment in which a kill would do harm, that moment is made longer.
"""

from tests.chaos.sabotage.protections import PROTECTIONS

__all__ = ["PROTECTIONS"]
