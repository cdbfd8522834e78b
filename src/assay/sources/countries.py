"""Countries as enquiry logs write them: ISO codes and the Chinese, English and German names of the usual markets."""

from __future__ import annotations

from assay.core.countries import COUNTRY_CODES
from assay.core.leads.identity import visible

_NAMES = """
AE|阿联酋 阿拉伯联合酋长国 迪拜|United Arab Emirates; UAE; Dubai|Vereinigte Arabische Emirate; VAE
AR|阿根廷|Argentina|Argentinien
AT|奥地利|Austria|Österreich
AU|澳大利亚 澳洲|Australia|Australien
BD|孟加拉国 孟加拉|Bangladesh|Bangladesch
BE|比利时|Belgium|Belgien
BG|保加利亚|Bulgaria|Bulgarien
BR|巴西|Brazil; Brasil|Brasilien
CA|加拿大|Canada|Kanada
CH|瑞士|Switzerland|Schweiz
CL|智利|Chile|
CN|中国 中国大陆|China; Mainland China; PRC|Volksrepublik China
CO|哥伦比亚|Colombia|Kolumbien
CR|哥斯达黎加|Costa Rica|
CZ|捷克 捷克共和国|Czechia; Czech Republic|Tschechien; Tschechische Republik
DE|德国|Germany; Deutschland|
DK|丹麦|Denmark|Dänemark
DZ|阿尔及利亚|Algeria|Algerien
EC|厄瓜多尔|Ecuador|
EE|爱沙尼亚|Estonia|Estland
EG|埃及|Egypt|Ägypten
ES|西班牙|Spain; España|Spanien
ET|埃塞俄比亚|Ethiopia|Äthiopien
FI|芬兰|Finland|Finnland
FR|法国|France|Frankreich
GB|英国|United Kingdom; UK; Great Britain; England|Großbritannien; Vereinigtes Königreich
GH|加纳|Ghana|
GN|几内亚|Guinea|
GR|希腊|Greece|Griechenland
HK|香港 中国香港|Hong Kong; Hong Kong SAR|Hongkong
HR|克罗地亚|Croatia|Kroatien
HU|匈牙利|Hungary|Ungarn
ID|印度尼西亚 印尼|Indonesia|Indonesien
IE|爱尔兰|Ireland|Irland
IL|以色列|Israel|
IN|印度|India|Indien
IQ|伊拉克|Iraq|Irak
IT|意大利|Italy; Italia|Italien
JO|约旦|Jordan|Jordanien
JP|日本|Japan|
KE|肯尼亚|Kenya|Kenia
KR|韩国|South Korea; Korea; Republic of Korea|Südkorea
KW|科威特|Kuwait|
KZ|哈萨克斯坦|Kazakhstan|Kasachstan
LK|斯里兰卡|Sri Lanka|
LT|立陶宛|Lithuania|Litauen
LU|卢森堡|Luxembourg|Luxemburg
LV|拉脱维亚|Latvia|Lettland
MA|摩洛哥|Morocco|Marokko
MO|澳门 中国澳门|Macao; Macau|
MX|墨西哥|Mexico; México|Mexiko
MY|马来西亚|Malaysia|
NG|尼日利亚|Nigeria|
NL|荷兰|Netherlands; Holland; The Netherlands|Niederlande
NO|挪威|Norway|Norwegen
NZ|新西兰|New Zealand|Neuseeland
OM|阿曼|Oman|
PA|巴拿马|Panama|
PE|秘鲁|Peru|
PH|菲律宾|Philippines|Philippinen
PK|巴基斯坦|Pakistan|
PL|波兰|Poland|Polen
PT|葡萄牙|Portugal|
QA|卡塔尔|Qatar|Katar
RO|罗马尼亚|Romania|Rumänien
RS|塞尔维亚|Serbia|Serbien
RU|俄罗斯 俄罗斯联邦|Russia; Russian Federation|Russland; Russische Föderation
SA|沙特阿拉伯 沙特|Saudi Arabia; KSA|Saudi-Arabien
SE|瑞典|Sweden|Schweden
SG|新加坡|Singapore|Singapur
SI|斯洛文尼亚|Slovenia|Slowenien
SK|斯洛伐克|Slovakia|Slowakei
TH|泰国|Thailand|
TR|土耳其|Turkey; Türkiye|Türkei
TW|台湾 中国台湾|Taiwan|
TZ|坦桑尼亚|Tanzania|Tansania
UA|乌克兰|Ukraine|
US|美国 美利坚合众国|United States; USA; U.S.A.; U.S.; United States of America; America|Vereinigte Staaten; Vereinigte Staaten von Amerika
UY|乌拉圭|Uruguay|
UZ|乌兹别克斯坦|Uzbekistan|Usbekistan
VN|越南|Vietnam; Viet Nam|
ZA|南非|South Africa|Südafrika
"""


def _by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _NAMES.strip().splitlines():
        code, chinese, english, german = line.split("|")
        names = [code, *chinese.split(), *english.split("; "), *german.split("; ")]
        found |= {visible(name).casefold(): code for name in names if name}
    return found


_CODES = _by_name() | {code.casefold(): code for code in COUNTRY_CODES}


def country_code(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country's code or name; None when it is not known.

    Example:
        >>> [country_code(text) for text in ("德国", "Deutschland", "germany", "de", "Atlantis")]
        ['DE', 'DE', 'DE', 'DE', None]
    """
    return _CODES.get(visible(text).casefold())
