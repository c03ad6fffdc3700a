"""What the reader is told about the model, in the question's language."""

from __future__ import annotations

from typing import Final

from qa.model import Language

WORDS: Final[dict[Language, dict[str, str]]] = {
    "nl": {
        "unreachable": "Het model op {address} is niet te bereiken ({detail})",
        "timeout": "Het model op {address} antwoordde niet op tijd",
        "busy": "Het model op {address} heeft het te druk ({detail})",
        "failed": "Het model op {address} gaf een fout ({detail})",
        "key": "{address} weigert de sleutel; controleer model_key ({detail})",
        "no_model": "{address} heeft het model '{name}' niet, of het adres klopt niet ({detail})",
        "overflow": "De vraag met één passage past niet in het model '{name}' ({detail})",
        "no_format": "{address} kent de gevraagde vorm van antwoord niet ({detail})",
        "redirect": "{address} verwijst door naar {detail}, en dat wordt niet gevolgd",
        "bad_reply": "{address} gaf geen leesbaar antwoord ({detail})",
        "given_up": "Het model op {address} gaf te vaak geen antwoord en wordt even niet gevraagd",
        "broken": "Het antwoord van het model brak af",
        "cut": "Het antwoord van het model werd te lang en is afgebroken",
        "endless": "Het antwoord van het model hield niet op en is afgebroken",
        "refused": "Het model vond in de passages geen antwoord",
        "unproven": "Niets van wat het model zei werd door de passages bewezen",
        "instead": "{why}; dit is het antwoord zonder model.",
        "removed_1": "1 zin van het model is weggelaten: de rapporten bewijzen hem niet.",
        "removed_n": "{n} zinnen van het model zijn weggelaten: de rapporten bewijzen ze niet.",
        "left_out": "{n} van de {of} passages pasten niet in het model en zijn het niet gegeven.",
        "cut_short": "{why}; wat hier staat is bewezen, maar misschien niet alles.",
        "other_language": "Het model antwoordde in een andere taal dan de vraag.",
    },
    "en": {
        "unreachable": "The model at {address} cannot be reached ({detail})",
        "timeout": "The model at {address} did not answer in time",
        "busy": "The model at {address} is too busy ({detail})",
        "failed": "The model at {address} gave an error ({detail})",
        "key": "{address} refuses the key; check model_key ({detail})",
        "no_model": "{address} has no model '{name}', or the address is wrong ({detail})",
        "overflow": "The question with one passage does not fit the model '{name}' ({detail})",
        "no_format": "{address} does not know the form of reply asked for ({detail})",
        "redirect": "{address} sends on to {detail}, which is not followed",
        "bad_reply": "{address} gave no readable reply ({detail})",
        "given_up": "The model at {address} failed too often and is not asked for a while",
        "broken": "The model's answer broke off",
        "cut": "The model's answer became too long and was cut off",
        "endless": "The model's answer did not end and was cut off",
        "refused": "The model found no answer in the passages",
        "unproven": "Nothing that the model said was proven by the passages",
        "instead": "{why}; this is the answer without a model.",
        "removed_1": "1 sentence of the model was left out: the reports do not prove it.",
        "removed_n": "{n} sentences of the model were left out: the reports do not prove them.",
        "left_out": "{n} of the {of} passages did not fit the model and were not given to it.",
        "cut_short": "{why}; what stands here is proven, but may not be all.",
        "other_language": "The model answered in another language than the question's.",
    },
}


def word(language: Language, kind: str, **values: object) -> str:
    """A sentence of the table with its places filled in, without empty brackets."""
    return WORDS[language][kind].format(**values).replace(" ()", "")
