"""The page on which a person looks at the outside world and plays its people, and its JSON API."""
