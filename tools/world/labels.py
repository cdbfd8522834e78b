"""How the books of the world write their columns and values: Chinese in ours, German in the form."""

from __future__ import annotations

LOG_HEADER = (
    "询盘编号", "询盘时间", "来源渠道", "广告系列", "点击时间", "点击编号", "表单/邮箱", "客户姓名", "公司", "邮箱", "电话/WhatsApp",
    "国家", "产品", "数量", "动作", "授权", "联系状态", "客户类别", "业务员", "首次回复时间", "客户再次回复时间", "销售判定", "判定时间",
    "判定依据", "备注",
)  # fmt: skip
FORM_HEADER = (
    "Anfrage-Nr", "Eingang", "Kanal", "Kampagne", "Klickzeit", "Klick-ID", "Formular", "Name", "Firma", "E-Mail", "Telefon",
    "Land", "Produkt", "Menge", "Aktion", "Einwilligung", "Erreichbar", "Kategorie", "Verkäufer", "Erste Antwort",
    "Nächste Nachricht", "Urteil", "Urteil am", "Merkmale", "Notiz",
)  # fmt: skip
LEDGER_HEADER = ("订单号", "询盘编号", "客户", "邮箱", "电话", "日期", "阶段", "币种", "金额")
SESSION_HEADER = ("日期", "广告系列", "会话数", "可判定会话", "跳出会话", "A类无效会话", "表单开始", "表单提交")

ZH = {
    "paid_search": "谷歌搜索",
    "paid_display": "谷歌展示",
    "organic": "自然搜索",
    "direct": "直接访问",
    "trade_show": "展会",
    "b2b_platform": "阿里国际站",
    "referral": "转介绍",
    "email": "邮件",
    "US": "美国",
    "DE": "德国",
    "GB": "英国",
    "FR": "法国",
    "CA": "加拿大",
    "AU": "澳大利亚",
    "leave_details": "留资",
    "consult": "咨询",
    "yes": "可联系",
    "bounced": "退信",
    "dead_number": "空号",
    "normal": "正常",
    "existing_customer": "老客户",
    "competitor": "同行",
    "job_seeker": "求职",
    "solicitation": "推销",
    "below_minimum_order": "低于起订量",
    "qualified": "合格",
    "not_qualified": "不合格",
    "": "待定",
    "need": "有明确需求",
    "budget": "有预算",
    "timeline": "有时间表",
    "quotation_with_quantity": "带数量报价",
    "sample_request": "索样",
    "drawings": "图纸",
    "video_call": "视频会议",
    "proforma_invoice": "形式发票",
    "sample_order": "样品单",
    "trial_order": "试单",
    "bulk_order": "大货",
    "repeat_order": "返单",
}
DE = {
    "paid_search": "Google Suche",
    "paid_display": "Google Display",
    "DE": "Deutschland",
    "leave_details": "Formular",
    "yes": "ja",
    "normal": "normal",
    "qualified": "qualifiziert",
    "not_qualified": "nicht qualifiziert",
    "": "offen",
    "need": "Bedarf",
    "budget": "Budget",
    "timeline": "Zeitplan",
    "quotation_with_quantity": "Angebot mit Menge",
    "sample_request": "Muster",
    "drawings": "Zeichnungen",
    "video_call": "Videogespräch",
}
