"""The words that names are put together from. No person and no company is meant; all domains end in `.example`."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST = _words(
    "Ada Aino Albert Alma Anders Anouk Arne Aylin Bea Birger Brigid Carsten Cato Cillian Clara Daan Dagny Dara Edda "
    "Eike Eleni Elmar Enno Fenna Fiete Finola Frida Georg Gesa Hauke Hedda Henk Ida Imke Ingmar Isa Jannik Jette "
    "Jorun Juna Karel Kaya Kester Lasse Levke Linnea Lotte Maeve Malte Merle Mika Nele Niamh Noor Ole Oona Pelle "
    "Pia Quirin Ragna Rike Ronan Runa Saskia Sven Tamsin Tilda Tjark Ulla Vasco Wanda Wim Yara Zita"
)

LAST = _words(
    "Aalders Ahlmark Bachner Barkholt Beckgaard Bergsund Birkwood Bramfeld Brockhaven Carrowby Dahlquist Deichgraf "
    "Dornbach Dunmoor Eekhout Eichwald Elvestad Fairholm Falkenrath Fennimore Fjordholt Garlund Glanmore Gravelund "
    "Haferkamp Hagelin Harrowgate Heidbrink Hollander Holmqvist Iversgaard Jasperse Kaltenbach Kettleby Kiesling "
    "Kolstrup Kroonenberg Langwieser Lindhagen Loughmere Marwitz Meadowcroft Moorland Nachtigall Nordstrand "
    "Oakhurst Oosterveen Pellworm Quistgaard Rabenau Ravnsborg Rietveld Rowanby Sandvoss Schellhorn Seehafer "
    "Silverdale Skogland Steenbergen Stokkeby Tannert Thornbury Uhlenbrock Vaarwater Valdersund Vinterberg "
    "Waldschmid Weatherby Wiesengrund Wintermoor Ypsilander Zandstra Zellwood"
)

FIRM = _words(
    "Alster Amber Anker Basalt Birken Boreal Brenta Delta Dover Eider Elbtal Ferrum Fjell Fulda Granit Hafen Havel "
    "Helder Isar Jade Juist Kestrel Kobalt Krone Lahn Linden Loch Lunar Maas Mersey Mosel Neckar Nordlicht Oder "
    "Oslofjord Polder Quarz Rhenus Saale Schelde Severn Spree Sund Taunus Tessel Tyne Ulmen Vecht Veluwe Weser"
)

TRADE = _words(
    "Antriebe Automation Bottling Castings Chemie Compressors Dairy Dynamics Energie Fertigung Foods Forge Glas "
    "Hydraulik Kartonage Logistik Maschinen Metalworks Mills Optik Packaging Papier Plastics Pumpen Robotik "
    "Sensorik Stahl Textil Turbinen Werke"
)
