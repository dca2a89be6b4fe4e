"""Everything can be reached and used without a mouse, and one sees where one is."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.talk import DRAWN

pytestmark = pytest.mark.browser

# Where Tab stops: what it is, what it says, whether it is in view, and the look of it and of what is around it.
LOOK = """(el) => {
  if (!el || el === document.body) return null;
  const box = el.getBoundingClientRect();
  const around = [el, el.parentElement, el.parentElement?.parentElement, el.nextElementSibling].filter(Boolean);
  const look = around.map((one) => {
    const style = getComputedStyle(one);
    const ring = style.outlineStyle === "none" ? "" : style.outlineWidth + style.outlineColor;
    return [ring, style.boxShadow, style.borderColor, style.backgroundColor, style.color, style.textDecoration].join();
  });
  return {
    control: el.matches("a, button, input, summary, [role]"), group: el.closest("[role=radiogroup]")?.innerText || "",
    text: (el.innerText || el.getAttribute("aria-label") || "").trim(), look: look.join("#"),
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""
BUTTONS = """() => [...document.querySelectorAll(".stMain button:enabled")].filter((one) => one.checkVisibility())
  .map((one) => ({text: one.innerText.trim(), group: one.closest("[role=radiogroup]")?.innerText || ""}))"""
# What has the focus once the browser has scrolled to it, and drawn it; a busy machine needs some frames for that.
ARRIVED = f"""async () => {{
  for (let frame = 0; frame < 300 && !({LOOK})(document.activeElement)?.seen; frame += 1)
    await new Promise(requestAnimationFrame);
  return ({LOOK})(document.activeElement);
}}"""


def tabbed(page: Page, most: int = 90) -> list[dict[str, str]]:
    """What Tab stops at, in order, once around at most."""
    stops: list[dict[str, str]] = []
    lost = 0  # times that nothing has the focus: at the end, or where a late element has just been replaced
    for _ in range(most):
        page.keyboard.press("Tab")
        page.evaluate(DRAWN)
        stop = page.evaluate(ARRIVED)
        if stop is not None:
            stops.append(stop)
        elif (lost := lost + 1) == 2:
            break
    return stops


@pytest.mark.parametrize("path", ["/", "/khoang-cach", "/mo-phong", "/ban-do"])
def test_tab_comes_by_every_link_and_button(open_page, path):
    """Of a group of which one is chosen Tab comes by one; the arrows go on from there."""
    page = open_page(path)
    stops = tabbed(page)
    said = " ".join(stop["text"] for stop in stops)
    for name in ("Tổng quan", "Xu hướng", "So sánh", "Mô phỏng", "Dữ liệu"):
        assert name in said, name
    groups = {stop["group"] for stop in stops}
    missed = [one["text"] for one in page.evaluate(BUTTONS) if one["text"] and one["text"].splitlines()[-1] not in said
              and one["group"] not in groups]  # fmt: skip
    assert missed == []
    assert [stop["text"] for stop in stops if not stop["seen"]] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_sees_where_the_focus_is(open_page, scheme):
    """The look of whatever has the focus is not the look it has without."""
    page = open_page("/khoang-cach", color_scheme=scheme)
    unseen = []
    for _ in range(30):
        page.keyboard.press("Tab")
        here = page.evaluate_handle("document.activeElement")
        focused = page.evaluate(LOOK, here)
        if focused is None:
            break
        page.evaluate("(el) => el.blur()", here)
        if focused["control"] and focused["look"] == page.evaluate(LOOK, here)["look"]:
            unseen.append(focused["text"])
        page.evaluate("(el) => el.focus()", here)
    assert unseen == []


def test_a_page_an_entity_and_a_choice_are_made_by_keyboard_alone(open_page, settle):
    page = open_page("/")
    page.get_by_role("link", name="Khoảng cách").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Khoảng cách", timeout=30_000)
    settle(page)
    page.get_by_role("combobox", name="Đơn vị").focus()
    page.keyboard.type("long an")
    page.keyboard.press("Enter")
    page.wait_for_url("**don-vi=VN-80**")
    settle(page)
    page.get_by_role("radio", name="Tối đa").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.wait_for_url("**moc=**", timeout=30_000)
    settle(page)
    page.locator("summary").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details[open]").last).to_be_visible()
