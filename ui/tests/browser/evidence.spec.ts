import { expect, type Page, test } from "@playwright/test";
import type { Fake } from "../../src/backend/fake";
import { open } from "./screens";

declare const fake: Fake;

const dialog = (page: Page) => page.locator("[data-screen=evidence-dialog]");

/** What the page has asked the core for under that name. */
const asked = (page: Page, command: string) =>
  page.evaluate(
    (command) => fake.calls.filter(({ name }) => name === command).map(({ request }) => request),
    command,
  );

test("one key collects evidence about the payment in sight", async ({ page }) => {
  await open(page, { scene: "waiting", screen: "plans", checkout: "chk_1" });
  await page.keyboard.press("Control+Shift+E");
  await expect(dialog(page)).toBeVisible();
  await expect(dialog(page)).toContainText("No password, token");
  const order = await page.evaluate(() => fake.world.payments.checkouts[0]);
  await expect(dialog(page)).toContainText(order?.order_no ?? "?");
  await page.getByRole("button", { name: "Save report" }).click();
  await expect(dialog(page)).toContainText("billing-evidence-");
  expect(await asked(page, "save_evidence")).toEqual([
    { order_id: order?.order_id, choose_folder: true },
  ]);
  await page.getByRole("button", { name: "Show file" }).click();
  expect(await asked(page, "show_saved")).toHaveLength(1);
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
  await expect(page.locator("[data-screen=checkout]")).toBeVisible();
});

test("a full disk is told, and trying again is one press away", async ({ page }) => {
  await open(page, { scene: "admin", screen: "overview" });
  await page.keyboard.press("Control+k");
  await page.locator("input[name=search]").fill("report");
  await page.getByRole("option", { name: /Report for support/ }).click();
  await expect(dialog(page)).toBeVisible();
  await page.evaluate(() => {
    const retry = { when: "now" } as const;
    fake.world.failures.save_evidence = { code: "disk_full", args: {}, fields: [], retry };
  });
  await page.getByRole("button", { name: "Save report" }).click();
  await expect(page.getByRole("alert")).toContainText("The disk is full");
  await page.evaluate(() => {
    delete fake.world.failures.save_evidence;
  });
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(dialog(page)).toContainText("billing-evidence-");
});

test("a failed step of a payment has its class, its ways out and its details", async ({ page }) => {
  await open(page, { scene: "waiting", screen: "plans", checkout: "chk_1" });
  await page.evaluate(() => {
    const checkout = fake.world.payments.checkouts[0];
    const args = { request_id: "r-77", service_code: "provider_unavailable", status: "503" };
    const retry = { when: "now" } as const;
    Object.assign(checkout ?? {}, {
      problem: { code: "provider_unavailable", args, fields: [], retry },
    });
    fake.announce("checkouts_changed");
  });
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("The payment provider does not answer");
  await alert.getByText("Details for developers").click();
  await expect(alert).toContainText("Payment");
  await expect(alert).toContainText("503");
  await alert.getByRole("button", { name: "Contact support" }).click();
  await expect(dialog(page)).toContainText("r-77");
  await page.keyboard.press("Escape");
  await alert.getByRole("button", { name: "Pay another way" }).click();
  await expect(page.getByLabel("Alipay")).toBeVisible();
});

async function choose(page: Page, content: string) {
  await page.locator("input[type=file]").setInputFiles({
    name: "evidence.zip",
    mimeType: "application/zip",
    buffer: Buffer.from(content),
  });
}

test("support sees what the customer saw beside what the service knows", async ({ page }) => {
  await open(page, { scene: "support", screen: "evidence" });
  await choose(page, "whole evidence");
  const evidence = page.locator("[data-screen=evidence]");
  await expect(evidence).toContainText("Unchanged");
  await expect(evidence).toContainText("94 s behind the service");
  await page.getByRole("button", { name: "Compare with the service" }).click();
  await expect(evidence).toContainText("1 entry the customer has not seen");
  await page.getByText("What the console saw", { exact: true }).click();
  await expect(evidence).toContainText("Paid?: Waiting for payment");
  await expect(evidence).toContainText("provider_unavailable · provider_unavailable · 503");
});

test("changed and harmful files are told apart", async ({ page }) => {
  await open(page, { scene: "support", screen: "evidence" });
  await choose(page, "changed evidence");
  await expect(page.locator("[data-screen=evidence]")).toContainText(
    "Do not rely on: evidence.json",
  );
  await choose(page, "something else");
  await expect(page.getByRole("alert")).toContainText("no report that can be trusted");
  await expect(page.locator("[data-screen=evidence]")).toContainText("it is damaged");
});
