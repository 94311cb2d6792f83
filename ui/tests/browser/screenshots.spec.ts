import { test } from "@playwright/test";
import { open, type Scene, sizes, stages } from "./screens";

const languages = ["en", "zh-CN", "ja"];
const themes = ["light", "dark", "high_contrast"];
const screens: Record<string, Scene> = {
  "sign-in": { scene: "signed-out" },
  overview: { scene: "admin", screen: "overview" },
  plans: { scene: "admin", screen: "plans" },
  usage: { scene: "admin", screen: "usage" },
  credits: { scene: "admin", screen: "credits" },
  settings: { scene: "admin", screen: "settings" },
  packages: { scene: "admin", screen: "plans", "choose-kind": "packages" },
  orders: { scene: "admin", screen: "orders", "choose-order": "ord_late" },
  invoices: { scene: "downloading", screen: "invoices", "choose-invoice": "inv_44" },
  customers: { scene: "support", screen: "customers" },
  "checkout-waiting": { scene: "waiting-soon", screen: "plans", checkout: "chk_1" },
  "checkout-paid": { scene: "overpaid", screen: "plans", checkout: "chk_1" },
  evidence: { scene: "support", screen: "evidence" },
  "operator-packages": { scene: "operator", screen: "packages" },
};
const once: Record<string, Scene> = {
  "sign-in-ended": { scene: "ended" },
  "sign-in-no-server": { scene: "no-server" },
  "sign-in-production": { scene: "production" },
  "overview-attention": { scene: "attention", screen: "overview" },
  "overview-offline": { scene: "offline", screen: "overview" },
  "overview-locked": { scene: "locked", screen: "overview" },
  "overview-no-keychain": { scene: "no-keychain", screen: "overview" },
  "overview-loading": { scene: "loading", screen: "overview" },
  "overview-nothing-stored": { scene: "nothing-stored", screen: "overview" },
  ...Object.fromEntries(
    stages.map((scene) => [`checkout-${scene}`, { scene, screen: "plans", checkout: "chk_1" }]),
  ),
  "invoices-offline": { scene: "offline", screen: "invoices", "choose-invoice": "inv_3" },
  "customer-overview": { scene: "support", screen: "customers", "choose-customer": "cus_3" },
  "customer-invoices": {
    scene: "support",
    screen: "customers",
    "choose-customer": "cus_3",
    "choose-view": "invoices",
  },
  ...Object.fromEntries(
    ["trialing", "renewing", "grace", "past-due", "paused", "ending", "scheduled", "over"]
      .concat(["lifetime", "newcomer"])
      .map((scene) => [`plans-${scene}`, { scene, screen: "plans" }]),
  ),
  "overview-past-due": { scene: "past-due", screen: "overview" },
  "packages-closed": { scene: "closed", screen: "plans", "choose-kind": "packages" },
  "operator-orders": { scene: "operator", screen: "orders", "choose-order": "ord_partly" },
  "operator-stuck": { scene: "operator", screen: "stuck", "choose-order": "stuck_1" },
  "operator-health": { scene: "operator", screen: "health" },
  "operator-integrity": { scene: "operator", screen: "integrity" },
  "operator-audit": { scene: "operator", screen: "audit" },
  "operator-webhooks": { scene: "operator", screen: "webhooks" },
  "usage-days": {
    scene: "admin",
    screen: "usage",
    "choose-period": "everything",
    "choose-step": "day",
  },
  "usage-offline": { scene: "offline", screen: "usage", "choose-period": "90-days" },
  "usage-filling": { scene: "filling", screen: "usage" },
  "usage-none": { scene: "no-usage", screen: "usage" },
  "usage-loading": { scene: "loading", screen: "usage" },
  "credits-broken": { scene: "broken-ledger", screen: "credits" },
  "credits-movements": { scene: "admin", screen: "credits", "choose-view": "movements" },
  "credits-owed": { scene: "credits-owed", screen: "credits" },
  "credits-none": { scene: "no-usage", screen: "credits" },
  "credits-offline": { scene: "offline", screen: "credits" },
  "credits-filling": { scene: "filling", screen: "credits" },
  "credits-operator": { scene: "operator", screen: "credits" },
  "orders-none": { scene: "no-orders", screen: "orders" },
  "settings-member": { scene: "member", screen: "settings" },
  "settings-operator": { scene: "operator", screen: "settings" },
  "settings-offline": { scene: "offline", screen: "settings" },
};

for (const [size, viewport] of Object.entries(sizes)) {
  for (const [name, scene] of Object.entries(screens)) {
    for (const language of languages) {
      for (const theme of themes) {
        test(`${name} ${theme} ${language} ${size}`, async ({ page }) => {
          await page.setViewportSize(viewport);
          await open(page, { ...scene, language, theme });
          await page.screenshot({ path: `${folder}/${name}-${theme}-${language}-${size}.png` });
        });
      }
    }
  }
  for (const [name, scene] of Object.entries(once)) {
    test(`${name} ${size}`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await open(page, scene);
      await page.screenshot({ path: `${folder}/${name}-${size}.png` });
    });
  }
}

const folder = "../target/screenshots/ui";
