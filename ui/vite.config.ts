import { readFileSync } from "node:fs";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** What only tests and UI work may load; a production bundle with one of these is refused. */
const standIns = ["/src/backend/fake.ts", "/src/backend/http.ts"];

function refuseStandIns(): Plugin {
  return {
    name: "refuse-stand-ins",
    apply: (_, { command, mode }) => command === "build" && mode === "production",
    generateBundle() {
      for (const id of this.getModuleIds()) {
        if (standIns.some((path) => id.endsWith(path))) {
          this.error(`${id} must not be part of the production bundle`);
        }
      }
    },
  };
}

/** The policy under which the shell shows the page, so that browser tests run under it as well. */
function shellPolicy(): string {
  const shell = JSON.parse(readFileSync("../tauri.conf.json", "utf8"));
  const directives: Record<string, string> = shell.app.security.csp;
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources}`)
    .join("; ");
}

/** Commands to a core in a process of its own go under the page's own address, which needs no consent. */
const core = process.env.VITE_CONSOLE_HTTP
  ? { "/command/": { target: process.env.VITE_CONSOLE_HTTP } }
  : {};

export default defineConfig({
  plugins: [svelte(), refuseStandIns(), svelteTesting()],
  server: { port: 5177, strictPort: true, fs: { allow: [".."] }, proxy: core },
  preview: { port: 5179, strictPort: true, headers: { "Content-Security-Policy": shellPolicy() } },
  build: {
    // The oldest engines the shell runs in: WebKitGTK 2.44, WKWebView of macOS 14.5, WebView2.
    target: ["safari17.5", "chrome123"],
    // Inlined fonts and images would bloat the style sheet that the first paint waits for.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { debugName: "languages", name: (id) => /locales\/(zh-CN|ja)\//.exec(id)?.[1] ?? null },
          ],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["./tests/setup.ts"],
    include: ["src/**/*.test.ts", "tests/*.test.ts"],
    restoreMocks: true,
    // A busy machine is slow, not wrong.
    testTimeout: 30_000,
  },
});
