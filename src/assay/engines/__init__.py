"""Engines run query text over Parquet files. One module per engine; nobody else imports its library."""
