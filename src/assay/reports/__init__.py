"""Reports: settled results laid out for the tools that other people use."""
