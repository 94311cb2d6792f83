import type { Observation } from "../../backend/generated/commands";
import { errorTitle } from "../../language/errors";
import { t } from "../../language/language.svelte";

/** One thing a console saw, in words. */
export function observed({ kind, asked, state, failure }: Observation): string {
  const question = asked === undefined ? "" : t(`evidence-asked-${asked}`);
  const what = failure === undefined ? null : errorTitle(asError(failure));
  if (kind === "answered") {
    const said = state === undefined ? t("evidence-saw-answer") : t(`order-state-${dashed(state)}`);
    return `${question}: ${said}`;
  }
  if (kind === "failed" && what !== null) {
    return `${question}: ${what}`;
  }
  const said = t(`evidence-saw-${dashed(kind)}`);
  return what === null ? said : `${said}: ${what}`;
}

/** What developers need of it, on one line; none where all went well. */
export function observedDetails({ failure }: Observation): string | null {
  if (failure === undefined) {
    return null;
  }
  const { code, service_code, status, request_id } = failure;
  return [code, service_code, status, request_id].filter((part) => part !== undefined).join(" · ");
}

function asError({ code }: NonNullable<Observation["failure"]>) {
  return { code, args: {}, fields: [], retry: { when: "never" as const } };
}

function dashed(name: string): string {
  return name.replaceAll("_", "-");
}
