import { expect, it } from "vitest";
import { orderOf } from "../../backend/fake-payments";
import { wordOfProvider } from "./word";

const open = orderOf("awaiting_payment");

it.each([
  ["paid", open, orderOf("fulfilled"), "WeChat Pay says: ¥9,990.00 paid"],
  [
    "another part",
    orderOf("underpaid", { receivedAmount: "9000.00" }),
    orderOf("fulfilled"),
    "WeChat Pay says: ¥990.00 paid",
  ],
  ["unpaid", open, open, "WeChat Pay says: not paid"],
  ["nothing new", orderOf("fulfilled"), orderOf("fulfilled"), "WeChat Pay says: nothing new"],
  [
    "moved otherwise",
    orderOf("refund_pending"),
    orderOf("refunded"),
    "WeChat Pay was asked: the order is now “Refunded”",
  ],
] as const)("%s is told from what has changed", (_, before, after, told) => {
  expect(wordOfProvider(before, after)).toBe(told);
});
