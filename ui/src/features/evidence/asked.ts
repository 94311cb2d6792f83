import type { Application } from "../../application.svelte";
import type { Checkout, CommandError } from "../../backend/generated/commands";

/** What evidence is wanted about. */
export interface EvidenceAsked {
  /** The order in question, if it is about one. */
  orderId?: string;
  /** Its number, which people quote. */
  orderNo?: string;
  /** What went wrong, if something has just now. */
  error?: CommandError;
}

/** What is known of a purchase that evidence is wanted about. */
export function evidenceOf({ order_id, order_no, problem }: Checkout): EvidenceAsked {
  return {
    ...(order_id === undefined ? {} : { orderId: order_id }),
    ...(order_no === undefined ? {} : { orderNo: order_no }),
    ...(problem === undefined ? {} : { error: problem }),
  };
}

/** What the person means when they press the key: the purchase or order before their eyes. */
export function inSight(application: Application): EvidenceAsked {
  const { checkouts, places, orders } = application;
  const checkout = checkouts.items.find(({ id }) => id === checkouts.shown);
  if (checkout) {
    return evidenceOf(checkout);
  }
  const chosen = places.screen === "orders" ? places.choice("orders", "order") : undefined;
  const order = orders.figure?.value.find(({ orderId }) => orderId === chosen);
  return order ? { orderId: order.orderId, orderNo: order.orderNo } : {};
}
