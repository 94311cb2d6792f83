import type { Order } from "../../backend/generated/commands";
import { decimalText, minus, parseAmount } from "../../language/amount";
import { language, t } from "../../language/language.svelte";
import { methodName } from "../../language/payments";

/** What the provider has said of an order, told by how the order was before it was asked. */
export function wordOfProvider(before: Order, after: Order): string {
  const method = methodName(after.payType);
  const [then, now] = [parseAmount(before.receivedAmount), parseAmount(after.receivedAmount)];
  const come = then && now ? minus(now, then) : null;
  if (come && come.minor > 0n) {
    const amount = language.formats.money(decimalText(come), after.currency);
    return t("word-paid", { method, amount });
  }
  if (before.state !== after.state) {
    const state = t(`order-state-${after.state.replaceAll("_", "-")}`);
    return t("word-moved", { method, state });
  }
  return now && now.minor > 0n ? t("word-nothing-new", { method }) : t("word-unpaid", { method });
}
