"""Text → its words: folded, as the place or group they are another name of, and as stems."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

_stemmer = snowballstemmer.stemmer("english")

TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\d,.]*\d|\d")
"""A word, an abbreviation with its points, or a numeral."""
STOP = frozenset(
    "a an the and or but nor so yet if then than that this these those there here it its it's he him his she her hers "
    "they them their theirs we us our ours you your yours i me my mine who whom whose which what when where why how "
    "is are was were be been being am do does did done doing have has had having will would shall should can could may "
    "might must not no yes of in on at by to from with without for as into onto over under about after before between "
    "during through against among within also just only very much many more most some any all both each every other "
    "another such same own too s t d ll re ve m up down out off again further once because while until upon said say "
    "says according article articles report reports reported tell told one ones list name give true mr mrs ms dr "
    "sir".split()
)
CAPITAL = f"[{''.join(filter(str.isupper, map(chr, range(0x250))))}]"
"""A pattern: any capital of the Latin alphabet, "É" and "Š" too."""
AUXILIARY = "is|are|was|were|did|does|do|has|have|had|will|would|can|could"
"""Alternatives of a pattern: the verbs that questions are asked with."""
# Names that mean the same place or group: the first word stands for all. "Albanian" needs no word: it ends in "-an".
_ALIASES = """
france french frenchman frenchmen|germany german germans|britain british uk u.k briton britons|russia russian russians
italy italian italians|turkey turkish turk turks|spain spanish spaniard spaniards|belgium belgian belgians
netherlands dutch|poland polish poles|sweden swedish swedes|denmark danish danes|norway norwegian norwegians
finland finnish finns|greece greek greeks|portugal portuguese|ireland irish|austria austrian austrians
switzerland swiss|ukraine ukrainian ukrainians|america american americans usa u.s us u.s.a|canada canadian canadians
mexico mexican mexicans|brazil brazilian brazilians|china chinese|japan japanese|india indian indians
pakistan pakistani pakistanis|iran iranian iranians|iraq iraqi iraqis|syria syrian syrians|israel israeli israelis
palestine palestinian palestinians|lebanon lebanese|egypt egyptian egyptians|libya libyan libyans
tunisia tunisian tunisians|algeria algerian algerians|morocco moroccan moroccans|mali malian malians
nigeria nigerian nigerians|kenya kenyan kenyans|somalia somali somalis|australia australian australians
europe european europeans|africa african africans|asia asian asians|islamic isis isil daesh|eu e.u|un u.n
scotland scottish scots|wales welsh|england english|korea korean koreans|vietnam vietnamese|afghanistan afghan afghans
saudi saudis|yemen yemeni yemenis|hungary hungarian hungarians|romania romanian romanians|czech czechs czechia
albania|iceland icelandic icelanders|luxembourg|malta maltese|cyprus cypriot cypriots|serbia serb serbs
croatia croat croats|slovenia slovenes|slovakia slovak slovaks|bosnia|kosovo kosovar kosovars|macedonia
montenegro montenegrin montenegrins|bulgaria|moldova moldovan moldovans|belarus belarusian belarusians|estonia|latvia
lithuania|armenia|azerbaijan azerbaijani azerbaijanis azeri azeris|georgia|kazakhstan kazakh kazakhs|kyrgyzstan kyrgyz
tajikistan tajik tajiks|turkmenistan turkmen|uzbekistan uzbek uzbeks|mongolia|taiwan taiwanese|thailand thai thais
myanmar burma burmese|laos laotian laotians lao|cambodia|malaysia|singapore singaporean singaporeans|indonesia
philippines philippine filipino filipinos|bangladesh bangladeshi bangladeshis|nepal nepali nepalis nepalese
bhutan bhutanese|lanka lankan lankans|maldives maldivian maldivians|qatar qatari qataris|kuwait kuwaiti kuwaitis
bahrain bahraini bahrainis|oman omani omanis|emirates emirati emiratis uae|jordan jordanian jordanians|sudan sudanese
ethiopia|eritrea eritrean eritreans|djibouti|uganda ugandan ugandans|rwanda rwandan rwandans
burundi burundian burundians|tanzania|congo congolese|cameroon cameroonian cameroonians|gabon gabonese
chad chadian chadians|niger|benin|togo togolese|ghana ghanaian ghanaians|senegal senegalese|gambia
guinea guinean guineans|liberia|mauritania|burkina burkinabe|angola angolan angolans|zambia
zimbabwe zimbabwean zimbabweans|mozambique mozambican mozambicans|malawi malawian malawians|botswana|namibia|lesotho
eswatini|madagascar malagasy|mauritius mauritian mauritians|comoros|seychelles|cuba cuban cubans
haiti haitian haitians|jamaica jamaican jamaicans|dominica dominican dominicans|bahamas
guatemala guatemalan guatemalans|honduras honduran hondurans|nicaragua nicaraguan nicaraguans|salvador salvadoran
panama panamanian panamanians|colombia|venezuela venezuelan venezuelans|ecuador ecuadorian ecuadorean ecuadorians
peru peruvian peruvians|bolivia|chile chilean chileans|argentina argentine argentinian argentines argentinians
uruguay uruguayan uruguayans|paraguay paraguayan paraguayans|zealand zealander zealanders|fiji fijian fijians
samoa samoan samoans|tonga tongan tongans|greenland greenlandic
"""
_ALIAS = {word: group.split()[0] for group in re.split(r"[|\n]", _ALIASES) if group for word in group.split()}
# Past forms and nouns that no stemmer takes back to the verb. "Left" is another word too; "founded" has the stem of
# "found" anyway.
_FORMS = """
began begun begin|bought buy|broke broken break|brought bring|built build|burnt burn|came come|caught catch|
chose chosen choose|dealt deal|drew drawn draw|drove driven drive|fell fallen fall|fled flee|flew flown fly|
fought fight|found founder find|froze frozen freeze|gave given give|got gotten get|went gone go|grew grown grow
heard hear|held hold
hid hidden hide|kept keep|knew known know|laid lay|led lead|lent lend|lost lose|made make|meant mean|met meet
overthrew overthrow|paid pay|ran run|rode ridden ride|rose risen rise|sank sunk sink|saw seen see|sent send
shook shaken shake|shot shoot|slept sleep|sold sell|sought seek|spent spend|spoke spoken speak
stole stolen steal|stood stand|struck strike|stuck stick|swore sworn swear|taught teach|thought think|threw thrown throw
took taken take|understood understand|withdrew withdrawn withdraw|won winner win|wore worn wear|wrote written write
acquisition acquire|admission admit|agreement agree|belief believe|birth born|buyer buy|choice choose|closure close
collision collide|complaint complain|conclusion conclude|death died dies dying die|decision decide|delivery deliver
departure depart|description describe|destruction destroy|director direct|discovery discover|division divide
expansion expand|explosion explode|extension extend|failure fail|flight fly|growth grow|injury injure|invasion invade
investor invest|loss lose|marriage married marry|owner own|payment pay|recovery recover|response respond
retirement retire|robbery rob|sale sell|speech speak|successor success succeed|survivor survive|suspension suspend
teacher teach|threat threaten|visitor visit
"""
_GROUPS = [[str(_stemmer.stemWord(word)) for word in group.split()] for group in re.split(r"[|\n]", _FORMS) if group]
_BASE = {form: group[-1] for group in _GROUPS for form in group[:-1]}
_POINTS_BACK = re.compile(
    r"\W*(?:he|she|it|they|his|her|its|their|this|that|these|those|none|nobody|no one|"
    r"(?:all|both)(?= (?:of|are|were|have|had|will)\b)|one(?= (?:is|was)\b)|"
    r"the (?:move|plan|vote|request|plea|appeal|proposal|motion|application|idea|complaint|two|three|others?))\b",
    re.IGNORECASE,
)
_OF_LAND = re.compile(r"(?<=\w{5}a)ns?$")
_SHORT = {  # names of several words, the longer before what it begins with
    "United States of America": "U.S.",
    "United States": "U.S.",
    "United Kingdom": "U.K.",
    "Great Britain": "Britain",
    "United Nations": "U.N.",
    "European Union": "E.U.",
}
_IN_FULL = re.compile(rf"\b(?:{'|'.join(_SHORT)})\b")
PEOPLES = frozenset(_ALIAS.values())
"""Canonical names of countries, continents and their like, none of them a person's."""


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Return a word without case, accents and possessive: ``Hollande’s`` → ``hollande``, ``U.S.`` → ``u.s``."""
    plain = unicodedata.normalize("NFKD", word.casefold().replace("’", "'").removesuffix("'s"))
    return "".join(char for char in plain if not unicodedata.combining(char)).strip(".,'")


@lru_cache(maxsize=50_000)
def canonical(word: str) -> str:
    """Return the folded word, or the place or group it is another name of: ``French`` → ``france``.

    What ends in "-an" is one with the land in "-a", known or not: ``Ruritanian`` → ``ruritania``.
    """
    if word == "IS":
        return "islamic"
    folded = fold(word)
    if folded == "us" and word != "US":  # the pronoun
        return folded
    return _ALIAS.get(folded, _OF_LAND.sub("", folded))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the Snowball stem of the canonical word, of a verb's irregular past or noun that of the verb."""
    found = str(_stemmer.stemWord(canonical(word)))
    return _BASE.get(found, found)


def abbreviated(text: str) -> str:
    """Return a text with countries and unions of several words by what else they are called: "U.S."."""
    return _IN_FULL.sub(lambda match: _SHORT[match[0]], text)


def is_stop(word: str) -> bool:
    """Tell whether a word tells nothing by itself, as "us"; unlike "US"."""
    return fold(word) in STOP and word not in ("IS", "US")


def words(text: str) -> list[str]:
    """Return the words and numerals of a text, as written."""
    return TOKEN.findall(text)


@lru_cache(maxsize=20_000)
def stems(text: str) -> frozenset[str]:
    """Return the stems of a text's content words."""
    return frozenset(stem(word) for word in words(abbreviated(text)) if not is_stop(word))


@lru_cache(maxsize=20_000)
def all_stems(text: str) -> frozenset[str]:
    """Return the stems of all words of a text, those that tell nothing too."""
    return frozenset(stem(word) for word in words(abbreviated(text)))


def canonicals(text: str) -> frozenset[str]:
    """Return all words of a text, canonical."""
    return frozenset(canonical(word) for word in words(abbreviated(text)))


def points_back(text: str) -> bool:
    """Tell whether a sentence opens with a word for what stands before it: "She …", "The move …", "All were lost"."""
    return bool(_POINTS_BACK.match(text))
