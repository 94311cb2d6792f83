import { describe, expect, it } from "vitest";
import type { Notice, NoticeKind } from "../../backend/generated/commands";
import { language } from "../../language/language.svelte";
import { lookOf, unreadText, whereOf, wordsOf } from "./words";

const kinds = {
  payment_received: 1,
  payment_late: 1,
  payment_short: 1,
  payment_failed: 1,
  refunded: 1,
  renewal_in_7_days: 1,
  renewal_in_3_days: 1,
  renewal_tomorrow: 1,
  renewed: 1,
  grace_began: 1,
  past_due: 1,
  subscription_ended: 1,
  plan_changed: 1,
  change_scheduled: 1,
  cancellation_scheduled: 1,
  cancelled: 1,
  paused: 1,
  resumed: 1,
  trial_began: 1,
  quota_reached: 1,
  unknown: 1,
} satisfies Record<NoticeKind, 1>;

function notice(kind: NoticeKind, more: Partial<Notice> = {}): Notice {
  return {
    id: "n1",
    kind,
    at: "2026-06-18T12:00:00Z",
    is_read: false,
    subject: "Pro",
    amount: "999.00",
    currency: "CNY",
    day: "2026-07-18",
    percent: 80,
    ...more,
  };
}

describe("a notice", () => {
  it.each(["en", "zh-CN", "ja"])("has words for every kind in %s", async (tag) => {
    await language.use(tag);
    for (const kind of Object.keys(kinds) as NoticeKind[]) {
      const { title, text } = wordsOf(notice(kind));
      for (const words of [title, text]) {
        expect(words, kind).not.toBe("");
        expect(words, kind).not.toMatch(/notice-|\{/);
      }
    }
  });

  it("leads to its order, or else to where its kind is dealt with", () => {
    expect(whereOf(notice("renewal_tomorrow", { order_id: "o1" }))).toEqual({
      screen: "orders",
      order: "o1",
    });
    expect(whereOf(notice("renewal_tomorrow"))).toEqual({ screen: "plans" });
    expect(whereOf(notice("quota_reached"))).toEqual({ screen: "usage" });
    expect(whereOf(notice("paused"))).toEqual({ screen: "overview" });
    expect(whereOf(notice("unknown"))).toEqual({ screen: "overview" });
  });

  it("of a quota that is used up is worse than one of a part", () => {
    expect(lookOf(notice("quota_reached")).tone).toBe("amber");
    expect(lookOf(notice("quota_reached", { percent: 100 })).tone).toBe("red");
  });

  it("is counted as far as a mark has room", () => {
    expect([unreadText(1), unreadText(99), unreadText(100)]).toEqual(["1", "99", "99+"]);
  });
});
