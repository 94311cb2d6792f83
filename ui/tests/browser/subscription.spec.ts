import { expect, type Page, test } from "@playwright/test";
import type { Fake } from "../../src/backend/fake";
import { open } from "./screens";

declare global {
  interface Window {
    fake: Fake;
  }
}

const card = (page: Page) => page.locator("[data-subscription]");
const offered = (page: Page) =>
  card(page)
    .locator("[data-action]")
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute("data-action")));
const calls = (page: Page, name: string) =>
  page.evaluate(
    (wanted) => window.fake.calls.filter((call) => call.name === wanted).map((c) => c.request),
    name,
  );

const offers: Record<string, { standing: string; offers: string[]; plans: number }> = {
  admin: { standing: "active", offers: ["renew", "pause", "cancel"], plans: 3 },
  trialing: { standing: "trialing", offers: ["pay", "cancel"], plans: 3 },
  renewing: { standing: "active", offers: ["pay", "pause", "cancel"], plans: 3 },
  grace: { standing: "grace", offers: ["pay", "cancel"], plans: 3 },
  "past-due": { standing: "past_due", offers: ["pay", "cancel"], plans: 3 },
  paused: { standing: "paused", offers: ["resume", "cancel"], plans: 0 },
  ending: { standing: "cancel_scheduled", offers: ["resume", "cancel"], plans: 2 },
  scheduled: { standing: "active", offers: ["renew", "resume", "pause", "cancel"], plans: 3 },
  over: { standing: "expired", offers: ["resubscribe"], plans: 3 },
  lifetime: { standing: "active", offers: ["cancel"], plans: 1 },
  member: { standing: "active", offers: [], plans: 0 },
};

for (const [scene, { standing, offers: wanted, plans }] of Object.entries(offers)) {
  test(`${scene}: exactly what is available is offered`, async ({ page }) => {
    await open(page, { scene, screen: "plans" });
    await expect(card(page)).toHaveAttribute("data-subscription", standing);
    expect(await offered(page)).toEqual(wanted);
    await expect(page.locator("[data-plan]:not([disabled])")).toHaveCount(plans);
  });
}

test("an upgrade is paid for the amount in its button", async ({ page }) => {
  await open(page, { scene: "admin", screen: "plans" });
  await page.getByRole("button", { name: "Change to Business" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText(/Left of Pro: 55 of 365 days/)).toBeVisible();
  const shown = await dialog.locator("[data-figure=to-pay]").innerText();
  await dialog.getByRole("button", { name: `Pay ${shown}` }).click();
  await page.locator("[data-screen=checkout] [data-figure=amount]").waitFor();
  expect(await page.locator("[data-figure=amount]").innerText()).toBe(shown);
});

test("a smaller plan waits, and can be called off", async ({ page }) => {
  await open(page, { scene: "admin", screen: "plans" });
  await page.getByRole("button", { name: "Change to Starter" }).click();
  await page.getByRole("button", { name: /^Change on / }).click();
  await expect(page.getByRole("log")).toContainText("Starter begins on");
  await card(page).getByRole("button", { name: "Call off the change" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Pro renews as it is").waitFor();
  await dialog.getByRole("button", { name: "Call off the change" }).click();
  await expect(page.getByRole("log")).toContainText("The change is called off");
  await expect(card(page).getByText("Starter")).toHaveCount(0);
});

test("what comes back is in the button, and a reason is told", async ({ page }) => {
  await open(page, { scene: "admin", screen: "plans" });
  await page.getByRole("button", { name: "Cancel plan…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("You can use it until").waitFor();
  await dialog.getByText("Now", { exact: true }).click();
  await dialog.getByText("55 days that are left are given up").waitFor();
  await dialog.getByLabel("Reason").selectOption("not-used");
  await dialog.getByRole("button", { name: "End it now, ¥1,505.34 back" }).click();
  await expect(card(page)).toHaveAttribute("data-subscription", "cancelled");
  expect(await calls(page, "cancel_subscription")).toMatchObject([
    { when: "now", displayed_amount: "1505.34", reason: "not-used" },
  ]);
});

test("a pause is chosen by a day and shows until when it then is paid", async ({ page }) => {
  await open(page, { scene: "admin", screen: "plans" });
  await page.getByRole("button", { name: "Pause…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Until").fill("2001-01-01");
  await expect(dialog.getByText(/^A day from/)).toBeVisible();
  await expect(dialog.locator("[data-action=decide]")).toBeDisabled();
  const day = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
  await dialog.getByLabel("Until").fill(day);
  await dialog.getByText("it is then paid until").waitFor();
  await dialog.getByRole("button", { name: /^Pause until/ }).click();
  await expect(card(page)).toHaveAttribute("data-subscription", "paused");
  await card(page).getByRole("button", { name: "Resume now" }).click();
  await dialog.getByRole("button", { name: "Resume now" }).click();
  await expect(card(page)).toHaveAttribute("data-subscription", "active");
});

test("what is past due is paid from the overview", async ({ page }) => {
  await open(page, { scene: "past-due", screen: "overview" });
  const attention = page.getByRole("region", { name: /Needs attention/ });
  await expect(attention).toContainText("The provider declined the payment");
  await attention.getByRole("button", { name: "Pay now" }).click();
  await page.locator("[data-screen=checkout]").waitFor();
  expect(await calls(page, "pay_order")).toMatchObject([{ order_id: "ord_open" }]);
});

test("an answer that got lost is asked for under the same name, and is one change", async ({
  page,
}) => {
  await open(page, { scene: "admin", screen: "plans" });
  await page.getByRole("button", { name: "Change to Starter" }).click();
  await page.getByRole("button", { name: /^Change on / }).waitFor();
  await page.evaluate(() => {
    window.fake.world.failures.begin_change = {
      code: "timed_out",
      args: {},
      fields: [],
      retry: { when: "now" },
    };
  });
  await page.getByRole("button", { name: /^Change on / }).click();
  await page.getByRole("alert").waitFor();
  await page.evaluate(() => {
    window.fake.world.failures = {};
  });
  await page.getByRole("button", { name: /^Change on / }).click();
  await expect(page.getByRole("log")).toContainText("Starter begins on");
  const ids = ((await calls(page, "begin_change")) as { id: string }[]).map(({ id }) => id);
  expect(new Set(ids).size).toBe(1);
  expect(ids).toHaveLength(2);
});

test("a price that no longer holds is shown anew before anything is done", async ({ page }) => {
  await open(page, { scene: "admin", screen: "plans" });
  await page.getByRole("button", { name: "Change to Business" }).click();
  const dialog = page.getByRole("dialog");
  const before = await dialog.locator("[data-figure=to-pay]").innerText();
  await page.evaluate(() => {
    const held = window.fake.world.subscription?.value;
    Object.assign(held ?? {}, { remaining_days: 54 });
  });
  await dialog.locator("[data-action=decide]").click();
  await expect(dialog.getByRole("alert")).toContainText("The price has changed");
  await expect(dialog.locator("[data-figure=to-pay]")).not.toHaveText(before);
});

test("without a network nothing of it can be done, and it says why", async ({ page }) => {
  await open(page, { scene: "offline", screen: "plans" });
  for (const action of ["renew", "pause", "cancel"]) {
    const button = card(page).locator(`[data-action=${action}]`);
    await expect(button).toBeDisabled();
    await expect(button).toHaveAttribute("title", "Needs a connection");
  }
  await expect(page.locator("[data-plan]:not([disabled])")).toHaveCount(0);
});

test("a package that follows what runs says when it begins, before it is paid", async ({
  page,
}) => {
  await open(page, { scene: "admin", screen: "plans", "choose-kind": "packages" });
  await expect(page.getByText(/^It begins on .*, behind what you have now\.$/)).toBeVisible();
  await page.getByRole("radio", { name: /Credit pack 10,000/ }).check({ force: true });
  await expect(page.getByText(/^It begins on/)).toHaveCount(0);
});

test("who has never had a plan can try one", async ({ page }) => {
  await open(page, { scene: "newcomer", screen: "plans", "choose-period": "monthly" });
  await expect(page.getByRole("button", { name: "Choose Pro" })).toBeEnabled();
  await page.getByRole("button", { name: "Try it for 14 days" }).click();
  await page.getByText("Nothing to pay now").waitFor();
  await expect(page.getByRole("button", { name: "Begin the trial" })).toBeEnabled();
});

test("the operator of a demonstration lets days go by", async ({ page }) => {
  await open(page, { scene: "operator", screen: "settings" });
  await page.getByRole("button", { name: "7 days" }).click();
  await expect(page.locator("[data-clock]")).toHaveAttribute("data-clock", /^20/);
  expect(await calls(page, "move_clock")).toEqual([{ days: 7 }]);
});

test("nobody else can, nor anywhere else", async ({ page }) => {
  await open(page, { scene: "admin", screen: "settings" });
  await expect(page.getByText("Move time")).toHaveCount(0);
});
