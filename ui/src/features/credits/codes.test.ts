import { expect, it } from "vitest";
import type { GiftCode } from "../../backend/generated/commands";
import { becameOf } from "./codes";

const now = new Date("2026-11-22T12:00:00Z");
const code: GiftCode = {
  id: "k",
  batch: "b",
  ending: "XK4P",
  amount: 500,
  created_at: "2026-11-01T00:00:00Z",
};

it("a code is open until it is redeemed or its time is over", () => {
  expect(becameOf(code, now)).toBe("open");
  expect(becameOf({ ...code, redeem_before: "2026-11-22T12:00:01Z" }, now)).toBe("open");
  expect(becameOf({ ...code, redeem_before: "2026-11-22T12:00:00Z" }, now)).toBe("over");
  const redeemed_at = "2026-11-20T00:00:00Z";
  expect(becameOf({ ...code, redeemed_at, redeem_before: "2026-11-21T00:00:00Z" }, now)).toBe(
    "redeemed",
  );
});
