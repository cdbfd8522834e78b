"""Names of companies, brought to forms that two spellings share: without legal form, marks, case, and a leading place.

They say that two rows are likely one company's and prove nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from assay.core.comparison.chinese import simplified
from assay.core.comparison.names import words_of
from assay.core.leads.identity import visible

_LEGAL = frozenset(
    "gmbh mbh co kg kgaa ltd limited inc incorporated llc llp lp pllc corp corporation company plc pty pvt pte private sa sas "
    "sarl sarlau srl srls spa snc sl slu bv nv ab oy oyj as asa aps ag ug gbr ohg ev ek se sdn bhd jsc pjsc ooo oue kft zrt "
    "sro doo sp z oo zoo ltda lda eirl sapi cv sti fze fzc fzco wll pt tbk kk aktiengesellschaft limitada "
    "ооо оао зао пао ао тоо and und the y et de e".split()
)
_LEGAL_IN_TWO = frozenset({("s", "a"), ("s", "l"), ("b", "v"), ("n", "v"), ("a", "s"), ("a", "g")})
_ABBREVIATION = re.compile(r"(?<![^\W_])[^\W\d_](?:[./]\s?[^\W\d_])+(?![^\W_])")
_LEGAL_CHINESE = re.compile(
    r"(?:(?:集团|控股)*(?:股份)?(?:有限)?(?:责任)?总?公司|集团)$|株式会社|有限会社|合同会社|주식회사|\((?:株|有|주|集团)\)"
)
_PROVINCES = (
    "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|"
    "甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_CITIES = (
    "深圳|广州|东莞|佛山|中山|珠海|惠州|汕头|江门|厦门|福州|泉州|宁波|杭州|温州|义乌|台州|金华|嘉兴|绍兴|湖州|苏州|无锡|常州|南京|"
    "南通|扬州|徐州|昆山|青岛|济南|烟台|潍坊|临沂|武汉|长沙|成都|西安|郑州|合肥|南昌|沈阳|大连|长春|哈尔滨|石家庄|唐山|太原|昆明|"
    "贵阳|南宁|海口|兰州|乌鲁木齐|呼和浩特"
)
_LEADING = re.compile(
    rf"(?:中国)?(?P<province>(?:{_PROVINCES})(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?)?"
    rf"(?P<city>(?:{_CITIES})市?|[\u3400-\u9fff]{{2,3}}(?<![城超楼门夜菜花])市(?![场民政值]))?"
)
_SUFFIX = re.compile(r"(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)$")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_BRACKETED = re.compile(rf"\((?:中国)?({_PROVINCES}|{_CITIES}|)市?\)")
_COMMON = re.compile(
    "科技|技术|信息|网络|软件|智能|自动化|电子|电器|电气|光电|照明|灯具|灯饰|国际|贸易|商贸|外贸|进出口|实业|工业|企业|机械|机电|"
    "设备|制造|制品|产品|五金|塑料|塑胶|模具|精密|金属|钢铁|钢材|材料|化工|环保|能源|太阳能|建筑|建设|建材|工程|装饰|投资|控股|"
    "发展|开发|服务|咨询|管理|文化|传媒|广告|物流|供应链|食品|农业|医药|医疗|器械|生物|服装|服饰|纺织|家具|家居|包装|印刷|汽车|"
    "汽配|配件|教育|旅游|置业|地产|城市|中心|集团|商行|经营部|门市部|[新厂店行市]"
)
_DISTINCTIVE = 2
"""Characters that must be left beside words that a thousand companies have."""
_ANYBODYS = frozenset(
    "global international worldwide world national united american european general first new group holding trading trade "
    "import export solar energy power green eco electric electrical electronic electronics light lighting led technology "
    "technologies tech technical digital online systems system solutions solution services service industries industrial "
    "industry engineering construction building design development management consulting products supply equipment "
    "machinery metal steel sun city center centre shop store market elektro elektrotechnik solartechnik licht energie "
    "energia handel handels vertrieb technik bau".split()
)
"""Words of which two companies may well have one in common."""
_WORDS_AT_MOST = 8
_LONGEST_NAME = 60
"""Characters; no company is called longer than that, and whoever writes more means something else."""


class Company(NamedTuple):
    """A company's name to compare by: the name without a leading place, and the places that were taken away."""

    name: str
    places: frozenset[str]

    def may_be(self, other: Company) -> bool:
        """Whether both may be one company: the same name, and places that do not speak against it."""
        return self.name == other.name and self.is_near(other)

    def is_near(self, other: Company) -> bool:
        """Whether no place of theirs speaks against their being one company."""
        return not self.places or not other.places or bool(self.places & other.places)


@lru_cache(maxsize=65_536)
def company_form(company: str) -> str:
    """A company's name without its legal form, blanks and marks; empty when nothing is left.

    Example:
        >>> company_form("Nordlicht Solartechnik GmbH & Co. KG") == company_form("nordlicht solar-technik")
        True
        >>> company_form("宁波遠光照明有限公司"), company_form("Luz S.A."), company_form("LUZ S. r. l.")
        ('宁波远光照明', 'luz', 'luz')
    """
    return "".join(_words(company))


def _words(company: str) -> list[str]:
    shown = _LEGAL_CHINESE.sub("", simplified(visible(company)))
    joined = _ABBREVIATION.sub(lambda found: re.sub(r"[./\s]", "", found[0]), shown)
    words = words_of(joined)
    if tuple(words[-2:]) in _LEGAL_IN_TWO:
        del words[-2:]
    return [word for word in words if word not in _LEGAL]


@lru_cache(maxsize=65_536)
def company_of(company: str) -> Company:
    """A company's name without a Chinese place in front or in brackets, where what is left is distinctive.

    Example:
        >>> company_of("深圳市华强电子有限公司").name, company_of("深圳市电子有限公司").name
        ('华强电子', '深圳市电子')
        >>> company_of("华强电子(深圳)有限公司").may_be(company_of("广州市华强电子有限公司"))
        False
    """
    shown = simplified(visible(company))
    places = set(_BRACKETED.findall(shown))
    form = company_form(_BRACKETED.sub("", shown))
    leading = _LEADING.match(form)
    rest = form[leading.end() :] if leading else form
    if len(_COMMON.sub("", rest)) >= _DISTINCTIVE:
        places |= {place for place in (leading.groups() if leading else ()) if place}
        form = rest
    return Company(form, frozenset(_SUFFIX.sub("", place) for place in places if place))


@lru_cache(maxsize=4_096)
def names_inside(company: str) -> frozenset[str]:
    """Shorter names that a company may go by: whole words of its name next to each other, or how a Chinese name begins.

    One that consists of words that any company may have is none, and a text too long for a name has none.

    Example:
        >>> sorted(names_inside("Lichtwerk Hamburg GmbH")), sorted(names_inside("Green Energy Solar Ltd"))
        (['hamburg', 'lichtwerk'], [])
        >>> sorted(names_inside("深圳市华强电子有限公司"))
        ['华强', '华强电']
    """
    if len(company) > _LONGEST_NAME:
        return frozenset()
    words = _words(company)[:_WORDS_AT_MOST]
    runs = (words[start:end] for start in range(len(words)) for end in range(start + 1, len(words) + 1))
    latin = {"".join(run) for run in runs if len(run) < len(words) and any(map(_tells, run))}
    name = company_of(company).name
    leading = _LEADING.match(name)
    place = leading.end() if leading else 0
    chinese = (name[:end] for end in range(place + _DISTINCTIVE, len(name)) if _CHINESE.fullmatch(name[:end]))
    return frozenset(latin | {each for each in chinese if len(_COMMON.sub("", each[place:])) >= _DISTINCTIVE})


def _tells(word: str) -> bool:
    return len(word) > _DISTINCTIVE and word not in _ANYBODYS
