"""SPECs: every form there is, a sentence for what is none, and no credential in an address."""

from __future__ import annotations

import pytest

from detente.errors import InputError
from detente.llm.specs import FORMS, Spec, parse_spec

HERE = "http://127.0.0.1:8080/v1"
KEY = "sk-abcdefgh12345"


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ("baseline", Spec("baseline", "baseline")),
        ("lexical", Spec("lexical", "lexical")),
        ("human", Spec("human", "human")),
        ("script:talks/kyiv.yaml", Spec("script:talks/kyiv.yaml", "script", path="talks/kyiv.yaml")),
        ("script:C:/kyiv.yaml", Spec("script:C:/kyiv.yaml", "script", path="C:/kyiv.yaml")),
        ("replay:sessions/one", Spec("replay:sessions/one", "replay", path="sessions/one")),
        ("openai:small", Spec("openai:small", "openai", provider="openai", model="small")),
        ("openai:ft:small:me", Spec("openai:ft:small:me", "openai", provider="openai", model="ft:small:me")),
        ("anthropic:large", Spec("anthropic:large", "langchain", provider="anthropic", model="large")),
        ("google_genai:a/b", Spec("google_genai:a/b", "langchain", provider="google_genai", model="a/b")),
        ("ollama:qwen3:8b", Spec("ollama:qwen3:8b", "langchain", provider="ollama", model="qwen3:8b")),
        ("object:Chat", Spec("object:Chat", "object", provider="object", model="Chat")),
        (
            "google_vertexai:claude@2024",
            Spec("google_vertexai:claude@2024", "langchain", provider="google_vertexai", model="claude@2024"),
        ),
    ],
)
def test_every_form_is_taken_apart(text: str, spec: Spec) -> None:
    assert parse_spec(text) == spec
    assert spec.name == text


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (HERE, HERE),
        (HERE + "/", HERE),
        ("https://models.example.com/v1", "https://models.example.com/v1"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
        ("https://models.example.com/v1/", "https://models.example.com/v1"),
    ],
)
def test_an_address_stands_behind_the_model(url: str, kept: str) -> None:
    spec = parse_spec(f"openai:org/small@{url}")
    assert (spec.kind, spec.model, spec.base_url) == ("openai", "org/small", kept)
    assert spec.name == "openai:org/small"


@pytest.mark.parametrize(
    ("text", "is_model"),
    [
        ("openai:small", True),
        (f"openai:small@{HERE}", True),
        ("anthropic:large", True),
        ("object:Chat", True),
        ("baseline", False),
        ("lexical", False),
        ("human", False),
        ("script:file", False),
        ("replay:file", False),
    ],
)
def test_it_is_known_whether_a_language_model_answers(text: str, is_model: bool) -> None:
    assert parse_spec(text).is_model == is_model


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gpt",
        "Baseline",
        "baseline ",
        "openai",
        "openai:",
        "script:",
        ":model",
        "Open AI:small",
        "2x:small",
        "a-b:c",
    ],
)
def test_what_is_no_spec_is_told_the_forms_there_are(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_spec(text)
    assert str(caught.value) == f"'{text}' is no SPEC: give {FORMS}."


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:8080",
        "localhost",
        "ftp://localhost",
        "http://",
        "file:///v1",
        "//h/v1",
        "http://[::1/v1",
        "http://[hello]/v1",
        "http://::1]:80/v1",
        "http://localhost:port/v1",
        "http://localhost:99999/v1",
        "http://localhost:0/v1",
    ],
)
def test_what_is_no_address_is_told_how_one_looks(url: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_spec(f"openai:small@{url}")
    assert str(caught.value) == f"'{url}' is no address: give one as http://127.0.0.1:8080/v1."


@pytest.mark.parametrize(
    "url",
    [
        f"http://me:{KEY}@localhost:8080/v1",
        f"http://{KEY}@localhost:8080/v1",
        f"https://:{KEY}@localhost/v1",
        f"https://localhost/v1?key={KEY}",
        f"https://localhost?api_key={KEY}&more=1",
        f"https://localhost/v1#{KEY}",
        f"https://localhost/v1#key={KEY}",
        f"http://localhost/a@{KEY}",
        f"http://{KEY}@/v1",
        f"me:{KEY}@localhost",
        f"http://[{KEY}@::1/v1",
        f"ftp://me:{KEY}@localhost",
        "http://localhost/a@b",
        "https://localhost/v1?",
        "https://localhost/v1#",
    ],
)
def test_a_key_in_an_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_spec(f"openai:small@{url}")
    said = "A key does not belong into an address: set OPENAI_API_KEY in the environment."
    assert str(caught.value) == said
    assert KEY not in repr(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "text",
    [
        f"anthropic:large@http://me:{KEY}@localhost/v1",
        f"anthropic:http://me:{KEY}@localhost/v1",
        f"anthropic:large@https://localhost/v1?key={KEY}",
        "ollama:qwen3:8b@http://127.0.0.1:11434",
    ],
)
def test_an_address_for_another_provider_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_spec(text)
    assert str(caught.value).endswith(" takes no address; only openai:MODEL@BASE_URL does.")
    assert "://" not in str(caught.value)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        f"openai:@http://me:{KEY}@localhost/v1",
        f"anthropic:@{KEY}",
        "openai:@http://127.0.0.1:8080/v1",
        f"Open AI:small@http://{KEY}@localhost",
        f"small@http://me:{KEY}@localhost/v1",
        f"Anthropic:http://{KEY}/",
    ],
)
def test_an_address_without_a_model_or_a_provider_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_spec(text)
    assert " is no SPEC: give " in str(caught.value)
    assert KEY not in str(caught.value)
    assert "127.0.0.1" not in str(caught.value)
