"""Mutation testing of the two rooms that decide about money; docs/mutation.md tells what the figures mean."""
