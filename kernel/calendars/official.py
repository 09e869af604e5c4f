"""What the `holidays` library knows of a country's days of rest.

Only its ``is_working_day`` knows of make-up days, so membership alone is never asked. Ukraine has
no public holidays while martial law lasts, Russia moves days off and works some Saturdays for them,
China works some weekends. Days shortened before a holiday are in no library: enter exceptions.
"""

from datetime import date
from functools import lru_cache

import holidays

from kernel.calendars.rules import Official


@lru_cache(maxsize=32)
def official_days(country: str, first_year: int, last_year: int) -> Official:
    """Return the days of rest and the make-up days of ``country`` (ISO 3166) in these years."""
    known = holidays.country_holidays(country, years=range(first_year, last_year + 1))
    days = range(date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal() + 1)
    rest, make_up = set(), set()
    for day in map(date.fromordinal, days):
        if known.is_working_day(day):
            if day.weekday() in known.weekend:
                make_up.add(day)
        elif day in known:
            rest.add(day)
    return Official(frozenset(rest), frozenset(make_up))
