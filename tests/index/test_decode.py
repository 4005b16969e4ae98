from __future__ import annotations

import pytest

from index.decode import decode

HEAD = "The choir of Marwick sang in the old market hall on Saturday, and 300 people came to hear it.\n\n"


@pytest.mark.parametrize(
    "words",
    ["Jörg Brückner", "Zoltán Kovács", "João Simões", "crème fraîche", "Nuñez", "Tromsø", "€7m", "£7m", "7½ miles",
     "“Amélie”", "Hjördís Þórðardóttir", "90 m² at 20°C", "it´s"],
)  # fmt: skip
def test_one_word_beyond_ascii_in_an_english_text_is_read_as_western(words: str) -> None:
    text = f"{HEAD}Its guest spoke of {words} and left.\n"
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    "text",
    [
        "Die Brücke ist gesperrt, weil fünf Züge dort stehen müssen, hieß es in Köln.",
        "La mairie a été fermée, déclarait hier le préfet : « c’est très gênant ».",
        "El dueño salió mañana, ¿no? La alcaldía nº 4 calló.",
        "João não está em São Tomé, disse o irmão.",
        "Åsa går över ån på lördag.",
        "Kyrkan är på väg, säger hon.",
    ],
)
def test_a_short_text_in_one_western_language(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1250", "Wójt złożył rezygnację, ponieważ źle policzył głosy, powiedział świadek w Łodzi."),
        ("cp1250", "Starosta se vzdal úřadu, protože špatně počítal hlasy, řekl v úterý svědek."),
        ("cp1250", "A polgármester csütörtökön lemondott, mert rosszul számolt, mondta egy győri tanú. Ősszel új jön."),
        ("cp1251", "Мост закрыт до пятницы, сообщила в среду городская администрация."),
        ("koi8-r", "Мост закрыт до пятницы, сообщила в среду городская администрация."),
        ("cp1253", "Η γέφυρα έκλεισε την Τετάρτη, είπε ο δήμαρχος της πόλης."),
        ("shift_jis", "市は水曜日に橋を閉鎖した。工事は3月まで続く見通しである。"),
        ("gbk", "市政府周三表示，这座大桥将关闭到三月。"),
        ("euc-kr", "시는 수요일에 다리를 폐쇄했다고 밝혔다. 공사는 3월까지 계속된다."),
    ],
)
def test_what_is_not_western_is_not_read_so(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text
