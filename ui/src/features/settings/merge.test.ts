import { expect, it } from "vitest";
import { worldOf } from "../../backend/fake-world";
import { changedFields, draftOf, merge, updateOf } from "./merge";

const account = worldOf().account?.value;
if (!account) {
  throw new Error("the world has an account");
}
const base = draftOf(account);

it("spaces around a value are no change, and emptied fields are left out", () => {
  expect(changedFields(base, { ...base, company_name: " Northwind Labs " })).toEqual([]);
  const emptied = { ...base, phone: "  ", tax_id: "" };
  expect(changedFields(base, emptied)).toEqual(["phone", "tax_id"]);
  const update = updateOf(emptied);
  expect(update).not.toHaveProperty("phone");
  expect(update).not.toHaveProperty("tax_id");
  expect(update.billing_address).toBe(account.billing_address);
});

it("what only the other has changed is taken over", () => {
  const theirs = { ...account, phone: "+46 1", version: 8 };
  const merged = merge(base, { ...base, company_name: "Mine" }, theirs);
  expect(merged.conflicts).toEqual([]);
  expect(merged.draft).toMatchObject({ company_name: "Mine", phone: "+46 1" });
});

it("what both have changed stays as typed and is named", () => {
  const theirs = { ...account, company_name: "Theirs", version: 8 };
  const merged = merge(base, { ...base, company_name: "Mine" }, theirs);
  expect(merged.draft.company_name).toBe("Mine");
  expect(merged.conflicts).toEqual([{ field: "company_name", mine: "Mine", theirs: "Theirs" }]);
});

it("the same change by both is no conflict", () => {
  const theirs = { ...account, company_name: "Same", version: 8 };
  expect(merge(base, { ...base, company_name: "Same" }, theirs).conflicts).toEqual([]);
});

it("an emptied field against a changed one is a conflict", () => {
  const theirs = { ...account, phone: "+46 1", version: 8 };
  expect(merge(base, { ...base, phone: "" }, theirs).conflicts).toEqual([
    { field: "phone", mine: "", theirs: "+46 1" },
  ]);
});
