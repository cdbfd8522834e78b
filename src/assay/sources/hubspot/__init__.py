"""HubSpot as tables of a warehouse (columns ``property_…``) → leads and orders, merged contacts and deals followed.

``tables`` finds the tables of a file and how they hang together; ``source`` gives them to the same mappings that read
HubSpot's own exports, so that a lead has the same number and source whichever way it came.
"""

from assay.sources.hubspot.source import HubSpotTables

__all__ = ["HubSpotTables"]
