import type { Order, OrderState } from "../../backend/generated/commands";

/** Groups of states that a customer looks for. */
export const groups = ["all", "open", "paid", "refund", "ended"] as const;
export type Group = (typeof groups)[number];

const groupOf: Record<OrderState, Exclude<Group, "all">> = {
  created: "open",
  awaiting_payment: "open",
  underpaid: "open",
  paid: "paid",
  fulfilled: "paid",
  fulfil_failed: "paid",
  overpaid: "paid",
  paid_late: "paid",
  disputed: "refund",
  refund_pending: "refund",
  partially_refunded: "refund",
  refunded: "refund",
  refund_failed: "refund",
  expired: "ended",
  cancelled: "ended",
  unknown: "open",
};

/** The orders of a group in which every word asked for occurs; `words` tells an order's own. */
export function found(
  orders: Order[],
  group: Group,
  query: string,
  words: (order: Order) => string,
): Order[] {
  const wanted = query.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return orders.filter((order) => {
    if (group !== "all" && groupOf[order.state] !== group) {
      return false;
    }
    const text = words(order).toLocaleLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
