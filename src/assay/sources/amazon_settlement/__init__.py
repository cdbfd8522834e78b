"""Amazon's settlement, the flat file V2 or V1 → orders with their refunds, and what was taken for ads.

``parts`` lays both versions out as amounts of one shape; ``source`` holds them against the file's own total and makes the rows.
"""

from assay.sources.amazon_settlement.source import AmazonSettlement

__all__ = ["AmazonSettlement"]
