"""Chaos: real processes killed at random while parcels are scanned out and a partner fails half of its calls.

``./dev chaos -n 500`` plays so many random schedules over one running Otgruz of its own. A schedule is a few
parcels, each scanned by a client that repeats until it is answered, and a few mishaps at random moments: web
and task processes, beat and the broker killed with -9, the database crashed, connections cut. When all were
played the partner gets well and everything settles; then its own journal is compared with what was scanned.
What counts is the journal: an effect is there once, never not, never twice.

Every play has processes and a database of its own, a copy of one that was furnished once. Pauses are short in
them (`tests.chaos.haste`). ``--controls`` then switches one protection after another off
(`tests.chaos.sabotage`) for a few schedules each; the run is good only if what then goes wrong tells of just
that protection. ``--without NAME`` plays one of them alone.
"""
