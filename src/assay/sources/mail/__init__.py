"""E-mail as saved (``.eml``) or as a mailbox (``.mbox``) → interactions; mails of a website form, by a template → leads.

``box`` finds the messages of a file, ``envelope`` reads the headers of one, ``sides`` says who of them is us, ``source``
makes interactions of them. ``body`` and ``form`` read the mails that a website form sends. Of ordinary mail nothing but
headers is read; subjects and texts stay in the sealed file.
"""

from assay.sources.mail.form import FormMails
from assay.sources.mail.source import Mailbox

__all__ = ["FormMails", "Mailbox"]
