"""Definitions turned into portable query text. This room knows no connection and runs nothing."""
