import { expect, type Page, test } from "@playwright/test";
import type { Fake } from "../../src/backend/fake";
import { open } from "./screens";

declare global {
  interface Window {
    fake: Fake;
  }
}

const chart = (page: Page) => page.getByRole("slider", { name: "Usage by product" });
const strip = (page: Page) => page.locator("dl[aria-live]");
const period = (page: Page) => page.getByRole("button", { name: "Period" });
const lastCall = (page: Page, name: string) =>
  page.evaluate(
    (wanted) => window.fake.calls.filter((call) => call.name === wanted).at(-1)?.request,
    name,
  );

test("the chart is read point by point with the keyboard, and the table's row with it", async ({
  page,
}) => {
  await open(page, { scene: "admin", screen: "usage" });
  await chart(page).focus();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  const row = page.getByRole("row").nth(2);
  await expect(row).toHaveClass(/read/);
  const name = await row.getByRole("rowheader").innerText();
  await expect(strip(page)).toContainText(name);
  await expect(chart(page)).toHaveAttribute("aria-valuetext", name);
  for (const count of await row.getByRole("cell").allInnerTexts()) {
    if (/^[\d,]+$/.test(count)) {
      await expect(strip(page)).toContainText(count);
    }
  }
  await page.keyboard.press("Escape");
  await expect(row).not.toHaveClass(/read/);
});

test("a month is looked at day by day and left again", async ({ page }) => {
  await open(page, { scene: "admin", screen: "usage" });
  await chart(page).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("radio", { name: "Day" })).toBeChecked();
  await expect(page.getByRole("row")).toHaveCount(32);
  await page.getByRole("button", { name: "Zoom out" }).click();
  await expect(page.getByRole("radio", { name: "Month" })).toBeChecked();
  await expect(page.getByRole("row")).toHaveCount(13);
});

test("bars dragged over are looked at closer", async ({ page }) => {
  await open(page, { scene: "admin", screen: "usage" });
  const at = await chart(page).boundingBox();
  if (!at) {
    throw new Error("the chart is in sight");
  }
  await page.mouse.move(at.x + at.width * 0.5, at.y + 100);
  await page.mouse.down();
  await page.mouse.move(at.x + at.width * 0.6, at.y + 100);
  await page.mouse.up();
  await expect(page.getByRole("button", { name: "Zoom out" })).toBeVisible();
  await expect(page.getByRole("radio", { name: "Day" })).toBeChecked();
});

test("the months below move the period by keyboard and by pointer", async ({ page }) => {
  await open(page, { scene: "admin", screen: "usage" });
  const first = page.getByRole("slider", { name: "First month" });
  await first.focus();
  await page.keyboard.press("PageDown");
  await expect(page.getByRole("row")).toHaveCount(25);
  await page.keyboard.press("Home");
  await expect(page.getByRole("row")).toHaveCount(38);
  const whole = await page.getByRole("group", { name: "All months" }).boundingBox();
  if (!whole) {
    throw new Error("the months are in sight");
  }
  await page.mouse.move(whole.x + 1, whole.y + 16);
  await page.mouse.down();
  await page.mouse.move(whole.x + whole.width / 2, whole.y + 16, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByRole("row")).toHaveCount(20);
});

test("a period is chosen from the usual ones or typed", async ({ page }) => {
  await open(page, { scene: "admin", screen: "usage" });
  await period(page).click();
  await page.getByRole("button", { name: "Last 30 days" }).click();
  await expect(page.getByRole("row")).toHaveCount(31);
  await period(page).click();
  await page.getByLabel("From").fill("2026-01-05");
  await page.getByLabel("To", { exact: true }).fill("2026-01-11");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page.getByRole("row")).toHaveCount(8);
  await expect(period(page)).toContainText("Jan 5 – 11, 2026");
});

test("what is in sight is written as CSV and as a picture", async ({ page }) => {
  await open(page, { scene: "admin", screen: "usage" });
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "Table as CSV" }).click();
  await expect(page.getByText(".csv")).toBeVisible();
  expect(await lastCall(page, "export_usage")).toMatchObject({ step: "month", compare: true });
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "Chart as PNG" }).click();
  await expect(page.getByText(".png")).toBeVisible();
  const picture = await lastCall(page, "save_picture");
  expect((picture as { png_base64: string }).png_base64.length).toBeGreaterThan(10_000);
});

test("usage that changes meanwhile is shown at once", async ({ page }) => {
  await open(page, { scene: "admin", screen: "usage" });
  const total = page.locator("[data-figure=usage-total]");
  const before = await total.innerText();
  await page.evaluate(() => {
    const days = window.fake.world.consumption?.products[0]?.days;
    const last = [...(days?.keys() ?? [])].at(-1) ?? "";
    days?.set(last, (days.get(last) ?? 0) + 100_000);
    window.fake.announce("usage_changed");
  });
  await expect(total).not.toHaveText(before);
});

test("what is stored is read without a network, with its age", async ({ page }) => {
  await open(page, { scene: "offline", screen: "usage" });
  await expect(page.locator("[data-screen=usage] [data-as-of]")).toContainText("as of");
  await expect(page.getByRole("button", { name: "Export" })).toBeEnabled();
});

test("the ledger draws only what is in sight and reaches its very first movement", async ({
  page,
}) => {
  await open(page, { scene: "admin", screen: "credits", "choose-view": "movements" });
  const rows = page.locator("tr[aria-rowindex]");
  await expect(page.locator("[data-figure=credit-balance]")).toHaveText("17,740");
  expect(await rows.count()).toBeLessThan(60);
  await page.getByRole("region", { name: "Movements of credits" }).focus();
  await page.keyboard.press("End");
  await expect(page.getByText(/^Monthly credits, /).last()).toBeVisible();
  await expect(page.getByRole("row").last()).toContainText("50,000");
  expect(await rows.count()).toBeLessThan(60);
});

test("a ledger that was tampered with says so", async ({ page }) => {
  await open(page, { scene: "broken-ledger", screen: "credits" });
  await expect(page.getByText("Movement 412 does not fit")).toBeVisible();
  await expect(page.getByText("verified")).toHaveCount(0);
});

test("the overview leads to what is overdue and to the usage", async ({ page }) => {
  await open(page, { scene: "attention", screen: "overview" });
  await expect(page.getByText("is overdue")).toBeVisible();
  await expect(page.getByText("of its monthly quota")).toBeVisible();
  await page.getByRole("link", { name: "Details" }).click();
  await expect(page.locator("[data-screen=usage]")).toBeVisible();
});

test("the overview names what is due today and leads to it", async ({ page }) => {
  await open(page, { scene: "due", screen: "overview" });
  const due = page.getByRole("listitem").filter({ hasText: /Invoice .* is due today/ });
  const number = /INV-\d+-\d+/.exec(await due.innerText())?.[0] ?? "";
  await expect(page.getByText("of Agent seats in use")).toBeVisible();
  await due.getByRole("button", { name: "View" }).click();
  await expect(page.locator("[data-row][aria-current=true]")).toContainText(number);
  await expect(page.locator("[data-row]")).toHaveCount(2);
});

test("the words on a quota's line stand within the chart, and each bar is a month", async ({
  page,
}) => {
  await open(page, { scene: "admin", screen: "usage", "choose-product": "agent_seats" });
  const field = await chart(page).boundingBox();
  const words = await chart(page).locator(".quota-name").boundingBox();
  expect(words?.y).toBeGreaterThan(field?.y ?? 0);
  const names = await chart(page).locator("text.name").allTextContents();
  expect(names.filter((name) => name.trim() === "Jan")).toHaveLength(1);
  await expect(strip(page)).toContainText(/Period before: \w+ /);
});

test("the last day's name stays within the chart", async ({ page }) => {
  const choices = { "choose-period": "30-days", "choose-step": "day" };
  await open(page, { scene: "admin", screen: "usage", ...choices });
  const field = await chart(page).boundingBox();
  const last = await chart(page).locator("text.name").last().boundingBox();
  const edge = (box: typeof field) => (box?.x ?? 0) + (box?.width ?? 0);
  expect(edge(last)).toBeLessThanOrEqual(edge(field));
});

test("more products than there are colours are drawn and read all the same", async ({ page }) => {
  await open(page, { scene: "admin", screen: "usage" });
  await page.evaluate(() => {
    const products = window.fake.world.consumption?.products ?? [];
    const [chat] = products;
    for (let more = 0; chat && more < 10; more += 1) {
      products.push({ ...chat, product: `more_${more}`, name: `More ${more}` });
    }
    window.fake.announce("usage_changed");
  });
  await expect(strip(page)).toContainText("More 9");
  await page.getByText("Day", { exact: true }).click();
  await expect(page.getByRole("row")).toHaveCount(63);
  await page.getByRole("button", { name: /^Show all/ }).click();
  expect(await page.getByRole("row").count()).toBeGreaterThan(330);
  await expect(chart(page).locator("path[class*=series]")).toHaveCount(13);
});
