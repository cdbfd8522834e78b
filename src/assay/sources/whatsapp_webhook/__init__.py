"""What the WhatsApp Cloud API sends to a server → interactions, and a lead for each enquiry that began at an ad."""

from assay.sources.whatsapp_webhook.source import WhatsAppWebhook

__all__ = ["WhatsAppWebhook"]
