"""Rules on traffic: which segments of it failed. Counts come from the sessions table; nothing here reads it."""
