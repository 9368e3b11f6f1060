"""What people do in a browser, in Finnish words, with or without scripts."""

from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests import city


class Someone:
    """A person at a page. The steps are those of a visitor: what stands there is read and pressed.

    What the page complains about (scripts, missing files) is kept in ``complaints``.
    """

    def __init__(self, page: Page, *, scripts: bool = True) -> None:
        self.page = page
        self.scripts = scripts
        self.complaints: list[str] = []
        page.on("console", lambda said: self._complain(said.type, said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def sign_in(self, login: str) -> None:
        self.page.goto("/login")
        self.page.get_by_label("Sähköposti").fill(f"{login}@example.org")
        self.page.get_by_label("Salasana").fill(city.PASSWORD)
        self.press("Kirjaudu", within=self.page.get_by_role("main"))
        expect(self.page).to_have_url("/")

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """Press the one button of this name."""
        (within or self.page.get_by_role("main")).get_by_role(
            "button", name=name, exact=True
        ).click()

    def follow(self, name: str, *, within: Locator | None = None) -> None:
        """Follow the first link of this name."""
        place = within or self.page.get_by_role("main")
        place.get_by_role("link", name=name, exact=True).first.click()

    def choose(self, question: str, answer: str) -> None:
        """Press the card of an answer: its circle is hidden behind the card on purpose."""
        group = self.page.get_by_role("group", name=question)
        group.locator("label", has_text=answer).first.click()
        expect(group.get_by_role("radio", name=answer).first).to_be_checked()

    def list_desks(self, title: str, quantity: str, photo: Path) -> None:
        """Post a listing with the three answers and a photo; the category is suggested."""
        self.page.goto("/")
        self.page.get_by_role("link", name="Ilmoita", exact=True).locator("visible=true").click()
        self.page.get_by_label("Valitse kuvia").set_input_files(photo)
        self.page.get_by_label("Mikä se on?").fill(title)
        if self.scripts:
            suggested = self.page.get_by_role("group", name="Luokka").get_by_role("radio")
            expect(suggested.first).to_be_checked()
        self.page.get_by_label("Montako?").fill(quantity)
        self.choose("Missä kunnossa?", "Hyvä")
        self.press("Ilmoita")
        if not self.scripts:
            # The suggestion comes with the answer to the first sending; all else is kept.
            self.choose("Luokka", "Pulpetti")
            self.press("Ilmoita")

    def want(self, category: str, quantity: str) -> None:
        """Tell what the unit needs, within the distance that is proposed."""
        self.page.goto("/wants")
        self.follow("Kerro, mitä tarvitset")
        self.page.get_by_label("Mitä tarvitaan?").select_option(value=category)
        self.page.get_by_label("Montako?").fill(quantity)
        self.press("Etsi")

    def claim(self, quantity: str, purpose: str) -> None:
        """Claim an amount of the listing that is open."""
        box = self.page.locator("#claim")
        box.get_by_label("Montako?").fill(quantity)
        box.get_by_label("Mihin tarvitaan?").fill(purpose)
        self.press("Varaa", within=box)

    def open_task(self, text: str) -> None:
        """Open what waits for the person on the start page, by a part of its text."""
        self.page.goto("/")
        self.page.locator(".task", has_text=text).get_by_role("link").click()

    def hand_over(self, *, kilograms: str = "") -> None:
        """Record that all of the claim moved today, weighed or as estimated."""
        self.follow("Kirjaa luovutus")
        if kilograms:
            self.page.get_by_label("Punnittu yhteensä").fill(kilograms)
        self.press("Kirjaa luovutus")

    def text(self, selector: str) -> str:
        """The text of the first element, with its spaces made plain."""
        return plain(self.page.locator(selector).first.inner_text())

    def texts(self, selector: str) -> list[str]:
        return plain_all(self.page.locator(selector).all_inner_texts())

    def facts(self, within: str = "main") -> dict[str, str]:
        """The pairs of the fact lists on the page."""
        pairs = self.page.locator(f"{within} .fact-list__pair")
        names = plain_all(pairs.locator("dt").all_inner_texts())
        return dict(zip(names, plain_all(pairs.locator("dd").all_inner_texts()), strict=True))

    def rows(self, selector: str = "main table tbody tr") -> list[list[str]]:
        """The cells of a table, row by row."""
        return [
            plain_all(row.locator("th, td").all_inner_texts())
            for row in self.page.locator(selector).all()
        ]

    def _complain(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)


def plain(text: str) -> str:
    """One line with ordinary spaces."""
    return " ".join(text.split())


def plain_all(texts: Iterable[str]) -> list[str]:
    return [plain(text) for text in texts]
