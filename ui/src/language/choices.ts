import type { Theme } from "../backend/generated/commands";

const languageNames: Record<string, string> = { en: "English", "zh-CN": "简体中文", ja: "日本語" };

/** A language's name in itself, so that everybody finds their own. */
export function languageName(tag: string): string {
  return languageNames[tag] ?? tag;
}

/** Every theme with the end of its sentence's name. */
export const themes: Record<Theme, string> = {
  system: "system",
  light: "light",
  dark: "dark",
  high_contrast: "high-contrast",
};
