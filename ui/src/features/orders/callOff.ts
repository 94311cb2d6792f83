import type { Application } from "../../application.svelte";
import type { CheckoutId } from "../../backend/generated/commands";

/** Calls an order off; the checkout that watches it, if there is one, is put away when it is. */
export async function callOff(
  application: Application,
  order_id: string,
  watching: CheckoutId | undefined,
): Promise<void> {
  if (watching === undefined) {
    // Not by way of a checkout: that would begin a payment first.
    await application.call("cancel_order", { order_id });
    return;
  }
  const ended = await application.call("cancel_checkout", { id: watching });
  application.checkouts.put(ended);
  if (ended.stage === "cancelled") {
    application.checkouts.replace(await application.call("dismiss_checkout", { id: watching }));
  }
}
