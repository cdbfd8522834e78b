"""Use cases, one file each: load, call core, save, return a record. The only road from the command line to the rest."""
