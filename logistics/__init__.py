"""How boxes leave and arrive: parcels on the road, carriers, tracking, and what follows from a scan."""
