import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FluentResource } from "@fluent/bundle";
import { describe, expect, it } from "vitest";
import type {
  Keychain,
  Role,
  SignedOutReason,
  SubscriptionStatus,
  SubscriptionType,
} from "../backend/generated/commands";
import { routes } from "../routes";
import { themes } from "./choices";

const root = join(import.meta.dirname, "../../..");
const languages = ["en", "zh-CN", "ja"] as const;

/** Every pattern of a language by `file:key` or `file:key.attribute`, with its variables. */
function patternsOf(language: string): Map<string, string[]> {
  const folder = join(root, "locales", language);
  const patterns = new Map<string, string[]>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ftl"))) {
    const text = readFileSync(join(folder, file), "utf8");
    const { body } = new FluentResource(text);
    for (const { id, value, attributes } of body) {
      const parts = Object.entries({ ...(value ? { "": value } : {}), ...attributes });
      for (const [attribute, pattern] of parts) {
        const key = attribute === "" ? id : `${id}.${attribute}`;
        expect(patterns.has(`${file}:${key}`), `${key} stands twice in ${file}`).toBe(false);
        patterns.set(`${file}:${key}`, variablesIn(pattern));
      }
    }
    // What the parser could not read it leaves out silently.
    const ids = text.match(/^[a-z][\w-]*(?= *=)/gm) ?? [];
    expect(ids.length, `${language}/${file} holds an entry that cannot be read`).toBe(body.length);
  }
  return patterns;
}

function variablesIn(pattern: unknown): string[] {
  const found = new Set<string>();
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) {
      node.forEach(walk);
    } else if (typeof node === "object" && node !== null) {
      if ("type" in node && node.type === "var" && "name" in node) {
        found.add(String(node.name));
      }
      Object.values(node).forEach(walk);
    }
  };
  walk(pattern);
  return [...found].sort();
}

function filesBelow(folder: string, endings: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return filesBelow(path, endings);
    }
    return endings.test(entry.name) ? [readFileSync(path, "utf8")] : [];
  });
}

const english = patternsOf("en");
const keyOf = (place: string) => place.slice(place.indexOf(":") + 1);
const keys = new Set([...english.keys()].map(keyOf));
/** What Rust says by itself: menu and tray, notifications of the desktop, the report for support. */
const isShell = (place: string) => /^(shell|notifications|evidence-file)\.ftl:/.test(place);
/** What the service writes by e-mail: a test of its own holds each to its kind of notice. */
const isMail = (place: string) => /^mail\.ftl:/.test(place);

const source = filesBelow(join(root, "ui/src"), /(?<!\.test)\.(ts|svelte)$/).join("\n");
const shellSource = ["crates", "src-tauri"]
  .flatMap((folder) => filesBelow(join(root, folder), /\.rs$/))
  .join("\n");

describe("the languages", () => {
  it.each(languages.slice(1))("%s has exactly the sentences of English", (language) => {
    const places = [...patternsOf(language).keys()].sort();
    expect(places).toEqual([...english.keys()].sort());
  });

  it.each(languages.slice(1))("%s fills its sentences with the same variables", (language) => {
    for (const [place, variables] of patternsOf(language)) {
      expect(variables, place).toEqual(english.get(place));
    }
  });

  it("have no name twice, because the files are read as one", () => {
    expect(keys.size).toBe(english.size);
  });
});

describe("the sentences", () => {
  it("that the UI asks for by name exist", () => {
    const asked = [...source.matchAll(/\bt\(\s*"([^"]+)"/g)].map(([, key]) => key ?? "");
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter((key) => !keys.has(key))).toEqual([]);
  });

  it("are all used", () => {
    const literals = new Set([...source.matchAll(/"([a-z][\w.-]*)"/g)].map(([, text]) => text));
    const composed = [...source.matchAll(/`([a-z][\w-]*-)\$\{[^`]*\}([\w.-]*)`/g)].map(
      ([, before = "", after = ""]) => ({ before, after }),
    );
    const isUsed = (key: string) =>
      literals.has(key) ||
      composed.some(({ before, after }) => key.startsWith(before) && key.endsWith(after)) ||
      // The advice of an error is asked for by the error's own composed name.
      (key.startsWith("error-") && key.endsWith(".advice"));
    const unused = [...english.keys()].filter(
      (place) => !isShell(place) && !isMail(place) && !isUsed(keyOf(place)),
    );
    expect(unused).toEqual([]);
  });

  it("of the shell are used by Rust", () => {
    const shell = [...english.keys()].filter(isShell).map(keyOf);
    expect(shell.length).toBeGreaterThan(0);
    expect(shell.filter((key) => !shellSource.includes(`"${key}"`))).toEqual([]);
  });

  it("exist for every error that the core knows", () => {
    const generated = readFileSync(join(root, "ui/src/backend/generated/commands.ts"), "utf8");
    const union = /export type CommandErrorCode = ([^;]+);/.exec(generated)?.[1] ?? "";
    const codes = [...union.matchAll(/"(\w+)"/g)].map(([, code]) => code?.replaceAll("_", "-"));
    expect(codes.length).toBeGreaterThan(10);
    const expected = codes.flatMap((code) => [`error-${code}`, `error-${code}.advice`]);
    expect(expected.filter((key) => !keys.has(key))).toEqual([]);
    // And for no other: what the core dropped is not translated for ever.
    const known = [...keys].filter((key) => /^error-/.test(key));
    expect(known.filter((key) => !expected.includes(key))).toEqual([]);
  });

  it("exist for every value that completes a name", () => {
    const roles = { admin: 1, member: 1, agent: 1, support: 1, operator: 1 } satisfies Record<
      Role,
      1
    >;
    const statuses = {
      active: 1,
      trialing: 1,
      grace: 1,
      past_due: 1,
      paused: 1,
      cancel_scheduled: 1,
      cancelled: 1,
      expired: 1,
    } satisfies Record<SubscriptionStatus, 1>;
    const types = { monthly: 1, yearly: 1, lifetime: 1, package: 1 } satisfies Record<
      SubscriptionType,
      1
    >;
    const keychains = { stored: 1, locked: 1, absent: 1 } satisfies Record<Keychain, 1>;
    const reasons = { session_ended: 1, token_reused: 1 } satisfies Record<SignedOutReason, 1>;
    const expected = [
      ...named("role-", roles),
      ...named("demonstration-", roles),
      ...named("status-", statuses),
      ...named("type-", types),
      ...named("price-", types),
      ...named("secret-", keychains),
      ...named("signed-out-", reasons),
      ...Object.values(themes).map((theme) => `theme-${theme}`),
      ...routes.map(({ screen }) => `screen-${screen}`),
    ];
    expect(expected.filter((key) => !keys.has(key))).toEqual([]);
  });
});

function named(before: string, values: Record<string, 1>): string[] {
  return Object.keys(values).map((value) => before + value.replaceAll("_", "-"));
}
