import type { Session, Sync } from "../../backend/generated/commands";
import { ageText } from "../../language/age";
import { language, t } from "../../language/language.svelte";

/** What the rail says about how fresh the figures are. */
export function syncText(sync: Sync, session: Session, now: Date): string {
  const stuck = session.state === "signed_in" && !session.can_update;
  const from =
    sync.last_success === undefined ? null : language.formats.moment(sync.last_success, now);
  if (sync.state === "offline") {
    return from === null ? t("sync-offline") : t("sync-offline-from", { moment: from });
  }
  if (stuck) {
    return from === null ? t("sync-stopped") : t("sync-stopped-from", { moment: from });
  }
  if (sync.state === "syncing") {
    return t("sync-running");
  }
  return sync.last_success === undefined
    ? t("sync-online")
    : t("sync-online-age", { age: ageText(sync.last_success, now) });
}
