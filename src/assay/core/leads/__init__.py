"""Leads: who wrote to us, whether the enquiry counts, and whose work brought it."""
