"""How things are said and shown in the cabinet: money, clocks, names of states, pictures."""
