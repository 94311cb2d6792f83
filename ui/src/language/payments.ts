import type { PayType } from "../backend/generated/commands";
import { t } from "./language.svelte";

/** Every way to pay, with the end of its sentence's name. */
export const methodCodes: Record<PayType, string> = {
  1: "wechat-pay",
  2: "alipay",
  3: "paypal",
  4: "stripe",
  9: "sandbox",
};

/** The name of a way to pay. */
export function methodName(method: PayType): string {
  return t(`method-${methodCodes[method]}`);
}
