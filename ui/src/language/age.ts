import { language, t } from "./language.svelte";

/** How long ago something was: in minutes and hours at first, then as a moment. */
export function ageText(moment: string, now: Date): string {
  const minutes = Math.floor((now.getTime() - new Date(moment).getTime()) / 60_000);
  // A clock that was set back would make a moment of the future.
  if (minutes < 1) {
    return t("age-now");
  }
  if (minutes < 60) {
    return t("age-minutes", { count: minutes });
  }
  if (minutes < 6 * 60) {
    return t("age-hours", { count: Math.floor(minutes / 60) });
  }
  return language.formats.moment(moment, now);
}
