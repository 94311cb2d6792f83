/** Puts text on the clipboard, also where the page is not given the newer way. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // A custom scheme is no secure context everywhere; the old command works without one.
    const carrier = document.createElement("textarea");
    carrier.value = text;
    carrier.className = "unseen";
    document.body.append(carrier);
    carrier.select();
    document.execCommand("copy");
    carrier.remove();
  }
}
