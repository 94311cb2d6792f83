import { expect, it } from "vitest";
import { ageText } from "./age";

const now = new Date(2026, 5, 18, 16, 30);
const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();

it("an age is told in minutes, then hours, then as the moment itself", () => {
  expect(ageText(before(0.5), now)).toBe("just now");
  expect(ageText(before(2), now)).toBe("2 min ago");
  expect(ageText(before(59), now)).toBe("59 min ago");
  expect(ageText(before(60), now)).toBe("1 hour ago");
  expect(ageText(before(359), now)).toBe("5 hours ago");
  expect(ageText(before(60 * 7), now)).toBe("09:30");
  expect(ageText(before(60 * 24), now)).toBe("Jun 17, 16:30");
});

it("a clock that was set back makes no age of the future", () => {
  expect(ageText(before(-5), now)).toBe("just now");
});
