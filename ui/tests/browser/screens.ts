import type { Page } from "@playwright/test";

/** What the page is opened with. */
export interface Scene {
  scene: string;
  screen?: string;
  language?: string;
  theme?: string;
}

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
  await page.locator("[data-screen]").waitFor();
  await page.evaluate(() => document.fonts.ready);
}
