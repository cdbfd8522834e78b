"""WhatsApp chats exported as text → interactions: when, in which direction, with whom. What was said stays in the file."""

from assay.sources.whatsapp.source import WhatsAppChat

__all__ = ["WhatsAppChat"]
