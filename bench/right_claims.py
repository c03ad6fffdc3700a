"""Right claims over the sample reports, as a good model words them: Dutch and English, with quotes.

Written by hand from the reports in ``corpus/``: each says, in other words, what its quote says.
"""

from __future__ import annotations

from typing import Final

LATE = "59 van de 125 werkpleinen de mijlpalen niet op tijd zullen halen"
REACHED = "Van de 122 werkpleinen had 28 procent in augustus 2010 alle mijlpalen bereikt"
AGREED = "op 1 januari 2010 dertien van de veertien mijlpalen van de Landkaart zijn gehaald"
CHANNEL = "Per kanaal kreeg de telefoon een 7,2, het internet een 6,9 en de post een 7,0."
SVB = "Klanten van de SVB gaven gemiddeld een 7,6; van de ondervraagden was 83 procent tevreden."
HALF = "In de eerste helft van 2009 kregen de werkpleinen een 6,8, tegen een 6,5 in 2008."
CONTACT = "Wie een vaste contactpersoon had, gaf een 6,9; wie die niet had een 6,1."
PERSONAL = "Persoonlijke aandacht scoorde met een 7,2 het hoogst, maatwerk met een 6,5 het laagst."
VISITED = "De inspectie bezocht vijftien van de 124 locaties."
CRITERIA = "Voor de Landkaart ontbraken duidelijke criteria"
TERTIAL = "Een tertaalrapportage verschijnt elke vier maanden."
CHAIN = "komt voor de keten van werk en inkomen een 6,6. Een jaar eerder was dat een 6,5"
LESS = "Klanten zijn minder tevreden zodra zij met meer dan één organisatie te maken krijgen."
READY = "de invoering van integrale dienstverlening over het hele land voor 68 procent gereed"
ARTICLE = "Artikel 9 van de wet verplicht UWV en gemeenten tot samenwerking"
POWERS = "Het AKO heeft zelf geen bestuurlijke bevoegdheden."
CRISIS = "Door de crisis melden zich meer werklozen en zijn er minder vacatures."
CABINET = "burgers de dienstverlening van de overheid in 2011 gemiddeld met een 7 waarderen"
POINTS = "een locatie kan ten hoogste 14 punten halen"
UNHAPPY = "Het aandeel ontevreden klanten van UWV lag rond 23 procent."
SYNOVATE = "Het onderzoek verscheen in maart 2008 en is uitgevoerd door Synovate."
MERGED = "In 2009 is het Centrum voor Werk en Inkomen opgegaan in UWV."
NOT_ALL = "Ook doen nog niet alle gemeenten mee."
BEGAN = "De invoering van integrale dienstverlening begon in 2008 en zou twee jaar duren."
THREE = "UWV vraagt drie keer per jaar aan uitkeringsgerechtigden en werknemers"
LAST = "Alleen de laatste mijlpaal, de verbetercyclus, viel buiten die afspraak."

CLAIMS: Final[tuple[tuple[str, str], ...]] = (
    ("59 van de 125 werkpleinen halen hun mijlpalen niet op tijd.", LATE),
    ("Volgens het AKO missen 59 van de 125 werkpleinen de mijlpalen.", LATE),
    ("59 of the 125 werkpleinen will miss the mijlpalen.", LATE),
    ("According to the AKO, 59 of the 125 werkpleinen will not be on time.", LATE),
    ("Negenenvijftig werkpleinen halen de mijlpalen niet voor 1 januari 2010.", LATE),
    ("In augustus 2010 had 28 procent van de 122 werkpleinen alle mijlpalen bereikt.", REACHED),
    ("Of the 122 werkpleinen, 28 percent had reached all mijlpalen in August 2010.", REACHED),
    ("28 % van de werkpleinen had in augustus 2010 alles gehaald.", REACHED),
    ("By August 2010, 28 per cent of the werkpleinen had reached every mijlpaal.", REACHED),
    ("Afgesproken was: dertien van de veertien mijlpalen gehaald op 1 januari 2010.", AGREED),
    ("Thirteen of the fourteen mijlpalen were to be reached by 1 January 2010.", AGREED),
    ("De telefoon kreeg een 7,2.", CHANNEL),
    ("Het internet kreeg een 6,9 en de post een 7,0.", CHANNEL),
    ("The telephone scored 7.2, the internet 6.9 and the post 7.0.", CHANNEL),
    ("Klanten gaven de SVB gemiddeld een 7,6.", SVB),
    ("83 procent van de ondervraagde klanten van de SVB was tevreden.", SVB),
    ("Clients gave the SVB an average mark of 7.6, and 83 percent were satisfied.", SVB),
    ("De werkpleinen kregen in de eerste helft van 2009 een 6,8.", HALF),
    ("In 2008 kregen de werkpleinen een 6,5.", HALF),
    ("In the first half of 2009 the werkpleinen scored 6.8, compared with 6.5 in 2008.", HALF),
    ("Wie een vaste contactpersoon had gaf een 6,9.", CONTACT),
    ("Those without a permanent contact gave a 6.1, those with one a 6.9.", CONTACT),
    ("Maatwerk scoorde het laagst, met een 6,5.", PERSONAL),
    ("Personal attention scored highest, with a 7.2.", PERSONAL),
    ("De inspectie is op vijftien van de 124 locaties geweest.", VISITED),
    ("The inspectorate visited 15 of the 124 locations.", VISITED),
    ("Er waren geen duidelijke criteria voor de Landkaart.", CRITERIA),
    ("Clear criteria for the Landkaart were missing.", CRITERIA),
    ("Om de vier maanden verschijnt een tertaalrapportage.", TERTIAL),
    ("A tertaalrapportage appears every four months.", TERTIAL),
    ("De keten van werk en inkomen krijgt een 6,6, een jaar eerder een 6,5.", CHAIN),
    ("The chain of work and income got a 6.6, against 6.5 a year before.", CHAIN),
    ("Wie met meer dan één organisatie te maken krijgt, is minder tevreden.", LESS),
    ("Clients are less satisfied once they deal with more than one organisation.", LESS),
    ("De integrale dienstverlening was landelijk voor 68 procent gereed.", READY),
    ("Across the country, integrated services were 68 percent ready.", READY),
    ("UWV en gemeenten moeten samenwerken volgens artikel 9.", ARTICLE),
    ("Article 9 obliges UWV and the municipalities to cooperate.", ARTICLE),
    ("Het AKO heeft geen bestuurlijke bevoegdheden.", POWERS),
    ("The AKO has no administrative powers of its own.", POWERS),
    ("Er melden zich meer werklozen door de crisis.", CRISIS),
    ("Because of the crisis there are more unemployed and fewer vacancies.", CRISIS),
    ("Burgers moesten de dienstverlening in 2011 gemiddeld een 7 geven.", CABINET),
    ("In 2011 citizens should give government services a 7 on average.", CABINET),
    ("Een locatie haalt hoogstens 14 punten.", POINTS),
    ("A location can score at most 14 points.", POINTS),
    ("Rond 23 procent van de klanten van UWV was ontevreden.", UNHAPPY),
    ("About 23 percent of UWV's clients were dissatisfied.", UNHAPPY),
    ("Synovate voerde het onderzoek uit, dat in maart 2008 verscheen.", SYNOVATE),
    ("The survey was done by Synovate and appeared in March 2008.", SYNOVATE),
    ("Het Centrum voor Werk en Inkomen ging in 2009 op in UWV.", MERGED),
    ("In 2009 the Centre for Work and Income became part of UWV.", MERGED),
    ("Nog niet alle gemeenten doen mee.", NOT_ALL),
    ("Not all municipalities take part yet.", NOT_ALL),
    ("De invoering begon in 2008 en zou twee jaar duren.", BEGAN),
    ("The introduction began in 2008 and was to take two years.", BEGAN),
    ("Drie keer per jaar vraagt UWV werknemers naar hun oordeel.", THREE),
    ("UWV asks employees three times a year.", THREE),
    ("De verbetercyclus, de laatste mijlpaal, viel buiten de afspraak.", LAST),
    ("Only the last mijlpaal, the verbetercyclus, was outside the agreement.", LAST),
)  # fmt: skip
"""Pairs of a claim and the words it stands on."""
