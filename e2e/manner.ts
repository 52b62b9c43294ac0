import { test as base, expect, type Locator, type Page } from "@playwright/test";

/** With what somebody uses the pages. By keyboard, every click of a journey is made with Tab, arrows, Enter and Space. */
export type Manner = "pointer" | "keyboard";

/** More stops than any page has. */
const TABS_AT_MOST = 250;

type Hands = Pick<Locator, "click" | "check" | "fill">;

/** Playwright's test, for journeys that the config also plays by keyboard alone. */
export const test = base.extend<{ manner: Manner; hands: undefined }>({
  manner: ["pointer", { option: true }],
  hands: [
    async ({ page, manner }, use) => {
      const hands = Object.getPrototypeOf(page.locator("body")) as Hands;
      const { click, check, fill } = hands;
      if (manner === "keyboard") Object.assign(hands, KEYBOARD);
      await use(undefined);
      Object.assign(hands, { click, check, fill });
    },
    { auto: true },
  ],
});
export { expect };

const KEYBOARD: Hands = {
  async click(this: Locator, options) {
    const kind = await goTo(this, options?.timeout);
    if (kind === "radio") return;
    const held = options?.modifiers?.map((each) => `${each}+`).join("") ?? "";
    await this.page().keyboard.press(kind === "checkbox" ? "Space" : `${held}Enter`);
  },
  async check(this: Locator, options) {
    const kind = await goTo(this, options?.timeout);
    if (kind === "checkbox" && !(await this.isChecked())) await this.page().keyboard.press("Space");
    await expect(this).toBeChecked();
  },
  async fill(this: Locator, text, options) {
    const kind = await goTo(this, options?.timeout);
    if (kind === "date" || kind === "datetime-local") {
      await typeDate(this.page(), text);
    } else {
      await this.page().keyboard.press("ControlOrMeta+A");
      await (text ? this.page().keyboard.insertText(text) : this.page().keyboard.press("Delete"));
    }
    await expect(this).toHaveValue(text);
  },
};

/** Types a date, and a time if there is one, in the order of the fields in the locale of the journeys. */
async function typeDate(page: Page, text: string): Promise<void> {
  const [date = "", time] = text.split("T");
  const [year, month, day] = date.split("-");
  for (const part of [month, day, year]) await page.keyboard.type(part ?? "");
  if (!time) return;
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  // The field of the year would take two more digits.
  await page.keyboard.press("ArrowRight");
  const parts = [String(hour % 12 || 12).padStart(2, "0"), String(minute).padStart(2, "0"), hour < 12 ? "AM" : "PM"];
  for (const part of parts) await page.keyboard.type(part);
}

/** Moves the focus to an element, or to what can be focused in it, as a person without a pointer does. Returns what kind of control it is. */
async function goTo(target: Locator, timeout?: number): Promise<string> {
  await target.waitFor({ state: "visible", timeout });
  await expect(target).toBeEnabled({ timeout });
  const page = target.page();
  for (let pressed = 0; pressed <= TABS_AT_MOST; pressed++) {
    const { isThere, key } = await stepTowards(target);
    if (isThere) return shownFocus(page);
    await page.keyboard.press(key);
  }
  throw new Error(`${target} is not reached by ${TABS_AT_MOST} presses of Tab`);
}

/** Whether the focus has arrived; if not, the key that leads on. Within tabs, radio buttons and menus these are the arrows. */
function stepTowards(target: Locator): Promise<{ isThere: boolean; key: string }> {
  return target.evaluate((element) => {
    const active = document.activeElement;
    if (active && active !== document.body && (element === active || element.contains(active))) return { isThere: true, key: "" };
    const group = element.closest('[role="menu"], [role="tablist"], [role="radiogroup"], [role="listbox"]');
    if (group?.contains(active))
      return {
        isThere: false,
        key: group.getAttribute("aria-orientation") === "vertical" || group.matches('[role="menu"]') ? "ArrowDown" : "ArrowRight",
      };
    const isSameRadio =
      element.matches('input[type="radio"]') && active?.matches(`input[type="radio"][name="${element.getAttribute("name")}"]`);
    return { isThere: false, key: isSameRadio ? "ArrowDown" : "Tab" };
  });
}

/** The kind of the control that has the focus, once it is seen that the focus is shown. */
async function shownFocus(page: Page): Promise<string> {
  const { kind, isShown } = await page.evaluate(() => {
    const active = document.activeElement as HTMLElement;
    // A link that covers its row is ringed by its ::after.
    const isOutlined = (element: Element, part?: string) => getComputedStyle(element, part).outlineStyle !== "none";
    const isRinged = (element: Element | null, levels: number): boolean => {
      if (!element || levels === 0) return false;
      const { boxShadow, backgroundColor } = getComputedStyle(element);
      const isLit = element.matches('[role^="menuitem"], [role="option"]') && backgroundColor !== "rgba(0, 0, 0, 0)";
      return (
        isOutlined(element) ||
        isOutlined(element, "::after") ||
        boxShadow !== "none" ||
        isLit ||
        isRinged(element.parentElement, levels - 1)
      );
    };
    return { kind: active instanceof HTMLInputElement ? active.type : active.tagName.toLowerCase(), isShown: isRinged(active, 3) };
  });
  expect(isShown, "the focus can be seen").toBe(true);
  return kind;
}
