import type { Checkout, PayWay } from "../../backend/generated/commands";
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
      if (isCut) {
        return offline();
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
        text: waitingText(checkout, seconds, method),
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
        text: t("pay-declined.text"),
      };
    case "underpaid":
      return underpaid(checkout);
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
      return {
        tone: "neutral",
        mark: "end",
        title: t("pay-returned"),
        text: t("pay-returned.text"),
      };
    case "refused":
      return { tone: "red", mark: "alert", title: t("pay-refused"), text: t("pay-refused.text") };
  }
}

function offline(): Status {
  return { tone: "amber", mark: "offline", title: t("pay-offline"), text: t("pay-offline.text") };
}

function waitingText(checkout: Checkout, seconds: number | null, method: string): string {
  if (checkout.code === undefined) {
    return t("pay-in-browser", { method });
  }
  if (seconds !== null && seconds < countdownFrom) {
    return t("pay-code-ends", { seconds });
  }
  return checkout.pay_type === 9 ? t("pay-scan-test") : t("pay-scan", { method });
}

function underpaid({ amount, currency, placements }: Checkout): Status {
  const { formats } = language;
  const came = placeSums(placements).find(({ place }) => place === "order");
  const missing = missingAmount(amount, currency, placements);
  return {
    tone: "amber",
    mark: "alert",
    title: t("pay-underpaid", { missing: formats.money(missing, currency) }),
    text: t("pay-underpaid.text", { came: formats.money(came?.amount ?? "0", currency) }),
  };
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
