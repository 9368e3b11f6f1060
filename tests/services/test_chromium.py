import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_the_browser_renders_a_page_and_runs_its_script(page: Page) -> None:
    page.set_content("<title>Kierto</title><script>document.title += ' on'</script>")
    assert page.title() == "Kierto on"
