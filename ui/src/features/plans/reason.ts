import type { Application } from "../../application.svelte";
import { t } from "../../language/language.svelte";

/** Why nothing can be bought at this moment; none if it can. */
export function whyNotBuying(application: Application): string | null {
  if (!application.may("buy")) {
    return t("buy-admins-only");
  }
  return application.connected ? null : t("buy-needs-connection");
}
