import { expect, type Page, test } from "@playwright/test";
import type { InvoiceRow } from "../../src/backend/generated/commands";
import { open } from "./screens";

const lines = (page: Page) => page.locator("[data-list=invoices] [data-row]");

test("a box shows what is selected, whatever clicked it", async ({ page }) => {
  await open(page, { scene: "admin", screen: "invoices" });
  const all = page.getByRole("checkbox", { name: "Select all or none" });
  const boxes = page.getByRole("checkbox", { name: /^Select INV/ });
  for (const at of [0, 1, 2, 3, 4]) {
    await boxes.nth(at).click();
    await expect(boxes.nth(at)).toBeChecked();
  }
  await expect(page.getByText("5 selected")).toBeVisible();
  await expect(boxes.and(page.locator(":checked"))).toHaveCount(5);
  await expect(all).toBeChecked({ indeterminate: true });
  await boxes.nth(2).click();
  await expect(boxes.nth(2)).not.toBeChecked();
  await all.click();
  await expect(page.getByText("4 selected")).toBeHidden();
  await expect(all).not.toBeChecked();
  await all.click();
  await expect(page.getByText("48 selected")).toBeVisible();
  await expect(all).toBeChecked();
  await expect(boxes.nth(2)).toBeChecked();
});

test("a document that is out of reach comes by itself as soon as it can", async ({ page }) => {
  await open(page, { scene: "offline", screen: "invoices", "choose-invoice": "inv_3" });
  const elsewhere = page.getByText("This document is not on this computer");
  await expect(elsewhere).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(page.getByRole("table")).toContainText("Tax included");
  const download = page.getByRole("button", { name: "Download PDF" });
  await expect(download).toBeDisabled();
  await page.evaluate(() => {
    window.fake.world.sync = { state: "online", last_success: new Date().toISOString() };
    window.fake.announce("sync_changed");
  });
  await expect(page.getByRole("figure")).toContainText("Total");
  await expect(elsewhere).toBeHidden();
  await expect(download).toBeEnabled();
});

test("a document that was brought meanwhile is shown without the service", async ({ page }) => {
  await open(page, { scene: "offline", screen: "invoices", "choose-invoice": "inv_3" });
  await expect(page.getByText("This document is not on this computer")).toBeVisible();
  await page.evaluate(() => {
    const row = window.fake.world.invoices?.rows.find((one) => one.invoice_id === "inv_3");
    Object.assign(row ?? {}, { is_kept: true });
    window.fake.announce("invoices_changed");
  });
  await expect(page.getByRole("figure")).toContainText("Total");
});

test("the invoice before stays in sight until the next one is drawn", async ({ page }) => {
  await open(page, { scene: "admin", screen: "invoices" });
  await expect(page.getByText("Verified")).toBeVisible();
  const first = await lines(page).nth(0).locator("bdi").innerText();
  await expect(page.getByRole("figure")).toContainText(first);
  await page.evaluate(() => {
    // Whatever is painted between two documents is looked at.
    const seen: { ink: number; verified: boolean; words: string }[] = [];
    const look = () => {
      const canvas = document.querySelector<HTMLCanvasElement>("figure canvas");
      const { data } = canvas
        ?.getContext("2d")
        ?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      let ink = 0;
      for (let at = 0; at < data.length; at += 4) {
        ink += (data[at + 3] ?? 0) > 0 && (data[at] ?? 255) < 128 ? 1 : 0;
      }
      seen.push({
        ink,
        verified: document.body.innerText.includes("Verified"),
        words: document.querySelector("figure")?.textContent ?? "",
      });
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    Object.assign(window, { seen });
  });
  const second = await lines(page).nth(1).locator("bdi").innerText();
  await lines(page).nth(1).click();
  await expect(page.getByRole("figure")).toContainText(second);
  await expect(page.getByText("Verified")).toBeVisible();
  const seen = await page.evaluate(
    () => (window as unknown as { seen: { ink: number; verified: boolean; words: string }[] }).seen,
  );
  expect(Math.min(...seen.map(({ ink }) => ink))).toBeGreaterThan(500);
  expect(seen.every(({ words }) => words.includes(first) || words.includes(second))).toBe(true);
});

test("a paper that takes long stands empty, unverified", async ({ page }) => {
  await open(page, { scene: "admin", screen: "invoices" });
  await expect(page.getByText("Verified")).toBeVisible();
  await page.evaluate(() => {
    const { fake } = window;
    const call = fake.call.bind(fake);
    fake.call = (async (name: "invoice_document", request: never) => {
      if (name === "invoice_document") {
        await new Promise((resolve) => Object.assign(window, { goOn: resolve }));
      }
      return call(name, request);
    }) as typeof fake.call;
  });
  await lines(page).nth(1).click();
  await expect(page.getByRole("figure")).toHaveCount(0);
  await expect(page.getByText("Verified")).toBeHidden();
  await page.evaluate(() => (window as unknown as { goOn: () => void }).goOn());
  await expect(page.getByRole("figure")).toContainText("Total");
  await expect(page.getByText("Verified")).toBeVisible();
});

test("the invoice where the window was left is in sight", async ({ page }) => {
  await open(page, { scene: "admin", screen: "invoices", "choose-invoice": "inv_2" });
  const row = page.locator("[data-row=inv_2]");
  await expect(row).toBeInViewport();
  await expect(row).toHaveAttribute("aria-current", "true");
});

test("an invoice and the credit note that takes it back lead to each other", async ({ page }) => {
  await open(page, { scene: "admin", screen: "invoices", "choose-invoice": "inv_47" });
  await expect(page.getByRole("figure")).toContainText("Total");
  await expect(page.getByText("given back by credit note")).toHaveCount(0);
  await page.evaluate(() => {
    const rows = window.fake.world.invoices?.rows ?? [];
    const invoice = rows.find(({ invoice_id }) => invoice_id === "inv_47") as InvoiceRow;
    rows.unshift({
      ...invoice,
      invoice_id: "inv_47_note",
      number: "CN-2026-000001",
      kind: "credit_note",
      amount: `-${invoice.amount}`,
    });
    window.fake.announce("invoices_changed");
  });
  const detail = page.getByRole("region", { name: "Detail" });
  await expect(detail).toContainText(/¥[\d.]+ given back by credit note CN-2026-000001/);
  await detail.getByRole("button", { name: "CN-2026-000001" }).click();
  await expect(page.locator("[data-row=inv_47_note]")).toHaveAttribute("aria-current", "true");
  await expect(detail).toContainText("Takes back invoice INV-");
  await detail.getByRole("button", { name: /^INV-/ }).click();
  await expect(page.locator("[data-row=inv_47]")).toHaveAttribute("aria-current", "true");
});

test("what is not all here yet is counted so far", async ({ page }) => {
  await open(page, { scene: "filling", screen: "invoices" });
  await expect(page.getByText("48 invoices so far")).toBeVisible();
  await expect(page.getByRole("button", { name: "Download all" })).toBeDisabled();
});

test("what is told covers no button of the downloads", async ({ page }) => {
  await page.setViewportSize({ width: 900, height: 600 });
  await open(page, { scene: "downloading", screen: "invoices" });
  await page.evaluate(() => {
    const { world } = window.fake;
    world.downloads = world.downloads.map((one) =>
      one.id === "1" ? { ...one, state: "done", done: one.total } : one,
    );
    window.fake.announce("downloads_changed");
  });
  await expect(page.getByRole("log")).toContainText("Download complete");
  await page.getByRole("button", { name: "Clear all" }).click({ timeout: 2_000 });
  await expect(page.getByText(/downloads have ended/)).toHaveCount(0);
  await expect(lines(page).first()).toBeFocused();
  await page.getByRole("button", { name: "Cancel download" }).click({ timeout: 2_000 });
  await expect(page.locator("[data-download=cancelled]")).toBeVisible();
});
