import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { open, type Scene, stages } from "./screens";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const scenes: Record<string, Scene & { prepare?: (page: Page) => Promise<void> }> = {
  "sign-in": { scene: "signed-out" },
  "sign-in after the session ended": { scene: "ended" },
  "sign-in without a server": { scene: "no-server" },
  "sign-in with a failure": {
    scene: "signed-out",
    prepare: async (page) => {
      await page.getByLabel("E-mail").fill("admin@demo.test");
      await page.getByLabel("Password", { exact: true }).fill("wrong");
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.getByRole("alert").waitFor();
    },
  },
  register: {
    scene: "signed-out",
    prepare: (page) => page.getByRole("button", { name: "Create an account" }).click(),
  },
  "evidence before a file is chosen": { scene: "support", screen: "evidence" },
  "evidence beside what the service knows": {
    scene: "support",
    screen: "evidence",
    prepare: async (page) => {
      await page.locator("input[type=file]").setInputFiles({
        name: "evidence.zip",
        mimeType: "application/zip",
        buffer: Buffer.from("changed evidence"),
      });
      await page.getByRole("button", { name: "Compare with the service" }).click();
      await page.getByText("1 entry the customer has not seen").waitFor();
    },
  },
  "evidence to be saved": {
    scene: "waiting",
    screen: "plans",
    checkout: "chk_1",
    prepare: async (page) => {
      await page.keyboard.press("Control+Shift+E");
      await page.getByText("What is never in it").waitFor();
    },
  },
  overview: { scene: "attention", screen: "overview" },
  "overview offline": { scene: "offline", screen: "overview" },
  "overview locked": { scene: "locked", screen: "overview" },
  "overview without a keychain": { scene: "no-keychain", screen: "overview" },
  "overview while loading": { scene: "loading", screen: "overview" },
  "overview with nothing stored": { scene: "nothing-stored", screen: "overview" },
  notices: {
    scene: "admin",
    screen: "overview",
    prepare: (page) => page.getByRole("button", { name: /^Notices/ }).click(),
  },
  "no notices": {
    scene: "no-notices",
    screen: "overview",
    prepare: (page) => page.getByRole("button", { name: "Notices" }).click(),
  },
  "notices that were never fetched": {
    scene: "nothing-stored",
    screen: "overview",
    prepare: (page) => page.getByRole("button", { name: "Notices" }).click(),
  },
  "what the service tells others": {
    scene: "operator",
    screen: "webhooks",
    "choose-side": "sent",
    prepare: (page) => page.getByText("Parked").last().click(),
  },
  plans: { scene: "admin", screen: "plans" },
  "plans of a member": { scene: "member", screen: "plans" },
  "a plan before it is paid": {
    scene: "admin",
    screen: "plans",
    prepare: async (page) => {
      await page.getByRole("button", { name: "Change to Business" }).click();
      await page.getByText("To pay now").waitFor();
    },
  },
  "a subscription that is past due": { scene: "past-due", screen: "plans" },
  "a subscription to be cancelled": {
    scene: "admin",
    screen: "plans",
    prepare: async (page) => {
      await page.getByRole("button", { name: "Cancel plan…" }).click();
      await page.getByText("You can use it until").waitFor();
    },
  },
  "a subscription to be paused": {
    scene: "admin",
    screen: "plans",
    prepare: async (page) => {
      await page.getByRole("button", { name: "Pause…" }).click();
      await page.getByText("It goes on by itself").waitFor();
    },
  },
  "overview of what is past due": { scene: "past-due", screen: "overview" },
  "package centre": { scene: "admin", screen: "plans", "choose-kind": "packages" },
  "package centre that is closed": {
    scene: "closed",
    screen: "plans",
    "choose-kind": "packages",
  },
  "package centre with a wrong coupon": {
    scene: "admin",
    screen: "plans",
    "choose-kind": "packages",
    prepare: async (page) => {
      await page.getByLabel("Coupon").fill("OLD");
      await page.getByRole("button", { name: "Apply" }).click();
      await page.getByText("This coupon has run out").waitFor();
    },
  },
  orders: { scene: "admin", screen: "orders", "choose-order": "ord_late" },
  "orders of staff": { scene: "operator", screen: "orders", "choose-order": "ord_partly" },
  invoices: {
    scene: "downloading",
    screen: "invoices",
    prepare: async (page) => {
      await page.getByRole("figure").getByText("Total").waitFor();
      await page.getByRole("checkbox").nth(2).click();
    },
  },
  "an invoice whose document is not here": {
    scene: "offline",
    screen: "invoices",
    "choose-invoice": "inv_3",
    prepare: (page) => page.getByText("This document is not on this computer").waitFor(),
  },
  "a download that is asked for": {
    scene: "admin",
    screen: "invoices",
    "choose-year": "2026",
    prepare: (page) => page.getByRole("button", { name: "Download all" }).click(),
  },
  "the palette": {
    scene: "admin",
    screen: "overview",
    prepare: async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").fill("2026");
      await page.locator("mark").first().waitFor();
    },
  },
  customers: { scene: "support", screen: "customers" },
  "customers that are selected": {
    scene: "support",
    screen: "customers",
    prepare: async (page) => {
      await page.getByRole("checkbox").nth(2).click();
      await page.getByRole("searchbox").fill("Ltd");
      await page.getByText("1 of them not shown").waitFor();
    },
  },
  "customers of whom none is found": {
    scene: "support",
    screen: "customers",
    "choose-query": "nobody",
  },
  "customers whose invoices are asked for": {
    scene: "support",
    screen: "customers",
    prepare: async (page) => {
      await page.getByRole("checkbox").first().click();
      await page.getByRole("button", { name: "Download invoices…" }).click();
    },
  },
  "a customer": { scene: "support", screen: "customers", "choose-customer": "cus_3" },
  "a customer's usage": {
    scene: "agent",
    screen: "customers",
    "choose-customer": "cus_3",
    "choose-view": "usage",
  },
  "no customer chosen": { scene: "support", screen: "invoices" },
  "no orders": { scene: "no-orders", screen: "orders" },
  usage: { scene: "admin", screen: "usage" },
  "usage read by keyboard": {
    scene: "admin",
    screen: "usage",
    prepare: async (page) => {
      await page.getByRole("slider", { name: "Usage by product" }).focus();
      await page.keyboard.press("ArrowLeft");
    },
  },
  "usage by day, offline": {
    scene: "offline",
    screen: "usage",
    "choose-period": "everything",
    "choose-step": "day",
  },
  "usage with its periods open": {
    scene: "admin",
    screen: "usage",
    prepare: (page) => page.getByRole("button", { name: "Period" }).click(),
  },
  "usage that is still being fetched": { scene: "filling", screen: "usage" },
  "no usage": { scene: "no-usage", screen: "usage" },
  "usage of nobody yet": { scene: "agent", screen: "usage" },
  credits: { scene: "admin", screen: "credits" },
  "credits that do not fit": { scene: "broken-ledger", screen: "credits" },
  "movements of credits": { scene: "admin", screen: "credits", "choose-view": "movements" },
  "credits that are owed": { scene: "credits-owed", screen: "credits" },
  "no credits": { scene: "no-usage", screen: "credits" },
  "buying a pack": {
    scene: "admin",
    screen: "credits",
    prepare: (page) => page.getByRole("button", { name: "Buy 10,000 credits" }).click(),
  },
  "the rule for packs": {
    scene: "admin",
    screen: "credits",
    prepare: (page) => page.getByRole("button", { name: "Set up" }).click(),
  },
  "redeeming a code": {
    scene: "admin",
    screen: "credits",
    prepare: (page) => page.getByRole("button", { name: "Redeem a code" }).click(),
  },
  "gift codes": { scene: "operator", screen: "credits" },
  "making gift codes": {
    scene: "operator",
    screen: "credits",
    prepare: (page) => page.getByRole("button", { name: "Make gift codes" }).click(),
  },
  "correcting credits": {
    scene: "operator",
    screen: "credits",
    prepare: async (page) => {
      await page.getByRole("button", { name: "Correct credits" }).click();
      await page.getByRole("list", { name: "Find a customer" }).getByRole("button").first().click();
    },
  },
  packages: { scene: "operator", screen: "packages" },
  "packages with unsaved edits": {
    scene: "operator",
    screen: "packages",
    prepare: (page) => page.getByLabel("Current price").fill("1"),
  },
  "a refund": {
    scene: "operator",
    screen: "orders",
    "choose-order": "ord_late",
    prepare: (page) => page.getByRole("button", { name: "Refund…" }).click(),
  },
  "a stuck payment": { scene: "operator", screen: "stuck", "choose-order": "stuck_1" },
  "settling by hand": {
    scene: "operator",
    screen: "stuck",
    "choose-order": "stuck_2",
    prepare: (page) => page.getByRole("button", { name: "Settle by hand…" }).click(),
  },
  health: { scene: "operator", screen: "health" },
  integrity: { scene: "operator", screen: "integrity" },
  "the audit log": { scene: "operator", screen: "audit" },
  webhooks: {
    scene: "operator",
    screen: "webhooks",
    prepare: (page) => page.locator("[data-row=whk_3]").click(),
  },
  "choosing another method": {
    scene: "waiting",
    screen: "plans",
    checkout: "chk_1",
    prepare: (page) => page.getByRole("button", { name: "Change", exact: true }).click(),
  },
  ...Object.fromEntries(
    stages.map((scene) => [`checkout ${scene}`, { scene, screen: "plans", checkout: "chk_1" }]),
  ),
  settings: { scene: "admin", screen: "settings" },
  "settings of staff": { scene: "operator", screen: "settings" },
  "settings of a member": { scene: "member", screen: "settings" },
  "settings with unsaved edits": {
    scene: "admin",
    screen: "settings",
    prepare: (page) => page.getByLabel("Phone").fill("+46 1"),
  },
  "list of shortcuts": {
    scene: "admin",
    screen: "overview",
    prepare: (page) => page.keyboard.press("?"),
  },
  "user menu": {
    scene: "admin",
    screen: "overview",
    prepare: (page) => page.getByRole("button", { name: /Account menu/ }).click(),
  },
  "deleting local data": {
    scene: "admin",
    screen: "settings",
    prepare: (page) => page.getByRole("button", { name: "Delete…" }).click(),
  },
};

for (const theme of ["light", "dark", "high_contrast"]) {
  for (const [name, { prepare, ...scene }] of Object.entries(scenes)) {
    test(`${name} in ${theme} passes the rules`, async ({ page }) => {
      await open(page, { ...scene, theme });
      await prepare?.(page);
      const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
      const found = violations.map(({ id, nodes }) => ({
        id,
        nodes: nodes.map(({ html, failureSummary }) => `${html} — ${failureSummary}`),
      }));
      expect(found).toEqual([]);
    });
  }
}
