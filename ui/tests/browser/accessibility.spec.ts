import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { open, type Scene } from "./screens";

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
  overview: { scene: "attention", screen: "overview" },
  "overview offline": { scene: "offline", screen: "overview" },
  "overview locked": { scene: "locked", screen: "overview" },
  "overview without a keychain": { scene: "no-keychain", screen: "overview" },
  "overview while loading": { scene: "loading", screen: "overview" },
  "overview with nothing stored": { scene: "nothing-stored", screen: "overview" },
  plans: { scene: "admin", screen: "plans" },
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
