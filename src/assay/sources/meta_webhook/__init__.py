"""What Meta sends to a server when somebody fills in a lead form → leads, with the answers where they were fetched."""

from assay.sources.meta_webhook.source import MetaLeadWebhook

__all__ = ["MetaLeadWebhook"]
