import type { CommandError, FieldError } from "../backend/generated/commands";
import { language, t } from "./language.svelte";

/** What happened, in words. */
export function errorTitle(error: CommandError): string {
  return t(errorKey(error), fillings(error));
}

/** What it means and what to do about it. */
export function errorAdvice(error: CommandError): string {
  return t(`${errorKey(error)}.advice`, fillings(error));
}

/** What is wrong with one field; none if the error does not speak of it. */
export function fieldError(error: CommandError | null, field: string): string | null {
  const found = error?.fields.find((wrong) => wrong.field === field);
  return found ? fieldSentence(found) : null;
}

function fieldSentence({ field, code }: FieldError): string {
  const [place, problem] = [dashed(field), dashed(code)];
  return (
    language.find(`field-error-${place}-${problem}`) ??
    language.find(`field-error-${problem}`) ??
    t("field-error-invalid")
  );
}

function errorKey({ code }: CommandError): string {
  return `error-${dashed(code)}`;
}

function fillings(error: CommandError) {
  const seconds = error.retry.when === "after" ? error.retry.seconds : Number(error.args.seconds);
  const available = language.formats.number(Number(error.args.available ?? 0));
  return { server: "", ...error.args, available, seconds: Number.isFinite(seconds) ? seconds : 0 };
}

function dashed(code: string): string {
  return code.replaceAll("_", "-");
}
