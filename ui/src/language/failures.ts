import {
  type CommandError,
  type FailureClass,
  failures,
  type WayOut,
} from "../backend/generated/commands";
import { t } from "./language.svelte";

/** What a failure has to do with. */
export function classOf({ code }: CommandError): FailureClass {
  return failures[code].class;
}

/** What can be done about it, the best first. */
export function waysOut({ code }: CommandError): readonly WayOut[] {
  return failures[code].ways_out;
}

/** Whether the person puts it right alone, where they stand: no matter for support or developers. */
export function isMendedHere(error: CommandError): boolean {
  return waysOut(error).every((way) => way === "here");
}

/** The class of a failure in words. */
export function className(error: CommandError): string {
  return t(`evidence-class-${classOf(error)}`);
}

/** What developers need to know, by its names in the person's language. */
export function failureDetails(error: CommandError): { name: string; value: string }[] {
  const { args, code } = error;
  const told: [string, string | undefined][] = [
    [t("evidence-detail-class"), className(error)],
    [t("evidence-detail-code"), code],
    [t("evidence-detail-service-code"), args.service_code],
    [t("evidence-detail-status"), args.status],
    [t("evidence-detail-provider"), args.provider_code],
    [t("evidence-detail-request"), args.request_id],
  ];
  return told.flatMap(([name, value]) => (value ? [{ name, value }] : []));
}
