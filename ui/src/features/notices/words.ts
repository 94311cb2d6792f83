import Ban from "@lucide/svelte/icons/ban";
import CalendarClock from "@lucide/svelte/icons/calendar-clock";
import CircleAlert from "@lucide/svelte/icons/circle-alert";
import CircleCheck from "@lucide/svelte/icons/circle-check";
import CirclePause from "@lucide/svelte/icons/circle-pause";
import Gauge from "@lucide/svelte/icons/gauge";
import Layers from "@lucide/svelte/icons/layers";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import Undo2 from "@lucide/svelte/icons/undo-2";
import type { Notice, NoticeKind } from "../../backend/generated/commands";
import type { Glyph } from "../../components/Icon.svelte";
import { language, t } from "../../language/language.svelte";

/** How a kind looks; the words say the same. */
export interface Look {
  tone: "neutral" | "accent" | "green" | "amber" | "red";
  icon: Glyph;
}

const paid: Look = { tone: "green", icon: CircleCheck };
const failed: Look = { tone: "red", icon: CircleAlert };
const soon: Look = { tone: "accent", icon: CalendarClock };
const changed: Look = { tone: "neutral", icon: Layers };

const looks: Record<NoticeKind, Look> = {
  payment_received: paid,
  payment_late: paid,
  payment_short: { tone: "amber", icon: TriangleAlert },
  payment_failed: failed,
  refunded: { tone: "neutral", icon: Undo2 },
  renewal_in_7_days: soon,
  renewal_in_3_days: soon,
  renewal_tomorrow: { tone: "amber", icon: CalendarClock },
  renewed: paid,
  grace_began: { tone: "amber", icon: TriangleAlert },
  past_due: failed,
  subscription_ended: { tone: "neutral", icon: Ban },
  plan_changed: changed,
  change_scheduled: soon,
  cancellation_scheduled: { tone: "neutral", icon: Ban },
  cancelled: { tone: "neutral", icon: Ban },
  paused: { tone: "neutral", icon: CirclePause },
  resumed: changed,
  trial_began: changed,
  quota_reached: { tone: "amber", icon: Gauge },
  unknown: changed,
};

/** How a notice looks; all of a quota is worse than a part of it. */
export function lookOf(notice: Notice): Look {
  const isAll = notice.kind === "quota_reached" && notice.percent === 100;
  return isAll ? { tone: "red", icon: Gauge } : (looks[notice.kind] ?? changed);
}

/** What a notice says, in a line and in a sentence. */
export function wordsOf(notice: Notice): { title: string; text: string } {
  const { formats } = language;
  const { amount, currency, day, percent } = notice;
  const money = amount !== undefined && currency !== undefined;
  const values = {
    subject: notice.subject ?? "",
    amount: money ? formats.money(amount, currency) : "",
    day: day === undefined ? "" : formats.day(day),
    percent: percent === undefined ? "" : formats.percent(percent / 100),
  };
  const kind = notice.kind.replaceAll("_", "-");
  return { title: t(`notice-${kind}`, values), text: t(`notice-${kind}.text`, values) };
}

/** Where something can be done about a notice. */
export type Where =
  | { screen: "orders"; order: string }
  | { screen: "overview" | "plans" | "usage" };

/** Where a notice leads: to its order, or to the screen of what it is about. */
export function whereOf({ kind, order_id }: Notice): Where {
  if (order_id !== undefined) {
    return { screen: "orders", order: order_id };
  }
  switch (kind) {
    case "quota_reached":
      return { screen: "usage" };
    case "renewal_in_7_days":
    case "renewal_in_3_days":
    case "renewal_tomorrow":
    case "grace_began":
    case "past_due":
    case "subscription_ended":
    case "cancelled":
      return { screen: "plans" };
    default:
      return { screen: "overview" };
  }
}

/** How many are unread, as a mark has room for. */
export function unreadText(unread: number): string {
  return unread > 99 ? "99+" : String(unread);
}
