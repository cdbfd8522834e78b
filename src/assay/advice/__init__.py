"""Advice: estimates that help a person decide and never decide money or a verdict. Floats live here and nowhere inward."""
