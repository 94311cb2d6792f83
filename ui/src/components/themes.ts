import Contrast from "@lucide/svelte/icons/contrast";
import Monitor from "@lucide/svelte/icons/monitor";
import Moon from "@lucide/svelte/icons/moon";
import Sun from "@lucide/svelte/icons/sun";
import type { Theme } from "../backend/generated/commands";
import type { Glyph } from "./Icon.svelte";

/** The glyph of each theme. */
export const themeIcons: Record<Theme, Glyph> = {
  system: Monitor,
  light: Sun,
  dark: Moon,
  high_contrast: Contrast,
};
