"""Words, stems, compounds, sentence ends, the language of a text; Dutch and English, as tables."""

from qa.language.abbreviations import Expansion, expansions, is_short_form, listed_long_form
from qa.language.compounds import split_compound
from qa.language.detection import detect_language
from qa.language.glossary import synonyms, word_stems
from qa.language.phrasal import content_words, verb_of
from qa.language.splitting import sentences
from qa.language.words import Token, fold, index_terms, is_stopword, stem, tokens

__all__ = [
    "Expansion",
    "Token",
    "content_words",
    "detect_language",
    "expansions",
    "fold",
    "index_terms",
    "is_short_form",
    "is_stopword",
    "listed_long_form",
    "sentences",
    "split_compound",
    "stem",
    "synonyms",
    "tokens",
    "verb_of",
    "word_stems",
]
