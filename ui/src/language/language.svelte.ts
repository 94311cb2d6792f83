import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import { getContext, setContext } from "svelte";
import { Formats } from "./formats";

/** What a sentence is filled with: names and ready figures as text, counts as numbers. */
export type Fillings = Record<string, FluentVariable>;

const fallbackTag = "en";

// English is at hand at once because every missing sentence falls back to it.
const englishFiles = import.meta.glob<string>(
  [
    "../../../locales/en/*.ftl",
    "!../../../locales/*/mail.ftl",
    "!../../../locales/*/shell.ftl",
    "!../../../locales/*/notifications.ftl",
  ],
  { query: "?raw", import: "default", eager: true },
);
const otherFiles = import.meta.glob<string>(
  [
    "../../../locales/*/*.ftl",
    "!../../../locales/en/*.ftl",
    "!../../../locales/*/mail.ftl",
    "!../../../locales/*/shell.ftl",
    "!../../../locales/*/notifications.ftl",
  ],
  { query: "?raw", import: "default" },
);

function bundleOf(tag: string, files: string[]): FluentBundle {
  // Names are set apart by <bdi> where they stand; isolation marks would get into copied text.
  const bundle = new FluentBundle(tag, { useIsolating: false });
  for (const file of files) {
    bundle.addResource(new FluentResource(file));
  }
  return bundle;
}

async function load(tag: string): Promise<FluentBundle> {
  const ofTag = Object.entries(otherFiles).filter(([path]) => path.includes(`/locales/${tag}/`));
  return bundleOf(tag, await Promise.all(ofTag.map(([, read]) => read())));
}

/** A language: its sentences and its ways to write figures. */
export class Language {
  tag = $state(fallbackTag);
  readonly formats = $derived(new Formats(this.tag));
  #bundles = $state.raw([bundleOf(fallbackTag, Object.values(englishFiles))]);
  #wanted = fallbackTag;

  /** Shows everything in another language from now on, without a reload. */
  async use(tag: string): Promise<void> {
    this.#wanted = tag;
    const english = this.#bundles[this.#bundles.length - 1] as FluentBundle;
    const bundles = tag === fallbackTag ? [english] : [await load(tag), english];
    if (this.#wanted !== tag) {
      return; // Another choice came while this language was still loading.
    }
    this.#bundles = bundles;
    this.tag = tag;
  }

  /** The sentence of that name. */
  t(key: string, fillings?: Fillings): string {
    return this.find(key, fillings) ?? key;
  }

  /** The sentence of that name, or of `name.attribute`; none if no language has it. */
  find(key: string, fillings?: Fillings): string | null {
    const [name = key, attribute] = key.split(".");
    for (const bundle of this.#bundles) {
      const message = bundle.getMessage(name);
      const pattern = attribute === undefined ? message?.value : message?.attributes[attribute];
      if (pattern) {
        return bundle.formatPattern(pattern, fillings ?? null);
      }
    }
    return null;
  }
}

/** The language of the whole page. */
class PageLanguage extends Language {
  override async use(tag: string): Promise<void> {
    await super.use(tag);
    document.documentElement.lang = this.tag;
  }
}

export const language = new PageLanguage();

/** The sentence of that name in the language shown. */
export function t(key: string, fillings?: Fillings): string {
  return language.t(key, fillings);
}

const key = Symbol("language");

/** Shows everything inside the calling component in another language than the page's. */
export function provideLanguage(other: Language): void {
  setContext(key, other);
}

/** The language that the calling component is to be shown in. */
export function useLanguage(): Language {
  return getContext<Language | undefined>(key) ?? language;
}
