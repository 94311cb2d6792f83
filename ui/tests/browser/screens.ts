import type { Page } from "@playwright/test";

/** What the page is opened with. */
export interface Scene {
  scene: string;
  screen?: string;
  language?: string;
  theme?: string;
  /** The purchase whose dialog is open. */
  checkout?: string;
  /** What the screen has chosen: `choose-…`. */
  [choice: `choose-${string}`]: string;
}

/** The scenes of the checkout dialog, one for each thing it can have to say. */
export const stages = [
  "starting",
  "starting-offline",
  "waiting",
  "waiting-soon",
  "waiting-asking",
  "waiting-offline",
  "waiting-browser",
  "waiting-sandbox",
  "confirming",
  "code-expired",
  "declined",
  "underpaid",
  "underpaid-rest",
  "paid",
  "overpaid",
  "paid-late",
  "expired",
  "cancelled",
  "returned",
  "refused",
];

export const sizes = {
  "1280x800": { width: 1280, height: 800 },
  "900x600": { width: 900, height: 600 },
} as const;

/** Opens a scene as the shell would show it: with frozen prototypes, failing on any page error. */
export async function open(page: Page, { scene, ...rest }: Scene): Promise<void> {
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.addInitScript(() => Object.freeze(Object.prototype));
  await page.goto(`/?${new URLSearchParams({ scene, ...rest })}`);
  const isDialog = rest.checkout !== undefined;
  await page.locator(isDialog ? "[data-screen=checkout]" : "[data-screen]").waitFor();
  await page.evaluate(() => document.fonts.ready);
}
