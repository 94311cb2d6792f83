import { defineConfig } from "@playwright/test";

const address = "http://localhost:5179";

export default defineConfig({
  testDir: "tests/browser",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  reporter: "line",
  use: {
    baseURL: address,
    browserName: "chromium",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox"],
    },
    contextOptions: { reducedMotion: "reduce" },
    timezoneId: "Europe/Stockholm",
  },
  webServer: {
    command:
      "vite build --mode fake --outDir test-dist --logLevel warn && vite preview --outDir test-dist --logLevel warn",
    url: address,
    reuseExistingServer: false,
  },
});
