"""What a person does in a browser, for tests of pages."""

from flask.testing import FlaskClient

from tests import city


def sign_in(client: FlaskClient, login: str) -> None:
    """Sign in through the page, as a person does."""
    answer = client.post(
        "/login", data={"email": f"{login}@example.org", "password": city.PASSWORD}
    )
    assert answer.status_code == 302, answer.text
