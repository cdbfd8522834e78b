"""Words that WhatsApp itself puts into an exported chat, by kind. They decide what is a message of a person."""

from __future__ import annotations

import re

_NOTICE = re.compile(
    r"messages and calls are end-to-end encrypted|your security code with .* changed|missed (?:voice|video|group)"
    r"|this chat (?:is (?:with|now|from|secured) |(?:came|started) from )|this business (?:is now |uses an? |works with |account )|you (?:blocked|unblocked) this|.* turned (?:on|off) disappearing"
    r"|消息和通话已进行端到端加密|[訊讯]息和通話.*端對端加密|此聊天从.*广告发起|此聊天[是由從].*廣告發起|未接(?:语音|视频|語音|視訊)通[话話]"
    r"|您与.*的安全码已更改|您與.*的安全碼已變更|您(?:屏蔽|封鎖)了|此企业|此商業|您(?:开启|关闭|開啟|關閉)了限時|您(?:开启|关闭)了限时"
    r"|nachrichten und anrufe sind ende-zu-ende|verpasster (?:sprach|video)anruf|deine sicherheitsnummer"
    r"|los mensajes y (?:las )?llamadas están cifrados|les messages et (?:les )?appels sont chiffrés"
    r"|as mensagens e (?:as )?(?:chamadas|ligações) são protegidas|i messaggi e le chiamate sono crittografati"
    r"|メッセージと通話はエンドツーエンド|메시지와 통화(?:는|가) ?종단 ?간|сообщения и звонки защищены сквозным"
    r"|mesajlar ve aramalar uçtan uca|الرسائل والمكالمات مشفرة|berichten en (?:oproepen|gesprekken) zijn end-to-end"
    r"|pesan dan panggilan (?:ter|di)enkripsi|mesej dan panggilan disulitkan|wiadomości i połączenia są w pełni szyfrowane"
    r"|tin nhắn và cuộc gọi được mã hóa|ข้อความและการโทร.{0,20}เข้ารหัส|(?:मैसेज|संदेश) और कॉल.{0,30}एन्क्रिप्ट",
    re.IGNORECASE,
)
_ADVERTISED = re.compile("广告发起|廣告發起|(?:came|started) from an? .*ad\\b|via an ad on", re.IGNORECASE)
DELETED = (
    "this message was deleted", "you deleted this message", "您已删除此消息", "此消息已删除", "您已刪除此訊息", "此訊息已刪除", "此訊息已被刪除",
    "diese nachricht wurde gelöscht", "du hast diese nachricht gelöscht", "se eliminó este mensaje", "ce message a été supprimé",
    "esta mensagem foi apagada", "mensagem apagada", "você apagou esta mensagem", "apagou esta mensagem", "eliminaste este mensaje",
    "vous avez supprimé ce message", "questo messaggio è stato eliminato", "hai eliminato questo messaggio", "данное сообщение удалено",
    "вы удалили данное сообщение", "このメッセージは削除されました", "このメッセージを削除しました", "bu mesaj silindi", "bu mesajı sildiniz",
    "pesan ini telah dihapus", "anda telah menghapus pesan ini", "dit bericht is verwijderd", "تم حذف هذه الرسالة", "لقد حذفت هذه الرسالة",
)  # fmt: skip
MEDIA = re.compile(
    r"<(?:media omitted|省略影音内容|已?省略多媒體檔案|已?略去多媒體檔案|medien ausgeschlossen|multimedia omitido|médias omis|mídia oculta|media omessi|media weggelaten|без медиафайлов|medya dahil edilmedi"
    r"|media tidak disertakan|pominięto multimedia|تم استبعاد الوسائط|メディアは含まれていません|미디어 파일 제외됨|[^<>]*omitted|附件: ?.*)>"
    r"|.*(?:image|video|audio|sticker|document|gif|contact card) omitted|(?:圖片|相片|影片|視訊|音訊|語音訊息|貼圖|文件|GIF|聯絡人資料)已(?:略去|省略)"
    r"|(?:图片|视频|音频|贴图|文档|GIF|联系人名片)已(?:忽略|省略)"
    r"|.*\((?:file attached|文件附件|檔案附件|datei angehängt|archivo adjunto|fichier joint)\)|<(?:attached|angehängt|adjunto): ?.*>",
    re.IGNORECASE | re.DOTALL,
)
PARTNER = re.compile(
    r"(?:WhatsApp Chat (?:with|-) (?P<en>.+)|WhatsApp[- ]Chat mit (?P<de>.+)|与(?P<zh>.+?) ?的 ?WhatsApp ?聊天"
    r"|與(?P<hant>.+?) ?的 ?WhatsApp ?(?:對話|聊天)|Chat de WhatsApp con (?P<es>.+)|Discussion WhatsApp avec (?P<fr>.+)"
    r"|Conversa do WhatsApp com (?P<pt>.+)"
    r"|Chat (?:di )?WhatsApp con (?P<it>.+)|WhatsApp-chat met (?P<nl>.+)|Чат WhatsApp с(?: контактом)? (?P<ru>.+)"
    r"|(?P<tr>.+?) ile WhatsApp Sohbeti|Chat WhatsApp dengan (?P<ms>.+))\.txt",
    re.IGNORECASE,
)


def is_notice(text: str) -> bool:
    """Whether a text begins as the app's own notes do; an iPhone writes them under a person's name."""
    return bool(_NOTICE.match(text))


def is_from_ad(note: str) -> bool:
    """Whether a note of the app says that the chat began at an advertisement."""
    return bool(_ADVERTISED.search(note))


def is_deleted(text: str) -> bool:
    """Whether the message was taken back."""
    return text.casefold().rstrip(".。") in DELETED


def partner_of(file_name: str) -> str:
    """The other side as the file name gives it, a number or a saved name; empty when it does not."""
    found = PARTNER.fullmatch(file_name)
    return next((name.strip() for name in found.groups() if name), "") if found else ""
