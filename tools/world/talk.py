"""The words of the world: products, what sales note in the log, what a chat sounds like."""

from __future__ import annotations

from dataclasses import dataclass

from tools.world.cast import Person

PRODUCTS = (
    "30W 一体化太阳能路灯", "60W 一体化太阳能路灯", "80W 分体式太阳能路灯", "100W 双臂太阳能路灯",
    "太阳能庭院灯", "太阳能停车场灯", "6 米热镀锌灯杆", "全套路灯（含灯杆、蓄电池）",
)  # fmt: skip
GERMAN_PRODUCTS = (
    "Solar-Straßenleuchte 60W",
    "Solar-Straßenleuchte 80W, Mast 6 m",
    "Parkplatzbeleuchtung solar",
    "Wegeleuchte solar 30W",
)

# What sales noted of a qualified enquiry, and the signals that the note stands for.
QUALIFIED = (
    (("need", "quotation_with_quantity"), "市政停车场项目，问 IP66 和五年质保，已发带数量的报价"),
    (("need", "sample_request"), "要两套样品测阴雨天续航，运费到付"),
    (("need", "drawings"), "发来灯杆图纸，问抗风等级能否到 150 km/h"),
    (("need", "video_call"), "约了视频验厂，采购和工程师都在"),
    (("budget", "need", "timeline"), "工程三季度开工，预算批下来了，要 60W 的 IES 文件"),
)

NOTES = {
    "duplicate": ("同一个人，上次留的是手机，这次留的是座机", "看着像老早问过的那位，换了个邮箱又发一遍"),
    "known_b2b": ("阿里国际站上聊过，这次从谷歌进来的", "平台老询盘，又在独立站填了表"),
    "known_order": ("去年下过样品单的客户，从广告又点进来",),
    "known_organic": ("前面自己搜到官网问过一次",),
    "known_card": ("广交会留过名片，回去搜品牌名找来的", "展位上聊过，回国后搜到官网填的表"),
    "card": ("广交会现场，换了名片，对 60W 感兴趣", "展位上拿了目录，要整柜价", "现场看样，要求会后发报价", "合作商带来的，做市政工程"),
    "below_minimum": ("只要 1 盏装自家院子，低于起订量 50", "零售客户，要 1 套试试，建议去当地经销商买"),
    "competitor": ("同行探价，公司查下来在中山横栏也做路灯，用的免费邮箱", "问得太细，只要价目表，免费邮箱，判断为同行"),
    "solicitation": ("推销 SEO 外链的，群发", "推销谷歌排名优化，不是客户"),
    "job_seeker": ("求职，想做我们在当地的代理业务员", "投简历的"),
    "existing": ("老客户换了采购，其实是他们公司第二个人来问",),
    "unreachable": ("邮件退信", "号码打过去是空号，邮件也退了"),
    "silent": ("回了两次没动静", "报价发了，没回"),
    "holiday": ("春节放假没人回，节后补回，对方没再理", "放假期间进来的，开工才看到"),
    "failed_segment": ("表单里全是乱码", "留言是一串字母", "姓名像是随便敲的"),
    "market": ("不在美国、德国，已转给贸易部", "市场不对，转同事跟"),
    "hamburg": ("汉堡客户，问 80W 分体式，要整柜价",),
    "hamburg_corrected": ("核对后是同一家汉堡贸易商，号码、邮箱已更正",),
}  # fmt: skip

COMPETITORS = (
    Person("Steven Liang", "Brightway Lamps", "brightway.lamps@freemail.example", "+1 626-555-0188", "US"),
    Person("Mark Deng", "SunPole Trading", "sunpole.sourcing@freemail.example", "+1 909-555-0121", "US"),
    Person("Tina Zhao", "Starfield Lighting", "tina.starfield@freemail.example", "+1 626-555-0173", "US"),
    Person("Allen Ke", "GreenMast", "greenmast.price@freemail.example", "+1 909-555-0166", "US"),
)
SOLICITORS = (
    Person("Jason Reed", "RankRocket SEO", "jason@rankrocket-seo.example", "+1 702-555-0111", "US"),
    Person("Emma Clark", "LinkBoost Media", "emma@linkboost.example", "+1 702-555-0142", "US"),
    Person("Ryan Cole", "FirstPage Studio", "ryan@firstpage-studio.example", "+1 702-555-0115", "US"),
    Person("Olivia Hart", "TopSpot Search", "olivia@topspot-search.example", "+1 702-555-0129", "US"),
    Person("Lukas Beck", "KlickWerk", "l.beck@klickwerk.example", "+49 89 99998901", "DE"),
    Person("Dana Price", "Outreach Forge", "dana@outreach-forge.example", "+1 702-555-0137", "US"),
    Person("Victor Lane", "SerpLadder", "victor@serpladder.example", "+1 702-555-0150", "US"),
)
JOB_SEEKERS = (
    Person("Priya Nolan", "", "priya.nolan@freemail.example", "+1 346-555-0106", "US"),
    Person("Carl Voss", "", "carl.voss@freemail.example", "+49 40 66969811", "DE"),
)
BOTS = (
    Person("asdf qwer", "sdfg", "hjk3382@freemail.example", "", "US"),
    Person("Xkrw Ttpl", "Xkrw", "ttpl.9910@freemail.example", "+1 203-555-0199", "US"),
    Person("test test", "test", "abc77120@freemail.example", "", "US"),
    Person("Qiwe Zzan", "zzan", "qiwe4417@freemail.example", "+1 203-555-0190", "US"),
)

# Six names that one trader in Hamburg uses, until somebody rings back and always reaches the same desk.
HAMBURG = (
    Person(
        "Henrik Stahmer", "Stahmer Handelskontor", "h.stahmer@stahmer-kontor.example", "+49 40 66969700", "DE"
    ),
    Person("Ina Paulsen", "Paulsen Außenlicht", "paulsen@paulsen-licht.example", "+49 40 66969712", "DE"),
    Person("Malte Reimers", "Reimers Solar Import", "malte@reimers-solar.example", "+49 40 66969725", "DE"),
    Person(
        "Wiebke Oltmann",
        "Hafencity Leuchten",
        "w.oltmann@hafencity-leuchten.example",
        "+49 40 66969738",
        "DE",
    ),
    Person("Thore Jessen", "Jessen & Co.", "jessen@jessen-co.example", "+49 40 66969744", "DE"),
    Person(
        "Frauke Dierks", "Dierks Projektlicht", "f.dierks@dierks-projekt.example", "+49 40 66969759", "DE"
    ),
)


US, THEM = "us", "them"


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a chat: minutes after the one before (0: at a moment of the story), whose it is, and its lines."""

    after_minutes: int
    side: str
    text: str


ENGLISH_CHAT = (
    Line(
        0, THEM, "Hi, we need solar street lights for a parking lot in our city\nQty: {pieces} pcs\nPole: 6 m"
    ),
    Line(0, US, "Hello, thank you for your enquiry. I will send the datasheet now."),
    Line(1, US, "{photo}"),
    Line(0, THEM, "Looks good. What is the lead time: 25 or 30 days?"),
    Line(6, US, "25 days after deposit. How many nights of autonomy do you need?"),
    Line(9, THEM, "3 nights"),
)
GERMAN_CHAT = (
    Line(0, THEM, "Guten Tag, wir suchen Solarleuchten für einen Radweg, ca. {pieces} Stück"),
    Line(0, US, "Good day, thank you. Which pole height do you need?"),
    Line(0, THEM, "6 Meter. Bitte auch CE-Unterlagen."),
    Line(12, US, "Sure, I will send CE and the IES files."),
)
