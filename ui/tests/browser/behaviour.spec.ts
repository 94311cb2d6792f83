import { expect, type Page, test } from "@playwright/test";
import type { World } from "../../src/backend/fake-world";
import type { Event } from "../../src/backend/generated/commands";
import { open, type Scene, stages } from "./screens";

/** Changes the world of the fake core behind the page's back, and announces it where asked. */
async function change(page: Page, changes: Partial<World>, event?: Event): Promise<void> {
  await page.evaluate(
    ([changes, event]) => {
      const { fake } = window as unknown as {
        fake: { world: object; announce: (event: string) => void };
      };
      Object.assign(fake.world, changes);
      if (event) {
        fake.announce(event);
      }
    },
    [changes, event] as const,
  );
}

test("signing in takes nothing but a keyboard", async ({ page }) => {
  await open(page, { scene: "signed-out" });
  await expect(page.getByLabel("E-mail")).toBeFocused();
  await page.keyboard.type("admin@demo.test");
  await page.keyboard.press("Tab");
  await page.keyboard.type("demo-password-1");
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-screen=overview]")).toBeVisible();
  await page.keyboard.press("Control+2");
  await expect(page.locator("[data-screen=plans]")).toBeVisible();
  await page.keyboard.press("Control+,");
  await expect(page.locator("[data-screen=settings]")).toBeVisible();
  await page.goBack();
  await expect(page.locator("[data-screen=plans]")).toBeVisible();
});

test("Esc closes what floats and gives the focus back", async ({ page }) => {
  await open(page, { scene: "admin", screen: "overview" });
  const user = page.getByRole("button", { name: /Account menu/ });
  await user.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Sign out" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toBeHidden();
  await expect(user).toBeFocused();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(user).toBeFocused();
});

test("the language changes at run time, with names and figures", async ({ page }) => {
  await open(page, { scene: "admin", screen: "settings" });
  await page.getByLabel("Phone").fill("+46 1");
  await page.getByRole("radio", { name: "日本語" }).check({ force: true });
  await expect(page.getByRole("heading", { level: 1, name: "設定" })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("ja");
  await expect(page.getByLabel("電話番号")).toHaveValue("+46 1");
  await page.locator("[data-nav=overview]").click();
  await expect(page.getByText("CN¥9,990.00／月")).toBeHidden();
  await expect(page.getByText("CN¥9,990.00／年")).toBeVisible();
});

test("offline is said once, every figure carries its age, and coming back clears both", async ({
  page,
}) => {
  await open(page, { scene: "offline", screen: "overview" });
  await expect(page.locator("[data-sync=offline]")).toContainText("Offline · figures from");
  await expect(page.locator("[data-banner=offline]")).toHaveCount(1);
  for (const card of await page.locator("[data-as-of]").all()) {
    await expect(card).toContainText(/as of/);
  }
  const now = new Date().toISOString();
  await change(page, { sync: { state: "online", last_success: now } }, "sync_changed");
  await expect(page.locator("[data-banner=offline]")).toHaveCount(0);
  await expect(page.locator("[data-sync=online]")).toContainText("Up to date · just now");
});

test("edits outlive a look at another screen and wait for a connection with a reason", async ({
  page,
}) => {
  await open(page, { scene: "admin", screen: "settings" });
  await page.getByLabel("Phone").fill("+46 1");
  await page.locator("[data-nav=plans]").click();
  await page.locator("[data-nav=settings]").click();
  await expect(page.getByLabel("Phone")).toHaveValue("+46 1");
  await expect(page.locator(".save-bar").getByText("1 change not saved")).toBeVisible();

  await page.locator("[data-menu=user]").click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  const question = page.getByRole("dialog", { name: "Discard 1 unsaved change?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(page.locator("[data-menu=user]")).toBeFocused();

  await change(page, { sync: { state: "offline" } }, "sync_changed");
  const save = page.getByRole("button", { name: "Save changes" });
  await expect(save).toBeDisabled();
  await expect(page.getByText("Saving needs a connection.")).toBeVisible();

  await change(page, { sync: { state: "online" } }, "sync_changed");
  await save.click();
  await expect(page.getByText("Account saved")).toBeVisible();
  await expect(save).toBeHidden();
  await expect(page.getByLabel("Company")).toBeFocused();
});

test("a change by somebody else is shown and settled field by field", async ({ page }) => {
  await open(page, { scene: "admin", screen: "settings" });
  await page.getByLabel("Company").fill("Mine");
  await page.evaluate(() => {
    const { fake } = window as unknown as { fake: { world: World } };
    const account = fake.world.account?.value;
    if (account) {
      fake.world.accountAtService = {
        ...account,
        company_name: "Theirs",
        phone: "+46 2",
        version: account.version + 1,
      };
    }
  });
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Someone else saved different values")).toBeVisible();
  await expect(page.getByRole("region", { name: /Someone else saved/ })).toBeFocused();
  await expect(page.getByLabel("Company")).toHaveValue("Mine");
  await expect(page.getByLabel("Phone")).toHaveValue("+46 2");
  await expect(page.getByRole("button", { name: "Save changes" })).toBeDisabled();
  await page.getByRole("button", { name: "Keep mine" }).click();
  await expect(page.getByRole("button", { name: "Save changes" })).toBeFocused();
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Account saved")).toBeVisible();
});

test("a session that has ended leaves nothing in sight and says why", async ({ page }) => {
  await open(page, { scene: "admin", screen: "overview" });
  await change(
    page,
    { session: { state: "signed_out", reason: "session_ended" } },
    "session_changed",
  );
  await expect(page.locator("[data-screen=sign-in]")).toBeVisible();
  await expect(page.getByText("Your session has ended")).toBeVisible();
  await expect(page.getByText("Northwind")).toHaveCount(0);
});

test("with a closed keychain one can unlock it or sign in again over the stored figures", async ({
  page,
}) => {
  await open(page, { scene: "locked", screen: "overview" });
  await expect(page.locator("[data-figure=plan-name]")).toHaveText("Pro");
  await page.getByRole("button", { name: "Sign in again" }).click();
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await dialog.getByLabel("Password", { exact: true }).fill("wrong");
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("E-mail or password is wrong");
  await dialog.getByLabel("Password", { exact: true }).fill("demo-password-1");
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.locator("[data-banner=keychain]")).toHaveCount(0);
});

test("a device is signed out after one question", async ({ page }) => {
  await open(page, { scene: "admin", screen: "settings" });
  await page.getByRole("button", { name: "Sign out" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Sign out this device?" });
  await expect(dialog).toContainText("macOS");
  await dialog.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("Device signed out")).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign out" }).first()).toBeFocused();
  await expect(page.getByText("Billing Console 0.1.0 on macOS", { exact: true })).toHaveCount(1);
});

test("a password change gives the focus back and reads the devices again", async ({ page }) => {
  await open(page, { scene: "admin", screen: "settings" });
  const change = page.getByRole("button", { name: "Change password" });
  await change.click();
  const current = page.getByLabel("Current password");
  await expect(current).toBeFocused();
  await current.fill("wrong");
  await page.getByLabel("New password").fill("demo-password-2");
  await change.click();
  await expect(current).toBeFocused();
  await current.fill("demo-password-1");
  await change.click();
  await expect(page.getByText("Password changed")).toBeVisible();
  await expect(change).toBeFocused();
  await expect(page.getByRole("button", { name: "Sign out" })).toHaveCount(0);
});

test("local data is deleted only after it was understood", async ({ page }) => {
  await open(page, { scene: "admin", screen: "settings" });
  await page.getByRole("button", { name: "Delete…" }).click();
  const confirm = page.getByRole("button", { name: "Delete local data" });
  await expect(confirm).toBeDisabled();
  await page.getByRole("checkbox").check();
  await confirm.click();
  await expect(page.locator("[data-screen=sign-in]")).toBeVisible();
});

const whole: Record<string, Scene> = {
  overview: { scene: "attention", screen: "overview" },
  plans: { scene: "admin", screen: "plans" },
  settings: { scene: "attention", screen: "settings" },
  "the package centre": { scene: "admin", screen: "plans", "choose-kind": "packages" },
  orders: { scene: "admin", screen: "orders" },
  "an order": { scene: "admin", screen: "orders", "choose-order": "ord_partly" },
  packages: { scene: "operator", screen: "packages" },
  webhooks: { scene: "operator", screen: "webhooks" },
  "a stuck payment": { scene: "operator", screen: "stuck", "choose-order": "stuck_1" },
  health: { scene: "operator", screen: "health" },
  integrity: { scene: "operator", screen: "integrity" },
  "the audit log": { scene: "operator", screen: "audit" },
  ...Object.fromEntries(
    stages.map((scene) => [`checkout ${scene}`, { scene, screen: "plans", checkout: "chk_1" }]),
  ),
};

for (const language of ["en", "zh-CN", "ja"]) {
  for (const [name, scene] of Object.entries(whole)) {
    test(`nothing of ${name} is cut off in ${language} in the smallest window`, async ({
      page,
    }) => {
      await page.setViewportSize({ width: 900, height: 600 });
      await open(page, { ...scene, language });
      const cut = await page.evaluate(() => {
        const outside = document.documentElement.scrollWidth > innerWidth ? ["the window"] : [];
        const whole = "button .clip, .badge, .figure, dt, h1, h2, label, [class*=type-]";
        const places = [...document.querySelectorAll("main, dialog[open], header")];
        const clipped = places
          .flatMap((place) => [...place.querySelectorAll<HTMLElement>(whole)])
          .filter((part) => part.clientWidth > 0 && !part.matches(".unseen"))
          .filter((part) => part.scrollWidth > part.clientWidth + 1)
          .map((part) => part.textContent);
        const dialog = document.querySelector("dialog[open]");
        const scrolls =
          dialog && dialog.scrollHeight > dialog.clientHeight + 1 ? ["the dialog"] : [];
        return [...outside, ...clipped, ...scrolls];
      });
      expect(cut).toEqual([]);
    });
  }
}
