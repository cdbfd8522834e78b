"""The people of the world: invented names and firms, numbers from ranges kept for fiction, addresses that lead nowhere."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

US_FIRST = (
    "Aaron Beth Calvin Diane Elliott Fiona Grant Holly Ian Joanne Keith Laura Marcus Nora Owen Paula Quentin Rachel "
    "Scott Tessa Ulises Vera Wade Yolanda Zack Amber Brent Carla Derek Eileen"
).split()
US_LAST = (
    "Abbott Barlow Castillo Dunham Esposito Fletcher Garrity Holbrook Ingram Jarvis Kessler Lockhart Mercado Norwood "
    "Ogden Pruitt Quarles Redmond Salazar Thornton Underhill Vance Whitlow Yates Zamora Bickford Crandall"
).split()
US_PLACE = (
    "Prairie Lane,Blue Mesa,Cedar Fork,Granite Bay,Lone Elm,Silver Creek,Red Bluff,Harbor Point,Copper Ridge,"
    "Sandhill,Maple Run,Juniper Flats,Stone Arch,Cypress Bend,Iron Gate,Eagle Pass,Willow Grove"
).split(",")
US_TRADE = (
    "Electrical Supply,Site Lighting,Outdoor Lighting,Paving & Utilities,Solar Contractors,Civil Works,Parking Solutions,"
    "Campus Facilities,Energy Partners,Lighting Wholesale,Infrastructure"
).split(",")
US_AREA = "205 303 305 312 404 406 415 503 505 512 602 615 704 713 801 817 904 907 919 972".split()

DE_FIRST = (
    "Jürgen Katrin Björn Sabine Jörg Antje Günter Heike Sören Birgit Matthias Ulrike Rüdiger Claudia Holger Kerstin "
    "Lothar Anja Detlef Petra Volker Silke Götz Maren"
).split()
DE_LAST = (
    "Müller Köhler Schäfer Krüger Böhm Lüders Grünfeld Hansen Weiß Förster Jäger Kröger Brandt Thönnes Döring Petersen "
    "Nölting Vögler Strauß Wächter Ahlers Späth Möhring"
).split()
DE_PLACE = (
    "Elbtal,Nordlicht,Rheinufer,Heidekreis,Alster,Spreewald,Schwarzwald,Ostsee,Mainfranken,Isartal,Harz,Weserbergland,"
    "Eifel"
).split(",")
DE_TRADE = (
    "Kommunaltechnik GmbH,Straßenbeleuchtung GmbH,Solartechnik GmbH & Co. KG,Lichtmasten GmbH,Außenlicht KG,"
    "Tiefbau GmbH,Elektrogroßhandel GmbH"
).split(",")
DE_PHONE = (("30", "23125"), ("69", "90009"), ("89", "99998"), ("221", "4710"), ("40", "66969"))

OTHER = {
    "GB": ("+44 7700 900{:03d}", "co.uk.example"),
    "FR": ("+33 1 99 00 {:02d} 17", "fr.example"),
    "CA": ("+1 613-555-01{:02d}", "ca.example"),
    "AU": ("+61 491 570 {:03d}", "au.example"),
}
FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who asks for street lights. ``country`` is ISO 3166-1 alpha-2; a missing e-mail or phone is empty."""

    name: str
    company: str
    email: str
    phone: str
    country: str


def person(country: str, number: int) -> Person:
    """The person of that number in a country; no two numbers share an e-mail or a phone (US 2,000, DE 1,800 of them)."""
    if country == "US":
        return _american(number)
    return _german(number) if country == "DE" else _other(country, number)


def folded(text: str) -> str:
    """The text as a Chinese keyboard types it: umlauts written out, accents dropped."""
    plain = unicodedata.normalize("NFKD", text.translate(FOLD))
    return "".join(letter for letter in plain if ord(letter) < 128)


def slug(text: str) -> str:
    """Letters and digits only, lower case, for e-mail domains."""
    return "".join(letter for letter in folded(text).lower() if letter.isalnum())


def _american(number: int) -> Person:
    first, last = US_FIRST[number % len(US_FIRST)], US_LAST[(number * 5 + number // 27) % len(US_LAST)]
    place, trade = US_PLACE[(number * 3) % len(US_PLACE)], US_TRADE[(number + number // 17) % len(US_TRADE)]
    phone = f"+1 {US_AREA[number % len(US_AREA)]}-555-01{number // len(US_AREA) % 100:02d}"
    email = f"{first}.{last}{number + 11}@{slug(place)}-{slug(trade.split()[0])}.example".lower()
    return Person(f"{first} {last}", f"{place} {trade}", email, phone, "US")


def _german(number: int) -> Person:
    first, last = DE_FIRST[number % len(DE_FIRST)], DE_LAST[(number * 4 + number // 23) % len(DE_LAST)]
    place, trade = (
        DE_PLACE[(number * 2) % len(DE_PLACE)],
        DE_TRADE[(number + number // 13 * 2) % len(DE_TRADE)],
    )
    area, stem = DE_PHONE[number % 4]
    phone = f"+49 {area} {stem}{number // 4 % 1000:03d}"
    email = f"{folded(first)[0]}.{folded(last)}{number + 11}@{slug(place)}-{slug(trade.split()[0])}.example".lower()
    return Person(f"{first} {last}", f"{place} {trade}", email, phone, "DE")


def _other(country: str, number: int) -> Person:
    first, last = US_FIRST[(number * 7) % len(US_FIRST)], US_LAST[(number * 11) % len(US_LAST)]
    pattern, domain = OTHER[country]
    email = f"{first}.{last}{number}@{slug(US_PLACE[number % len(US_PLACE)])}.{domain}".lower()
    return Person(
        f"{first} {last}",
        f"{US_PLACE[number % len(US_PLACE)]} Lighting",
        email,
        pattern.format(number),
        country,
    )
