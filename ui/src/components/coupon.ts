import type { CouponProblem } from "../backend/generated/commands";

/** Something whose price a coupon can lower. */
export interface Couponed {
  /** The coupon as it is typed. */
  coupon: string;
  /** The coupon that is asked for. */
  readonly applied: string | null;
  /** Whether an answer about the price is on its way. */
  readonly asking: boolean;
  /** The coupon asked for, if it counts in the price on the screen. */
  readonly counted: CountedCoupon | null;
  /** Why the coupon asked for does not count. */
  readonly couponProblem: CouponProblem | undefined;
  /** Asks with the coupon that is typed. */
  apply(): Promise<void>;
  /** Lets go of the coupon. */
  withdraw(): Promise<void>;
}

/** A coupon that counts, with what is known of it. */
export interface CountedCoupon {
  code: string;
  name?: string;
  /** How much it takes off. */
  amount?: string;
  currency: string;
}
