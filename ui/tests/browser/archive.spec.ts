import { expect, type Page, test } from "@playwright/test";
import type { Fake } from "../../src/backend/fake";
import type { Commands } from "../../src/backend/generated/commands";
import { open } from "./screens";

declare global {
  interface Window {
    fake: Fake;
  }
}

/** What the page last asked of the core under that name. */
function lastCall(page: Page, name: keyof Commands): Promise<unknown> {
  return page.evaluate(
    (name) => window.fake.calls.findLast((call) => call.name === name)?.request,
    name,
  );
}

const lines = (page: Page) => page.locator("[data-list=invoices] [data-row]");

test("an invoice is found, read in the window and saved", async ({ page }) => {
  await open(page, { scene: "admin", screen: "invoices" });
  await page.getByRole("searchbox").fill("INV-2026 123.50");
  await expect(page.getByText("1 invoice", { exact: true })).toBeVisible();
  const number = await lines(page).first().locator("bdi").innerText();
  const paper = page.getByRole("figure", { name: "Page 1 of 1" });
  await expect(paper).toContainText(number);
  await expect(paper).toContainText("123.50 CNY");
  await expect(page.getByText("Verified")).toBeVisible();
  await page.getByText("Receipt", { exact: true }).click();
  await expect(page.getByRole("figure")).toContainText("Receipt");
  await page.getByRole("button", { name: "Download PDF" }).click();
  await expect(page.getByText("Document saved")).toBeVisible();
  expect(await lastCall(page, "save_document")).toMatchObject({ document: "receipt" });
});

test("a document is read by a worker, under the policy of the shell", async ({ page }) => {
  await open(page, { scene: "admin", screen: "invoices" });
  await expect(page.getByRole("figure")).toContainText("Total");
  expect(page.workers().map((worker) => new URL(worker.url()).pathname)).toEqual([
    expect.stringMatching(/^\/assets\/pdf\.worker/),
  ]);
});

test("a document is read without a worker where none can be started", async ({ page }) => {
  await page.addInitScript(() => {
    window.Worker = class extends EventTarget {
      constructor() {
        super();
        queueMicrotask(() => this.dispatchEvent(new Event("error")));
      }
      terminate() {}
    } as unknown as typeof Worker;
  });
  await open(page, { scene: "admin", screen: "invoices" });
  await expect(page.getByRole("figure")).toContainText("Total");
});

test("zooming is by hand until the paper fills the room again", async ({ page }) => {
  await open(page, { scene: "admin", screen: "invoices" });
  const paper = page.getByRole("figure");
  const width = async () => (await paper.boundingBox())?.width ?? 0;
  await expect(paper).toContainText("Total");
  const fitting = await width();
  await page.getByRole("button", { name: "Zoom in" }).click();
  await expect.poll(width).toBeGreaterThan(fitting);
  await page.getByRole("button", { name: "Fit the width" }).click();
  await expect.poll(width).toBe(fitting);
});

test("the list is walked by the keyboard to its end, and the detail follows", async ({ page }) => {
  await open(page, { scene: "admin", screen: "invoices" });
  await lines(page).first().focus();
  await page.keyboard.press("ArrowDown");
  await expect(lines(page).nth(1)).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("End");
  const last = page.locator("[data-place='47']");
  await expect(last).toBeFocused();
  await expect(page.getByRole("region", { name: "Detail" })).toContainText(
    await last.locator("bdi").innerText(),
  );
  await page.keyboard.press("ArrowDown");
  await expect(last).toBeFocused();
});

test("what is selected is downloaded once, as it was asked for", async ({ page }) => {
  await open(page, { scene: "admin", screen: "invoices" });
  await lines(page).first().focus();
  await page.keyboard.press("x");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+X");
  await expect(page.getByText("3 selected")).toBeVisible();
  const fourth = page.getByRole("checkbox").nth(4);
  await fourth.click();
  await expect(fourth).toBeChecked();
  await fourth.click();
  await expect(fourth).not.toBeChecked();
  await page.getByRole("button", { name: "Download 3" }).click();
  await page.getByText("Zip file").click();
  const name = page.getByLabel("Name of each file");
  await name.fill("{numbr}");
  await expect(page.getByText("Not a part of a name: {numbr}")).toBeVisible();
  const begin = page.getByRole("button", { name: "Download", exact: true });
  await expect(begin).toBeDisabled();
  await name.fill("{company} {number}");
  await begin.dblclick();
  await expect(page.getByRole("dialog")).toBeHidden();
  expect(await page.evaluate(() => window.fake.world.downloads.length)).toBe(1);
  expect(await lastCall(page, "begin_download")).toMatchObject({
    choice: { choose: "these", invoice_ids: ["inv_48", "inv_47", "inv_46"] },
    form: "zip",
    name_template: "{company} {number}",
  });
  await expect(page.locator("[data-download=running]")).toContainText("0 of 3");
});

test("a download is followed to its end, resumed and put away", async ({ page }) => {
  await open(page, { scene: "downloading", screen: "invoices" });
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.locator("[data-download=waiting]")).toHaveCount(0);
  await page.evaluate(() => {
    const { world } = window.fake;
    world.downloads = world.downloads.map((one) =>
      one.id === "1" ? { ...one, state: "done", done: one.total } : one,
    );
    window.fake.announce("downloads_changed");
  });
  await expect(page.getByRole("log")).toContainText("Download complete");
  await expect(page.getByText("2 downloads have ended")).toBeVisible();
  await page.getByRole("button", { name: "Cancel download" }).click();
  await expect(page.locator("[data-download]")).toHaveCount(0);
  await page.getByRole("button", { name: "3 downloads have ended" }).click();
  await expect(page.locator("[data-download]")).toHaveCount(3);
  await page.locator("[data-download=cancelled]").getByRole("button", { name: "Dismiss" }).click();
  await expect(page.getByText("2 downloads have ended")).toBeVisible();
  await page.getByRole("button", { name: "Clear all" }).click();
  await expect(page.getByRole("region", { name: "Downloads" })).toHaveCount(0);
});

test("without a network what is kept can be read, and what is not is told by its lines", async ({
  page,
}) => {
  await open(page, { scene: "offline", screen: "invoices" });
  await expect(page.getByRole("figure")).toContainText("Total");
  await expect(page.locator("[data-list=invoices]")).toContainText("as of");
  await page.getByRole("searchbox").fill("INV-2023");
  await expect(page.getByText("This document is not on this computer")).toBeVisible();
  await expect(page.getByRole("table")).toContainText("Tax included");
});

test("the palette finds, opens and saves by the keyboard alone", async ({ page }) => {
  await open(page, { scene: "admin", screen: "overview" });
  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", { name: "Search" });
  await expect(field).toBeFocused();
  await page.keyboard.type("pro year");
  await expect(page.locator("[data-palette] [role=option]").first()).toContainText("Pro, year");
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-screen=orders]")).toBeVisible();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("inv-2026 000014");
  await expect(page.locator("[data-palette] [role=option]")).toHaveCount(1);
  await expect(page.locator("mark")).toHaveText(["INV-2026", "000014"]);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Document saved")).toBeVisible();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("download 2026");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Download all invoices of 2026" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.locator("[data-screen=invoices]")).toBeVisible();
});

test("the palette is closed as it was opened, and the focus goes back", async ({ page }) => {
  await open(page, { scene: "admin", screen: "overview" });
  const button = page.getByRole("button", { name: "Search" });
  await button.click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("combobox")).toBeHidden();
  await expect(button).toBeFocused();
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox")).toBeHidden();
  await expect(button).toBeFocused();
});

test("staff find a customer, look at their figures under their name, and go back", async ({
  page,
}) => {
  await open(page, { scene: "support", screen: "overview" });
  await expect(page.locator("[data-screen=customers]")).toBeVisible();
  await page.getByRole("searchbox").fill("云帆");
  await page.locator("[data-row]").click();
  const banner = page.locator("[data-banner=whose]");
  await expect(banner).toContainText("北京云帆科技有限公司");
  await expect(page.getByText("17,740")).toBeVisible();
  await page.getByText("Invoices", { exact: true }).last().click();
  await expect(page.getByRole("figure")).toContainText("Total");
  expect(await lastCall(page, "invoices")).toMatchObject({ customer: "cus_3" });
  expect(await lastCall(page, "invoice_document")).toMatchObject({ customer: "cus_3" });
  await page.locator("[data-nav=invoices]").click();
  await expect(banner).toBeVisible();
  await expect(page.locator("[data-screen=invoices] [data-row]").first()).toBeVisible();
  await page.locator("[data-nav=orders]").click();
  await expect(banner).toBeHidden();
  await page.locator("[data-nav=invoices]").click();
  await page.getByRole("button", { name: "All customers" }).click();
  await expect(banner).toBeHidden();
  await expect(page.locator("[data-screen=customers] [data-row]").first()).toBeVisible();
  await page.locator("[data-nav=invoices]").click();
  await expect(page.getByText("Choose a customer")).toBeVisible();
});

test("staff download the invoices of a year for customers from all over the list", async ({
  page,
}) => {
  await open(page, { scene: "support", screen: "customers" });
  const box = (name: string) => page.getByRole("checkbox", { name });
  await box("Select Aurora Foods").click();
  await expect(box("Select Aurora Foods")).toBeChecked();
  await box("Select Delft Ceramics").click({ modifiers: ["Shift"] });
  await expect(box("Select Delft Ceramics")).toBeChecked();
  await expect(page.getByText("6 customers selected")).toBeVisible();
  await page.locator("[data-row=cus_2]").focus();
  await page.keyboard.press("End");
  await expect(page.locator("[data-row=cus_60]")).toBeFocused();
  await expect(box("Select Aurora Foods")).toHaveCount(0);
  await page.keyboard.press("x");
  await expect(box("Select Customer 60 Ltd")).toBeChecked();
  await page.getByRole("searchbox").fill("Aurora");
  await expect(page.getByText("6 of them not shown")).toBeVisible();
  const all = box("Select all shown or none of them");
  await expect(all).toBeChecked();
  await all.click();
  await expect(all).not.toBeChecked();
  await page.getByRole("button", { name: "Download invoices…" }).click();
  await expect(page.getByLabel("Year")).toBeFocused();
  await page.getByLabel("Year").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Download", exact: true }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  expect(await lastCall(page, "begin_download")).toMatchObject({
    choice: {
      choose: "year",
      customers: ["cus_3", "cus_4", "cus_5", "cus_6", "cus_7", "cus_60"],
      year: new Date().getUTCFullYear() - 1,
    },
    name_template: "{company}_{date}_{number}",
  });
  await expect(page.getByText("Select customers to download their invoices")).toBeVisible();
  await expect(page.locator("[data-download=running]")).toBeVisible();
  await expect(page.locator("[data-row=cus_2]")).toBeFocused();
});

test("an agent sees of a customer the charts and no invoice", async ({ page }) => {
  await open(page, { scene: "agent", screen: "customers" });
  await page.locator("[data-row=cus_2]").click();
  await expect(page.getByText("Usage this month")).toBeVisible();
  await expect(page.getByRole("radio")).toHaveCount(2);
  await page.locator("[data-nav=usage]").click();
  await expect(page.locator("[data-banner=whose]")).toContainText("Aurora Foods");
  expect(await lastCall(page, "usage")).toMatchObject({ customer: "cus_2" });
  expect(
    await page.evaluate(() => window.fake.calls.some(({ name }) => name.startsWith("invoice"))),
  ).toBe(false);
});

test("the folder for downloads is chosen in the settings", async ({ page }) => {
  await open(page, { scene: "admin", screen: "settings" });
  await page.getByRole("button", { name: "Choose…" }).click();
  await expect(page.getByText("/home/elin/Invoices")).toBeVisible();
});
