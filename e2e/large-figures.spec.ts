import { expect, test } from "@playwright/test";

for (const width of [360, 768, 1280, 1920]) {
  test(`no figure is cut at ${width} px, neither $15,285.888298 nor a count of 13 digits`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.goto("/dev/components");
    const section = page.locator("section[aria-label='Large figures']");
    await expect(section.getByText("15,285.89").first()).toBeAttached();
    const cut = await section.locator("[data-figure], td, th, dd, li").evaluateAll((cells) =>
      cells
        .filter((cell) => {
          const card = cell.closest(".rounded-lg")?.getBoundingClientRect();
          const own = cell.getBoundingClientRect();
          const isCut = cell.scrollWidth > cell.clientWidth + 1 || cell.scrollHeight > cell.clientHeight + 1;
          return own.width > 0 && (isCut || (card !== undefined && own.right > card.right + 1));
        })
        .map((cell) => cell.textContent),
    );
    expect(cut).toEqual([]);
  });
}
