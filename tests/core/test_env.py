"""Settings refuse nonsense, and a connection address becomes Django's dictionary."""

import pytest

from klinik.core import env

APPLICATION = "postgresql://app:s%40crt@/klinik?host=/run/a%20folder"
OWNER = "postgresql://owner:other@/klinik?host=/run/a%20folder"


@pytest.fixture(autouse=True)
def no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)


@pytest.mark.parametrize(
    ("word", "meaning"), [("1", True), ("True", True), ("on", True), ("0", False), ("no", False)]
)
def test_a_flag_is_a_yes_or_a_no(monkeypatch: pytest.MonkeyPatch, word: str, meaning: bool) -> None:
    monkeypatch.setenv("DEBUG", word)

    assert env.flag("DEBUG", not meaning) is meaning


def test_an_empty_flag_is_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "")

    assert env.flag("DEBUG", True) is True


def test_a_maybe_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "maybe")

    with pytest.raises(env.BadSetting, match="DEBUG=maybe is neither yes nor no"):
        env.flag("DEBUG", False)


@pytest.mark.parametrize("digits", ["-1", "1.5", "ten", "²", "0x10"])
def test_a_whole_number_is_digits_only(monkeypatch: pytest.MonkeyPatch, digits: str) -> None:
    monkeypatch.setenv("PORT", digits)

    with pytest.raises(env.BadSetting, match="not a whole number"):
        env.whole("PORT", 8000)


def test_a_whole_number_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8001")

    assert env.whole("PORT", 8000) == 8001


def test_an_address_with_a_socket_folder_becomes_djangos_dictionary(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", APPLICATION)
    monkeypatch.setenv("DATABASE_OWNER_URL", OWNER)

    databases = env.databases()

    assert sorted(databases) == ["default", "owner"]
    default = databases["default"]
    assert (default["USER"], default["PASSWORD"]) == ("app", "s@crt")
    assert (default["NAME"], default["HOST"]) == ("klinik", "/run/a folder")
    assert default["TEST"] == databases["owner"]["TEST"] == {"NAME": "test_klinik"}


def test_the_host_may_also_stand_before_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@%2Frun%2Fpg:5433/klinik?sslmode=disable")

    default = env.databases()["default"]

    assert (default["HOST"], default["PORT"]) == ("/run/pg", "5433")
    assert default["OPTIONS"] == {
        "sslmode": "disable",
        "prepare_threshold": env.PREPARED_WHEN_ASKED,
    }


def test_without_an_address_the_settings_can_still_be_imported() -> None:
    assert list(env.databases()) == ["default"]


def test_one_role_for_both_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", APPLICATION)
    monkeypatch.setenv("DATABASE_OWNER_URL", APPLICATION)

    with pytest.raises(env.BadSetting, match="both name the role 'app'"):
        env.databases()


def test_two_databases_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", APPLICATION)
    monkeypatch.setenv("DATABASE_OWNER_URL", OWNER.replace("/klinik", "/other"))

    with pytest.raises(env.BadSetting, match="different databases"):
        env.databases()


def test_an_owner_alone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", OWNER)

    with pytest.raises(env.BadSetting, match="set both"):
        env.databases()


@pytest.mark.parametrize(
    "address",
    ["mysql://app@host/klinik", "klinik", "postgresql://app@host/klinik?nonsense=1"],
)
def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DATABASE_URL", address)

    with pytest.raises(env.BadSetting, match="DATABASE_URL"):
        env.databases()


def test_an_address_without_a_role_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///klinik")

    with pytest.raises(env.BadSetting, match="must name a role and a database"):
        env.databases()


def test_hosts_are_names_with_commas_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLINIK_VIDEO_HOSTS", " Meet.example.org, bbb.example.org,")

    assert env.hosts("KLINIK_VIDEO_HOSTS") == ["meet.example.org", "bbb.example.org"]


def test_no_host_is_an_empty_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLINIK_VIDEO_HOSTS", "")

    assert env.hosts("KLINIK_VIDEO_HOSTS") == []


@pytest.mark.parametrize(
    "word", ["https://meet.example.org", "*", "a.org/x", "a.org:443", "'self'"]
)
def test_what_is_no_name_of_a_server_is_refused(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("KLINIK_VIDEO_HOSTS", f"a.org,{word}")

    with pytest.raises(env.BadSetting, match="write names as in meet"):
        env.hosts("KLINIK_VIDEO_HOSTS")
