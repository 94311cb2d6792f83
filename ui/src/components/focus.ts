/** Puts the cursor into the first field of a form that has just appeared. */
export function focusFirstField(form: HTMLFormElement): void {
  form.querySelector("input")?.focus();
}
