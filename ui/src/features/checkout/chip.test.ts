import { expect, it } from "vitest";
import { checkoutOf } from "../../backend/fake-payments";
import { language } from "../../language/language.svelte";
import { chipText } from "./chip";

it("names the price of what is awaited, and none where only a part went back", () => {
  const checkout = checkoutOf();
  const price = language.formats.money(checkout.amount, checkout.currency);
  expect(chipText({ ...checkout, stage: "waiting" }, null)).toContain(price);
  expect(chipText({ ...checkout, stage: "returned" }, null)).not.toContain(price);
});
