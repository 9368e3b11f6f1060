"""A wrong mail setting stops the start with a sentence that names it."""

from pathlib import Path

import pytest

from kierto.config import Settings, WrongSetting


def read(tmp_path: Path, **values: str) -> Settings:
    return Settings.from_environment(
        {"KIERTO_HOME": str(tmp_path), "KIERTO_SECRET_KEY": "x" * 40} | values
    )


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("http://mail.example", "begins smtp://"),
        ("smtp://mail.example:abc", "the port"),
        ("smtp://mail.example:70000", "the port"),
        ("smtp://mail.example?tls=requierd", "“?tls=requierd” is not known"),
        ("smtp://user@mail.example", "user and password belong together"),
        ("smtp://:25", "smtp://user:password@server:port"),
    ],
)
def test_a_wrong_address_of_the_mail_server_stops_the_start(
    tmp_path: Path, address: str, problem: str
) -> None:
    with pytest.raises(WrongSetting) as refused:
        read(tmp_path, KIERTO_MAIL_URL=address)

    assert str(refused.value).startswith("KIERTO_MAIL_URL: ")
    assert problem in str(refused.value)


@pytest.mark.parametrize("sender", ["kierto", "a@b@c", "a b@c.fi", "@kemi.fi", "kierto@"])
def test_a_sender_that_is_no_address_stops_the_start(tmp_path: Path, sender: str) -> None:
    with pytest.raises(WrongSetting, match="KIERTO_MAIL_FROM"):
        read(tmp_path, KIERTO_MAIL_FROM=sender)


def test_right_settings_are_taken(tmp_path: Path) -> None:
    address = "smtp://user:p%40ss@mail.example:587?tls=required"
    found = read(tmp_path, KIERTO_MAIL_URL=address, KIERTO_MAIL_FROM="Kierto <kierto@kemi.fi>")

    assert (found.mail_url, found.mail_from) == (address, "Kierto <kierto@kemi.fi>")
