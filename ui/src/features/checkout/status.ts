import type { Checkout, OrderState, PayWay } from "../../backend/generated/commands";
import { language, t } from "../../language/language.svelte";
import { methodName } from "../../language/payments";
import { missingAmount, placeSums } from "../../language/placements";

/** From how many seconds on the countdown is in sight. */
export const countdownFrom = 60;

/** What is happening, how it is marked, and what it means for the person. */
export interface Status {
  tone: "neutral" | "accent" | "green" | "amber" | "red";
  mark: "begin" | "wait" | "scan" | "browser" | "look" | "offline" | "alert" | "end" | "done";
  title: string;
  text: string;
}

/** Whether there is an order and nothing to pay it with, until the person wants it once more. */
export function isStuck({ stage, order_id, problem }: Checkout): boolean {
  return stage === "starting" && order_id !== undefined && problem !== undefined;
}

/** Whether the service has not said yet that there is an order, and something is in the way. */
export function isUnordered({ stage, order_id, problem, watch }: Checkout): boolean {
  const isHeldUp = watch === "no_network" || problem !== undefined;
  return stage === "starting" && order_id === undefined && isHeldUp;
}

/** Whether what there is to pay with takes money now, with so many seconds left for it. */
export function isPayable({ stage, code, has_page }: Checkout, seconds: number | null): boolean {
  // After a part has come the code or page it came by is spent: its seconds are over.
  const restCanBePaid =
    seconds === null ? has_page : seconds > 0 && (has_page || code !== undefined);
  return stage === "waiting" || (stage === "underpaid" && restCanBePaid);
}

/** Whether the next step is to ask for something new to pay with. */
export function needsRenewal(checkout: Checkout, seconds: number | null): boolean {
  const { stage } = checkout;
  return (
    stage === "code_expired" ||
    stage === "declined" ||
    (stage === "underpaid" && !isPayable(checkout, seconds)) ||
    isStuck(checkout)
  );
}

/** Whether the last seconds of what can be paid are counted down. */
export function countsDown(checkout: Checkout, seconds: number | null): seconds is number {
  return seconds !== null && seconds < countdownFrom && isPayable(checkout, seconds);
}

/** Whether the order can be paid by another of these ways. */
export function hasOtherWay({ available_actions, pay_type }: Checkout, ways: PayWay[]): boolean {
  return (
    available_actions.includes("change_method") && ways.some(({ payType }) => payType !== pay_type)
  );
}

/**
 * What the status line says about a checkout that has so many seconds left for its code, and
 * perhaps another way to be paid.
 */
export function statusOf(checkout: Checkout, seconds: number | null, hasOther = false): Status {
  const method = methodName(checkout.pay_type);
  const isLooking = checkout.watch === "asking";
  const isCut = checkout.watch === "no_network";
  switch (checkout.stage) {
    case "starting":
      if (isUnordered(checkout) && !checkout.available_actions.includes("cancel")) {
        return { tone: "neutral", mark: "end", title: t("pay-undone"), text: t("pay-undone.text") };
      }
      if (isCut) {
        return checkout.order_id === undefined
          ? { ...offline(), title: t("pay-unordered"), text: t("pay-unordered.text") }
          : { ...offline(), text: t("pay-offline.ordered") };
      }
      if (isStuck(checkout)) {
        return {
          tone: "amber",
          mark: "alert",
          title: t("pay-stuck"),
          text: t(hasOther ? "pay-stuck.other" : "pay-stuck.text"),
        };
      }
      return {
        tone: "neutral",
        mark: "begin",
        title: t("pay-starting"),
        text: t("pay-starting.text", { method }),
      };
    case "waiting":
      if (isCut) {
        return offline();
      }
      return {
        tone: "accent",
        mark: isLooking ? "look" : checkout.code ? "scan" : "browser",
        title: isLooking ? t("pay-asking", { method }) : t("pay-waiting"),
        text: payingText(checkout, seconds, method),
      };
    case "confirming":
      return isCut
        ? offline()
        : {
            tone: "accent",
            mark: "look",
            title: t("pay-confirming", { method }),
            text: t("pay-confirming.text"),
          };
    case "code_expired":
      return {
        tone: "amber",
        mark: isCut ? "offline" : "wait",
        title: isCut ? t("pay-offline") : t("pay-code-expired"),
        text: t("pay-code-expired.text"),
      };
    case "declined":
      return {
        tone: "red",
        mark: "alert",
        title: t("pay-declined", { method }),
        text: t(hasOther ? "pay-declined.other" : "pay-declined.text"),
      };
    case "underpaid":
      return isCut && isPayable(checkout, seconds)
        ? offline()
        : underpaid(checkout, seconds, method);
    case "paid":
      return paid(checkout);
    case "expired":
      return {
        tone: "neutral",
        mark: "end",
        title: t("pay-expired"),
        text: t("pay-expired.text", { method }),
      };
    case "cancelled":
      return {
        tone: "neutral",
        mark: "end",
        title: t("pay-cancelled"),
        text: t("pay-cancelled.text"),
      };
    case "returned":
      return returned(checkout);
    case "refused":
      return { tone: "red", mark: "alert", title: t("pay-refused"), text: t("pay-refused.text") };
  }
}

function offline(): Status {
  return { tone: "amber", mark: "offline", title: t("pay-offline"), text: t("pay-offline.text") };
}

/** How to pay; what is left of the price has sentences of its own. */
function payingText(checkout: Checkout, seconds: number | null, method: string): string {
  const isRest = checkout.stage === "underpaid";
  if (checkout.code === undefined) {
    return t(isRest ? "pay-in-browser.rest" : "pay-in-browser", { method });
  }
  if (countsDown(checkout, seconds)) {
    return t("pay-code-ends", { seconds });
  }
  if (checkout.pay_type === 9) {
    return t(isRest ? "pay-scan-test.rest" : "pay-scan-test");
  }
  return t(isRest ? "pay-scan.rest" : "pay-scan", { method });
}

function underpaid(checkout: Checkout, seconds: number | null, method: string): Status {
  const { amount, currency, placements, code } = checkout;
  const { formats } = language;
  const came = placeSums(placements).find(({ place }) => place === "order");
  const missing = missingAmount(amount, currency, placements);
  const title = t("pay-underpaid", { missing: formats.money(missing, currency) });
  return isPayable(checkout, seconds)
    ? {
        tone: "accent",
        mark: code ? "scan" : "browser",
        title,
        text: payingText(checkout, seconds, method),
      }
    : {
        tone: "amber",
        mark: "alert",
        title,
        text: t("pay-underpaid.text", { came: formats.money(came?.amount ?? "0", currency) }),
      };
}

/** Where money on its way back stands, in the words that the order's own page has for it. */
const waysBack: Partial<Record<OrderState, { name: string; tone: Status["tone"] }>> = {
  refunded: { name: "verdict-refunded", tone: "neutral" },
  partially_refunded: { name: "verdict-partly-refunded", tone: "neutral" },
  refund_failed: { name: "verdict-refund-failed", tone: "amber" },
  disputed: { name: "verdict-disputed", tone: "amber" },
};

function returned({ order_state }: Checkout): Status {
  const way = order_state && waysBack[order_state];
  if (!way) {
    return {
      tone: "neutral",
      mark: "end",
      title: t("pay-returned"),
      text: t("pay-returned.text"),
    };
  }
  const mark = way.tone === "amber" ? "alert" : "end";
  return { tone: way.tone, mark, title: t(way.name), text: t(`${way.name}.text`) };
}

/** States that stay after delivery and say how the money came. */
const mannersOfPayment: Record<string, string> = { paid_late: "late", overpaid: "over" };

function paid({ order_state }: Checkout): Status {
  const isDelivered = order_state !== "paid" && order_state !== "fulfil_failed";
  return {
    tone: "green",
    mark: "done",
    title: t("pay-paid"),
    text: !isDelivered
      ? t("pay-paid-delivering")
      : t(`pay-paid-${mannersOfPayment[order_state ?? ""] ?? "whole"}`),
  };
}
