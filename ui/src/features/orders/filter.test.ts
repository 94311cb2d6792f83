import { expect, it } from "vitest";
import { orderOf } from "../../backend/fake-payments";
import { orderStates } from "../../components/orderStates";
import { found, groups } from "./filter";

const orders = orderStates.map((state, place) =>
  orderOf(state, {
    orderNo: `BC26 00${place}`,
    productName: place === 3 ? "商业版 · 年付" : "Pro",
  }),
);
const words = ({ orderNo, productName }: (typeof orders)[number]) => `${orderNo} ${productName}`;

it("every state belongs to exactly one group", () => {
  const sizes = groups
    .filter((group) => group !== "all")
    .map((group) => found(orders, group, "", words).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(orders.length);
  expect(sizes.every((size) => size > 0)).toBe(true);
});

it("every word asked for must occur, in any case and language", () => {
  expect(found(orders, "all", "  pro   bc26 ", words)).toHaveLength(orders.length - 1);
  expect(found(orders, "all", "年付", words)).toHaveLength(1);
  expect(found(orders, "all", "nothing like it", words)).toEqual([]);
});
