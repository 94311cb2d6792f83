import { expect, test } from "@playwright/test";
import { open } from "./screens";

test("the bell counts what is unread, and a notice leads to where one can act", async ({
  page,
}) => {
  await open(page, { scene: "admin", screen: "overview" });
  const bell = page.getByRole("button", { name: "Notices, 3 unread" });
  await bell.click();
  const panel = page.getByRole("dialog", { name: "Notices" });
  await expect(panel.getByRole("listitem")).toHaveCount(7);
  await panel.getByRole("button", { name: /Payment declined/ }).click();
  await expect(panel).toBeHidden();
  await expect(page.locator("[data-screen=orders]")).toBeVisible();
  await expect(page.getByRole("button", { name: "Notices, 2 unread" })).toBeVisible();

  await page.getByRole("button", { name: "Notices, 2 unread" }).click();
  await panel.getByRole("button", { name: /AI chat is used/ }).click();
  await expect(page.locator("[data-screen=usage]")).toBeVisible();
});

test("everything can be marked as read at once, by keyboard alone", async ({ page }) => {
  await open(page, { scene: "admin", screen: "overview" });
  await page.getByRole("button", { name: "Notices, 3 unread" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Mark all as read" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Mark all as read" })).toBeHidden();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Notices", exact: true })).toBeVisible();
});

test("without a network the notices are there, with their age", async ({ page }) => {
  await open(page, { scene: "offline", screen: "overview" });
  await page.getByRole("button", { name: /^Notices/ }).click();
  const panel = page.getByRole("dialog", { name: "Notices" });
  await expect(panel.getByRole("listitem")).toHaveCount(7);
  await expect(panel.getByText(/^as of/i)).toBeVisible();
});

test("staff have no bell", async ({ page }) => {
  await open(page, { scene: "operator", screen: "webhooks" });
  await expect(page.getByRole("button", { name: /^Notices/ })).toHaveCount(0);
});

test("the operator sees why something is parked and lets it be tried again", async ({ page }) => {
  await open(page, { scene: "operator", screen: "webhooks" });
  await page.getByText("Sent", { exact: true }).click();
  await page.getByLabel("State").selectOption({ label: "Parked" });
  const rows = page.getByRole("listitem");
  await expect(rows.filter({ hasText: "Parked" })).toHaveCount(2);
  await rows.filter({ hasText: "payment_received" }).click();
  await expect(page.getByText("the mail server answered 451")).toBeVisible();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("It is tried again now")).toBeVisible();
});
