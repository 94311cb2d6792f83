import type { Application } from "./application.svelte";
import { commandError } from "./backend/backend";
import { isOpen } from "./checkouts.svelte";

/** Begins to pay an order that waits, or shows its payment if that has begun. */
export async function payWaitingOrder(application: Application, order_id: string): Promise<void> {
  const { checkouts, orders, packageCenter } = application;
  const watched = checkouts.items.find((one) => one.order_id === order_id && isOpen(one));
  const ordered = orders.figure?.value.find(({ orderId }) => orderId === order_id)?.payType;
  const offered = packageCenter.figure?.value.payWayList[0]?.payType;
  const pay_type = ordered ?? offered;
  if (pay_type === undefined) {
    throw commandError("method_not_offered");
  }
  const before = application.subscription.figure?.value ?? null;
  const checkout = watched ?? (await application.call("pay_order", { order_id, pay_type }));
  checkouts.rememberBefore(checkout.id, before);
  checkouts.put(checkout);
  checkouts.shown = checkout.id;
}
