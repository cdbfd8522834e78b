"""Sources: one room per export format, from the bytes of a file to rows of the canonical tables.

=================  ==========================================================================================
``registry``       which formats there are, and which one a file is
``google_ads``     Google Ads reports by day, with their totals held against the rows
``whatsapp``       WhatsApp chats, as moments and directions; no message text leaves the reader
``mail``           e-mail as moments and directions; mails of a website form as leads, by a template
``hubspot``        tables of HubSpot from a warehouse, merges followed
``pipedrive``      answers of the Pipedrive interface
``mapped``         any table of CSV or Excel, read by a mapping file; a dozen mappings are ready
=================  ==========================================================================================

They share small readers: ``text`` (encoding), ``table`` and ``sheet`` (rows of CSV and Excel), ``numbers``, ``dates``,
``countries``, ``erase`` (a file without some rows). What cannot be decided from the file is asked for, never guessed:
a reader that is unsure adds a finding to ``problems.Problems`` and goes on to collect the rest.
"""

import os

# Excel files come out in the same bytes, and are read by the same parser, whether or not lxml is installed too.
os.environ.setdefault("OPENPYXL_LXML", "False")
