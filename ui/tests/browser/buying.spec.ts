import { expect, type Page, test } from "@playwright/test";
import type { Fake } from "../../src/backend/fake";
import type { Checkout } from "../../src/backend/generated/commands";
import { open } from "./screens";

declare const fake: Fake;

const checkout = (page: Page) => page.locator("[data-screen=checkout]");
const status = (page: Page) => page.locator("[data-order-state]");
const chip = (page: Page) => page.locator("[data-chip]");

/** How often the page has asked the core for that. */
const asked = (page: Page, command: string) =>
  page.evaluate((command) => fake.calls.filter(({ name }) => name === command).length, command);

/** Lets the newest purchase become something else behind the page's back. */
const become = (page: Page, changes: Partial<Checkout>) =>
  page.evaluate((changes) => {
    Object.assign(fake.world.payments.checkouts[0] ?? {}, changes);
    fake.announce("checkouts_changed");
  }, changes);

async function packageCentre(page: Page) {
  await open(page, { scene: "admin", screen: "plans", "choose-kind": "packages" });
  return page.getByRole("button", { name: /^Pay ¥/ });
}

test("a package is bought by its code, and paying it shows at once", async ({ page }) => {
  const pay = await packageCentre(page);
  await page.getByRole("radio", { name: /Pro, year/ }).check({ force: true });
  await expect(pay).toHaveText("Pay ¥9,990.00");
  await pay.click();
  await expect(page.locator("[data-qr]")).toHaveAttribute("data-qr", /^weixin:/);
  await expect(status(page)).toHaveAttribute("data-order-state", "awaiting_payment");
  await expect(status(page)).toContainText("Waiting for payment");
  await page.evaluate(() => fake.settle(fake.world.payments.checkouts[0]?.id ?? ""));
  await expect(status(page)).toHaveAttribute("data-order-state", "fulfilled");
  await expect(checkout(page)).toContainText("Payment received");
  await expect(checkout(page)).toContainText("Jun 18, 2027");
  const done = page.getByRole("button", { name: "Done" });
  await expect(done).toBeFocused();
  await done.click();
  await expect(checkout(page)).toBeHidden();
  await expect(chip(page)).toBeHidden();
});

test("a double click and Enter buy once, and close nothing", async ({ page }) => {
  const pay = await packageCentre(page);
  await expect(pay).toBeEnabled();
  await pay.dblclick();
  await expect(checkout(page)).toBeVisible();
  await page.keyboard.press("Escape");
  expect(await asked(page, "begin_checkout")).toBe(1);
  expect(await page.evaluate(() => fake.world.payments.checkouts.length)).toBe(1);
});

test("the code's size is whole device pixels, with a white quiet zone in every theme", async ({
  page,
}) => {
  await open(page, { scene: "waiting", screen: "plans", theme: "dark", checkout: "chk_1" });
  const tile = page.locator("[data-qr]");
  const box = await tile.boundingBox();
  expect(box?.width).toBe(296);
  expect(box?.height).toBe(296);
  await expect(tile).toHaveCSS("background-color", "rgb(255, 255, 255)");
});

test("closing is safe: the chip keeps the purchase in sight and leads back", async ({ page }) => {
  await open(page, { scene: "waiting-soon", screen: "overview", checkout: "chk_1" });
  await expect(checkout(page)).toContainText("Closing this window misses nothing");
  await page.keyboard.press("Escape");
  await expect(checkout(page)).toBeHidden();
  await expect(chip(page)).toContainText(/Waiting for payment · ¥9,990\.00 · 0:\d\d/);
  expect(await asked(page, "cancel_checkout")).toBe(0);
  await page.locator("[data-nav=settings]").click();
  await chip(page).click();
  await expect(checkout(page)).toBeVisible();
});

test("paid while its dialog is closed, a word and the chip say so", async ({ page }) => {
  await open(page, { scene: "waiting", screen: "overview" });
  await page.evaluate(() => fake.settle("chk_1"));
  await expect(page.getByText("¥9,990.00 received")).toBeVisible();
  await expect(chip(page)).toHaveAttribute("data-chip", "paid");
  await chip(page).click();
  await page.getByRole("button", { name: "View order" }).click();
  await expect(page.locator("[data-screen=orders]")).toBeVisible();
});

test("every turn of a payment is said, and none of them ends the watching", async ({ page }) => {
  await open(page, { scene: "waiting", screen: "plans", checkout: "chk_1" });
  await become(page, { watch: "asking" });
  await expect(status(page)).toContainText("Checking with WeChat Pay");
  await become(page, { watch: "no_network" });
  await expect(status(page)).toContainText("No network – we keep watching");
  await become(page, { watch: "polling", stage: "confirming" });
  await expect(status(page)).toContainText("WeChat Pay is confirming the payment");
  await become(page, { stage: "code_expired", seconds_left: 0 });
  await expect(status(page)).toContainText("that still counts");
  await page.getByRole("button", { name: "Renew code" }).click();
  await expect(status(page)).toContainText("Waiting for payment");
  await become(page, { stage: "declined" });
  await expect(status(page)).toContainText("Nothing was taken for it");
  await become(page, {
    stage: "underpaid",
    seconds_left: 0,
    order_state: "underpaid",
    placements: [
      { amount: "9000.00", currency: "CNY", place: "order", at: "2026-06-18T14:00:00Z" },
    ],
  });
  await expect(status(page)).toContainText("¥990.00 is still missing");
  await expect(page.getByRole("button", { name: "Pay the rest" })).toBeFocused();
});

test("the rest is paid by a new code, and Enter does not ask for yet another", async ({ page }) => {
  await open(page, { scene: "underpaid", screen: "plans", checkout: "chk_1" });
  await become(page, { pay_type: 9, has_page: true, is_test: true });
  await expect(page.getByRole("button", { name: "Open test wallet" })).toBeHidden();
  await page.getByRole("button", { name: "Pay the rest" }).click();
  await expect(status(page)).toContainText("¥990.00 is still missing");
  await expect(status(page)).toContainText("Open the test wallet to pay the rest");
  await expect(page.getByRole("button", { name: "Pay the rest" })).toBeHidden();
  const wallet = page.getByRole("button", { name: "Open test wallet" });
  await expect(wallet).toBeFocused();
  await page.keyboard.press("Enter");
  expect(await asked(page, "renew_code")).toBe(1);
  expect(await asked(page, "open_payment_page")).toBe(1);
});

test("without a network a purchase is called off before there is an order", async ({ page }) => {
  await open(page, { scene: "starting-offline", screen: "plans", checkout: "chk_1" });
  await expect(status(page)).toContainText("nothing is ordered yet");
  await expect(checkout(page)).not.toContainText("If you pay now");
  await page.getByRole("button", { name: "Don’t buy" }).click();
  await expect(status(page)).toContainText("Nothing is bought");
  const foot = checkout(page).locator("footer");
  await expect(foot.getByRole("button", { name: "Close" })).toBeFocused();
});

test("money that went back is told with the reason that was given", async ({ page }) => {
  await open(page, { scene: "returned", screen: "plans", checkout: "chk_1" });
  await expect(checkout(page)).toContainText("Reason: Goodwill");
  await expect(checkout(page)).not.toContainText("Less came");
});

test("calling an order off asks once", async ({ page }) => {
  await open(page, { scene: "waiting", screen: "plans", checkout: "chk_1" });
  await page.getByRole("button", { name: "Cancel order" }).click();
  await expect(checkout(page)).toContainText("Cancel this order?");
  await page.getByRole("button", { name: "Keep it" }).click();
  expect(await asked(page, "cancel_checkout")).toBe(0);
  await page.getByRole("button", { name: "Cancel order" }).click();
  await page.getByRole("button", { name: "Cancel order" }).click();
  await expect(status(page)).toContainText("The order is cancelled");
});

test("another method is chosen within the dialog", async ({ page }) => {
  await open(page, { scene: "waiting", screen: "plans", checkout: "chk_1" });
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await page.getByRole("radio", { name: "Alipay" }).check({ force: true });
  expect(await asked(page, "change_method")).toBe(0);
  await page.getByRole("button", { name: "Use this method" }).click();
  await expect(page.getByRole("heading", { name: "Alipay" })).toBeVisible();
  expect(await asked(page, "change_method")).toBe(1);
});

test("a coupon is counted or refused with its reason", async ({ page }) => {
  const pay = await packageCentre(page);
  await page.getByLabel("Coupon").fill("ONCE");
  await page.keyboard.press("Enter");
  await expect(page.getByText("You have used this coupon before")).toBeVisible();
  await expect(pay).toHaveText("Pay ¥2,990.00");
  await page.getByLabel("Coupon").fill("WELCOME10");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText("WELCOME10 counts")).toBeVisible();
  await expect(pay).toHaveText("Pay ¥2,691.00");
  await page.getByRole("button", { name: "Remove coupon" }).click();
  await expect(page.getByLabel("Coupon")).toBeFocused();
});

test("who may not buy sees why, and so does who is offline or before a closed shop", async ({
  page,
}) => {
  await open(page, { scene: "member", screen: "plans", "choose-kind": "packages" });
  await expect(page.getByRole("button", { name: /^Pay( ¥.*)?$/ })).toBeDisabled();
  await expect(page.getByText("Only admins of your company can buy.")).toBeVisible();
  await open(page, { scene: "offline", screen: "plans", "choose-kind": "packages" });
  await expect(page.getByText("Buying needs a connection.")).toBeVisible();
  await open(page, { scene: "closed", screen: "plans", "choose-kind": "packages" });
  await expect(page.getByText("Not open yet")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Pay( ¥.*)?$/ })).toHaveCount(0);
});

test("the terms open without their links and scripts", async ({ page }) => {
  await packageCentre(page);
  await page.getByRole("button", { name: "Payment terms" }).click();
  const terms = page.getByRole("dialog", { name: "Payment terms" });
  await expect(terms).toContainText("You may ask for your money back");
  await expect(terms.locator(".prose :is(a, script, [style])")).toHaveCount(0);
});

test("an order tells what its payments mean and what happened", async ({ page }) => {
  await open(page, { scene: "admin", screen: "orders" });
  await page.getByRole("button", { name: /Paid late/ }).click();
  await expect(page.getByText("All of your payment counts for this order")).toBeVisible();
  await expect(page.getByText("¥9,990.00 received late by WeChat Pay")).toBeVisible();
  await page.getByRole("searchbox").fill("overpaid");
  await expect(page.locator("[data-row]")).toHaveCount(1);
  await page.locator("[data-row]").click();
  await expect(page.getByText("¥10.00 to your credit balance")).toBeVisible();
  await page.getByRole("searchbox").fill("no such order");
  await expect(page.getByText("Nothing found")).toBeVisible();
});

test("an open order is paid from the list, which says how many there are", async ({ page }) => {
  await open(page, { scene: "admin", screen: "orders", "choose-order": "ord_open" });
  await expect(page.locator("[data-nav=orders]")).toContainText("2 orders wait for payment");
  await page.getByRole("button", { name: "Pay now" }).click();
  await expect(checkout(page)).toBeVisible();
});

test("the operator publishes a price, sees it as customers do, and cannot publish nonsense", async ({
  page,
}) => {
  await open(page, { scene: "operator", screen: "packages" });
  await page.getByRole("button", { name: "Pro, year", exact: true }).click();
  const price = page.getByLabel("Current price");
  await price.fill("x");
  await expect(page.getByText("Type an amount such as 2990.00")).toBeVisible();
  await expect(page.getByRole("region", { name: "Preview" })).not.toContainText(/¥0\.00|100%/);
  await expect(page.getByRole("button", { name: "Save and publish" })).toBeDisabled();
  await price.fill("8990");
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview).toContainText("¥8,990.00");
  await preview.getByRole("radio", { name: "日本語" }).check({ force: true });
  await expect(preview).toContainText("パッケージを選択");
  await expect(page.locator(".save-bar")).toContainText("Pro, year: ¥9,990.00 → ¥8,990.00");
  await expect(page.locator(".save-bar")).toContainText("2 open orders keep their price");
  await page.getByRole("button", { name: "Save and publish" }).click();
  const notice = page.getByText("Published");
  await expect(notice).toBeVisible();
  await expect(page.locator(".save-bar")).toBeHidden();
  // A notice that is still there stands above the bar of the next change.
  await price.fill("8991");
  const bar = await page.locator(".save-bar").boundingBox();
  const word = await page.locator(".notice").last().boundingBox();
  expect((word?.y ?? 0) + (word?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0);
});

test("packages are moved by the keyboard", async ({ page }) => {
  await open(page, { scene: "operator", screen: "packages" });
  await page.getByRole("button", { name: "Move Starter, year" }).focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.locator("tbody tr").nth(1)).toContainText("Starter, year");
  await expect(page.getByRole("button", { name: "Move Starter, year" })).toBeFocused();
  await expect(page.locator(".save-bar")).toContainText("Order changed");
});

test("a refund names its amount in the button and never exceeds what came", async ({ page }) => {
  await open(page, { scene: "operator", screen: "orders", "choose-order": "ord_late" });
  await page.getByRole("button", { name: "Refund…" }).click();
  const dialog = page.getByRole("dialog", { name: "Refund" });
  await dialog.getByLabel("Amount").fill("10000");
  await expect(dialog).toContainText("No more than ¥9,990.00 can go back");
  await dialog.getByLabel("Amount").fill("990");
  await dialog.getByLabel("Reason").fill("Goodwill");
  await dialog.getByRole("button", { name: "Refund ¥990.00" }).dblclick();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Reason: Goodwill")).toBeVisible();
  expect(await asked(page, "refund_order")).toBe(1);
});

test("asking the provider is answered, and staff are not spoken to as customers", async ({
  page,
}) => {
  await open(page, { scene: "operator", screen: "orders", "choose-order": "ord_partly" });
  await expect(page.getByText("Part of the payment went back")).toBeVisible();
  await expect(page.getByText("¥990.00 back to the customer")).toBeVisible();
  await page.getByRole("button", { name: "Ask the provider" }).click();
  await expect(page.getByText("WeChat Pay says: nothing new")).toBeVisible();
  await expect(page.getByText("NOTPAY", { exact: true })).toBeVisible();
});

test("a refund says what it does to what was bought", async ({ page }) => {
  await open(page, { scene: "operator", screen: "orders", "choose-order": "ord_late" });
  await page.getByRole("button", { name: "Refund…" }).click();
  const dialog = page.getByRole("dialog", { name: "Refund" });
  await expect(dialog).toContainText("what was bought ends at once");
  await dialog.getByLabel("Amount").fill("990");
  await expect(dialog).toContainText("what was bought stays active");
});

test("a notice is worked on again", async ({ page }) => {
  await open(page, { scene: "operator", screen: "webhooks" });
  await page.getByRole("button", { name: /trade_status_sync/ }).click();
  await expect(page.getByText("database is busy")).toBeVisible();
  await page.getByRole("button", { name: "Work on it again" }).click();
  await expect(page.getByText("The notice was worked on again")).toBeVisible();
  await expect(page.getByText("database is busy")).toBeHidden();
});

test("nothing is shared unless the person turns it on", async ({ page }) => {
  await open(page, { scene: "admin", screen: "settings" });
  const share = page.getByRole("switch", { name: "Share how you use the console" });
  await expect(share).not.toBeChecked();
  await share.click();
  await expect(share).toBeChecked();
  await page.getByRole("switch", { name: "Payments" }).click();
  await expect(page.getByRole("switch", { name: "Payments" })).not.toBeChecked();
});
