"""What follows from what is known of a parcel: pure functions."""
