import { expect, test } from "@playwright/test";
import { open } from "./screens";

test("a second person approves, and the payment is no longer stuck", async ({ page }) => {
  await open(page, { scene: "operator", screen: "stuck", "choose-order": "stuck_1" });
  await expect(page.getByRole("button", { name: "Turn down" })).toBeDisabled();
  await page.getByRole("button", { name: "Approve ¥9,990.00" }).click();
  await expect(page.locator("[data-settlement=settled]")).toBeVisible();
  await expect(page.getByText("Nothing is wrong any more")).toBeVisible();
  await expect(page.getByText("Settled by hand: ¥9,990.00")).toBeVisible();
});

test("above the limit a claim is proposed, below it counts at once, and nothing is sent half", async ({
  page,
}) => {
  await open(page, { scene: "operator", screen: "stuck", "choose-order": "stuck_2" });
  await page.getByRole("button", { name: "Settle by hand…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Settle by hand…" })).toBeDisabled();
  await dialog.getByLabel("Number of the payment").fill("4200001");
  await dialog.getByLabel("Why by hand").fill("The notice was lost");
  await dialog.getByLabel("What shows that the money came").fill("Line 4");
  await expect(dialog.getByText("another person must approve")).toBeVisible();
  await dialog.getByLabel("Amount").fill("99999");
  await expect(dialog.getByText("No more than ¥9,990.00 is missing")).toBeVisible();
  await dialog.getByLabel("Amount").fill("500");
  await expect(dialog.getByRole("button", { name: "Settle ¥500.00" })).toBeEnabled();
  await dialog.getByLabel("Amount").fill("9990");
  await dialog.getByRole("button", { name: "Propose ¥9,990.00" }).click();
  await expect(page.getByText("Another person must approve it.")).toBeVisible();
  await page.getByRole("button", { name: "Take back" }).click();
  await expect(page.locator("[data-settlement=withdrawn]")).toBeVisible();
});

test("deeds are found by person, and a table is saved", async ({ page }) => {
  await open(page, { scene: "operator", screen: "audit" });
  const deeds = page.locator("[data-deed]");
  await expect(deeds).toHaveCount(7);
  await deeds.first().getByRole("button", { name: "Kenji Watanabe" }).click();
  await expect(deeds).toHaveCount(3);
  await page.getByRole("button", { name: "Save “Audit log” as CSV" }).click();
  await expect(page.getByText("Saved as audit.csv")).toBeVisible();
});
