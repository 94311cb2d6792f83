import { tick } from "svelte";

/** Puts the cursor into the first field still to be filled of a form that has just appeared. */
export function focusFirstField(form: HTMLFormElement): void {
  const fields = [...form.querySelectorAll("input")];
  (fields.find(({ value }) => value === "") ?? fields[0])?.focus();
}

/** Puts the cursor into the first field of a form that was found wrong. */
export async function focusFirstWrong(form: HTMLElement | undefined): Promise<void> {
  await tick();
  form?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
}

/** Gives the focus a new place if what had it is gone or cannot be used any more. */
export async function keepFocus(next: () => HTMLElement | null | undefined): Promise<void> {
  await tick();
  const held = document.activeElement;
  if (held === null || held === document.body || held.matches(":disabled")) {
    next()?.focus();
  }
}
