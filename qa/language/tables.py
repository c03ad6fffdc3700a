"""What is known of Dutch and English, as data. All entries are folded (lower case, no accents)."""

from __future__ import annotations

from typing import Final

from qa.model import Language


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


QUESTION_WORDS: Final[dict[Language, frozenset[str]]] = {
    "nl": _words(
        """
        wat wie wiens waar waarom wanneer welk welke hoe hoeveel hoeveelste hoever hoelang hoezeer
        waarmee waardoor waarover waaruit waarop waarin waaraan waarvan waarvoor waarbij waartoe
        waarheen waarnaar waartegen noem geef toon
        """
    ),
    "en": _words(
        """
        what who whom whose where why when which how name list give show describe explain tell
        """
    ),
}

# Words that a Dutch or English sentence is built with, and that say nothing of its subject.
FUNCTION_WORDS: Final[dict[Language, frozenset[str]]] = {
    "nl": _words(
        """
        de het een en of maar want dus noch dat die dit deze daar er hier ik jij je u hij zij ze
        wij we jullie mij me jou hem haar ons hun hen mijn jouw uw onze zijn is ben bent was waren
        geweest heb hebt heeft hebben had hadden gehad word wordt worden werd werden geworden zal
        zult zullen zou zouden kan kun kunt kunnen kon konden mag mogen mocht mochten moet moeten
        moest moesten wil wilt willen wilde wilden gaat gaan ging gingen doet doen deed deden laat
        laten te ten ter van voor met op aan in uit bij tot naar over door onder om als dan toen
        nu al ook nog niet geen wel zo zoals toch omdat doordat zodat indien hoewel terwijl nadat
        voordat sinds tijdens volgens tussen tegen zonder binnen buiten per via vanaf vanuit
        waarvan ervan eraan erin erop ermee daarvan daarvoor daarmee daarbij daaruit daarin daarop
        daaraan daardoor hiervan hiervoor hiermee hierbij hierin elk elke ieder iedere alle alles
        iets niets iemand niemand men zich zelf zelfs dezelfde hetzelfde zulke meer meest veel
        vele weinig enkele sommige beide andere ander mede tevens echter slechts reeds altijd
        nooit ooit eens even heel erg zeer m tegenover behalve gedurende wegens vanwege ondanks
        jegens langs t s n 't 's 'n z'n zo'n na eigenlijk aldus namelijk bovendien daarnaast
        hierdoor totdat mits tenzij der des den
        """
    )
    | QUESTION_WORDS["nl"],
    "en": _words(
        """
        the a an and or but nor so if because although while that this these those there here i
        you he she it we they me him her us them my your his its our their mine yours hers ours
        theirs is am are was were be been being has have had having do does did doing done will
        would shall should can could may might must of for with on at in from by to into onto upon
        about over under between against without within during according per via since until
        before after than as not no any some each every all both many much more most few less
        least other another such own same only also too very just even ever never always yet still
        already out up down off again once then now s t don doesn didn isn aren wasn weren it's
        what's who's whether through across among toward towards despite except around
        don't doesn't didn't isn't aren't wasn't weren't won't wouldn't can't couldn't shouldn't
        hasn't haven't hadn't mustn't needn't cannot itself himself herself themselves ourselves
        yourself someone somebody something anyone anybody anything everyone everybody everything
        nobody nothing none somewhere anywhere else beside besides whatever whatsoever whenever
        unless altogether anyway instead
        """
    )
    | QUESTION_WORDS["en"],
}

# Words of one language's list that carry meaning in the other, or stand in both: they say
# nothing of the language a text is in, and stop only in their own.
AMBIGUOUS_WORDS: Final = _words(
    """
    in is was of over me we had men die dan want door been even toe per via under as hem ten den no
    m s t n i own mine name up out best war wit al
    """
)

# Clusters and ends of letters that tell a word's language when no function word does.
LETTER_PATTERNS: Final[dict[Language, tuple[str, ...]]] = {
    "nl": (
        "ij", "aa", "uu", "eeu", "ieu", "oei", "aai", "ooi", "auw", "sch", "cht", "zw", "kk",
        "dsch", "heid$", "heden$", "lijk", "ige$", "tie$", "ties$", "eren$", "eerd$", "eert$",
        "isch", "dig", "[aeou]ren$", "[^aeiou]en$", "[^e]elen$", "ingen$", "sing$", "ling$",
        "baar", "loos$", "^ge[a-z]+d$", "^ver", "^ont", "^z", "^vr", "^uit", "^aan", "^ach", "oe",
        "ui", "ee[klmnprst]", "oo[klmnprst]", "wj", "j[aeiou]", "k$", "tse?$", "eur$", "teit$",
        "'s$", "ie[dfklmnprst]", "eid$", "erk", "ingsg?",
    ),
    "en": (
        "th", "wh", "sh", "ck", "ough", "igh", "tion", "sion", "ment$", "ments$", "ness", "ful",
        "less$", "able$", "ible$", "ous$", "ious", "ity$", "ities$", "ies$", "ed$", "[^l]ly$",
        "ly$", "ive$", "ives$", "y$", "ys$", "ea", "ai[lnrs]", "ay", "oy", "ow", "qu",
        "^c[aehilrou]", "cc", "ct", "ce$", "ces$", "ge$", "ure$", "x", "ss$", "al$", "als$",
        "ers$", "^j[ou]", "oa", "ew", "ey$", "[^aeiou]le$", "ing$", "ch$", "ic$",
    ),
}  # fmt: skip

# Abbreviations whose point never ends a sentence.
ABBREVIATIONS: Final = _words(
    """
        drs dr mr ir ing prof mw mevr dhr hr bc ds sr jr st mgr lic min staatssecr burg weth mej
        art artt nrs blz blzn pag hfst bijl fig tab vgl zie cf afd aant toel vs verg rn ca circa
        ong gem resp max incl excl evt bijv bv zgn zg tel tst ts kst stb stcrt trb jrg dl jan feb
        febr mrt apr jun jul aug sep sept okt oct nov dec ma di wo vr za d.d dd m.n d.w.z dwz o.a
        m.b.t i.v.m i.c t.b.v t.o.v t.a.v n.a.v d.m.v m.u.v i.p.v o.b.v i.h.b i.h.k.v i.o m.i.v
        t/m o.g.v t.g.v t.w t.z.t z.g z.s.m s.v.p p.m p.j p.p q.q e.g i.e u.a o.l.v a.d.h.v m.m.v
        m.i n.v.t l.c a.w op.cit ibid plm pm afk versch intern milj mld mln pct mio bedr std lid
        ten.name t.n.v p/a c.q cq d.i m.a.w v.a i.t.t o.m nl ned eng mrs ms messrs rev gen col lt
        sgt hon vol vols approx dept est eds sect secs paras viz ref refs app eq esp figs
        """
)

# Abbreviations that are words too: their point ends no sentence before a number or one letter.
NUMBER_ABBREVIATIONS: Final = _words(
    """
        nr no nos p pp par art fig tab ch sec ed vol dl r punt eq app
        """
)

# Abbreviations that often stand last in a sentence: what follows decides.
CLOSING_ABBREVIATIONS: Final = _words(
    """
        etc enz enzovoort e.d e.o e.v e.a e.v.a a.s jl c.s o.i.d b.v n.v v.o.f inc ltd co
        corp al ff a.m v.chr n.chr w.v.t.t.k bv nv z.o.z r.i.p m.e.z.t p.a s.a plc
        """
)

# After these a capital or a number with a point is a name of a part, and the point ends a sentence.
PART_NAMES: Final = _words(
    """
    bijlage annex appendix figuur figure tabel table fase phase deel part categorie category type
    groep group klasse class variant optie option model route scenario niveau level schaal team
    mijlpaal milestone stap step vraag question aanbeveling recommendation artikel article
    hoofdstuk chapter paragraaf section stelling doel
    """
)

# Words that open a sentence: after an initial's point they show that it was an end.
SENTENCE_OPENERS: Final = _words(
    """
        het een deze dit dat die er in op met voor bij naast ook maar als indien omdat hoewel
        hierbij daarbij daarnaast hierdoor daardoor hiermee daarmee wij zij hij ik uit om aan na
        tot volgens sinds the a this that these those it there on with for by also but if because
        although we they he she from to after since according however
        """
)

# Prefixes that make a verb or noun of their own: 'onderzoek' is no compound of 'onder' and 'zoek'.
PARTICLES: Final = _words(
    """
        aan achter boven binnen buiten door langs onder over tegen terug tussen voor voort weder
        weer samen vast mede midden rond tegemoet teweeg toen want waar daar hier niet even eerst
        geen heel meer minder veel zeer naar tijdens zonder alle deze zijn mijn haar welke onze
        """
)

# Ends that are suffixes, or words too common as word ends, and never the head of a compound.
SUFFIXES: Final = _words(
    """
        heid heden lijk lijke lijker lijks ing ingen loos loze baar bare achtig achtige schap
        schappen zaam zame waarts waardig matig matige rijke eren erend erende teren tend tende
        ende eerd eerde iteit iteiten isme ische isch atie aties ator ster sters aars tjes etje
        etjes eling elingen rend rende lend lende nend nende kend kende send sende dend dende ment
        menten steld stelde sten ling lingen ding dingen ning ningen ting tingen kingen gingen
        sing singen end ers aren ieren tie ties ders ters kers gers lers ners jarig jarige tige
        tigen vormig stens neer eens ens ven den ten
        """
)

# Letters that join two parts of a Dutch compound (Algemene Nederlandse Spraakkunst, 12.4).
LINKING_LETTERS: Final = ("", "s", "en", "e", "n")

# What the Snowball stemmer leaves apart in Dutch, as (pattern, replacement): before it is run ...
BEFORE_STEMMING: Final[tuple[tuple[str, str], ...]] = (
    (
        r"(?<!adv)(?<!verl)(?<!prec)(ie|[ae]ge|te|eau)s$",
        r"\1",
    ),  # organisaties, percentages, gemeentes, niveaus
    (r"^(?:ge)?(?!verk|beh)(\w{4,})eer(?:t|d|de|den)$", r"\1er"),  # gerealiseerd, realiseert
    (r"^(?:ge)?(\w*d)eel(?:t|d|de|den)$", r"\1el"),  # beoordeeld, verdeelt
)
# ... and after it.
AFTER_STEMMING: Final[tuple[tuple[str, str], ...]] = (
    (r"([b-df-hj-np-tv-z])\1$", r"\1"),  # process(en): proces
    (r"v$", "f"),  # briev(en): brief
    (r"z$", "s"),  # adviez(en): advies
    (r"led$", "lid"),  # leden: lid
    (r"sted$", "stad"),  # steden: stad
    (r"criteria$", "criterium"),
)

# Words that make another verb of the one before them ("put off", "haakten … af"); the Dutch ones
# stand at the end of their clause, the English ones behind the verb or its object.
VERB_PARTICLES: Final[dict[Language, frozenset[str]]] = {
    "nl": _words(
        "aan af bij door in mee na om op over toe uit voor weg terug samen vast stil plaats"
    ),
    "en": _words(
        "up out off down over back away in on through by with for into aside behind apart along"
    ),
}
# English ones that mostly begin a place or time: "came in 2014" is no "came in".
PLACE_PARTICLES: Final = _words("in on over through by along")
# Words that may stand behind the end of a clause, where what it is about is told after it.
AFTER_CLAUSE: Final[dict[Language, frozenset[str]]] = {
    "nl": _words(
        "van in op voor door aan bij met na naar om omdat dat toen als tot tijdens sinds vanaf en"
    ),
    "en": _words("in on by for from to at with because when since until before after and per"),
}
# Words with a noun behind them.
DETERMINERS: Final = _words("de het een deze die dit dat the a an this that these those")

# English verbs by the forms that no rule gives.
IRREGULAR: Final[dict[str, str]] = {
    form: verb
    for verb, forms in (
        row.split(": ")
        for row in """
        break: broke broken
        bring: brought
        build: built
        buy: bought
        catch: caught
        come: came
        cut: cut
        deal: dealt
        do: did done
        draw: drew drawn
        drive: drove driven
        fall: fell fallen
        find: found
        get: got gotten
        give: gave given
        go: went gone
        grow: grew grown
        hand: handed
        hold: held
        keep: kept
        lay: laid
        lead: led
        leave: left
        lie: lay lain
        lose: lost
        make: made
        meet: met
        pay: paid
        run: ran
        see: saw seen
        sell: sold
        send: sent
        set: set
        shut: shut
        speak: spoke spoken
        spend: spent
        stand: stood
        stick: stuck
        strike: struck stricken
        take: took taken
        tear: tore torn
        think: thought
        throw: threw thrown
        wear: wore worn
        win: won
        wind: wound
        write: wrote written
        """.strip().splitlines()
    )
    for verb, form in ((verb.strip(), form) for form in forms.split())
}
