import { commandError } from "./backend";
import { FakeCredits } from "./fake-credits";
import { auditLinesOf, integrityOf, monitoringOf, settlementOf } from "./fake-operations";
import type { Commands, HandSettlement, StuckDetail, StuckPayment } from "./generated/commands";

type Request<Name extends keyof Commands> = Commands[Name]["request"];

/** The commands of the operator's desk, over a world in memory. */
export abstract class FakeOperating extends FakeCredits {
  do_stuck_payments({ reason }: Request<"stuck_payments">) {
    const fits = ({ reasons }: StuckPayment) => reason === undefined || reasons.includes(reason);
    return { items: this.world.stuck.filter(fits) };
  }

  do_stuck_payment({ order_id }: Request<"stuck_payment">): StuckDetail {
    const payment = this.#stuck(order_id);
    const { createdAt: at, payType: pay_type, finalAmount: amount, currency } = payment.order;
    return {
      payment,
      timeline: [
        { at, kind: "ordered", amount, currency, pay_type },
        { at, kind: "presented", pay_type },
        ...payment.settlements
          .filter(({ state }) => state === "settled")
          .map((one) => ({
            at: one.decided_at ?? one.proposed_at,
            kind: "settled_by_hand" as const,
            amount: one.amount,
            currency: one.currency,
            note: one.reason,
          })),
      ],
    };
  }

  do_settle_by_hand({ settlement }: Request<"settle_by_hand">): StuckDetail {
    const payment = this.#stuck(settlement.order_id);
    const needs_second = Number(settlement.amount) > Number(payment.alone_up_to);
    const made: HandSettlement = {
      ...settlementOf(settlement),
      id: `set_${payment.settlements.length + 2}`,
      currency: payment.order.currency,
      needs_second,
      proposed_by: "Ines Duarte",
      proposed_at: new Date().toISOString(),
      available_actions: needs_second ? ["withdraw"] : [],
    };
    payment.settlements = [made, ...payment.settlements];
    payment.can_settle = false;
    if (needs_second) {
      payment.reasons = ["proposed", ...payment.reasons];
    } else {
      this.#settle(payment, made);
    }
    return this.do_stuck_payment(settlement);
  }

  do_decide_settlement(request: Request<"decide_settlement">): StuckDetail {
    const payment = this.#stuck(request.order_id);
    const settlement = payment.settlements.find(({ id }) => id === request.id);
    if (settlement?.state !== "proposed") {
      throw commandError("order_moved");
    }
    const isOwn = settlement.available_actions.includes("withdraw");
    payment.reasons = payment.reasons.filter((reason) => reason !== "proposed");
    Object.assign(settlement, request.note === undefined ? {} : { note: request.note });
    if (request.approves) {
      this.#settle(payment, settlement);
    } else {
      this.#end(settlement, isOwn ? "withdrawn" : "rejected");
      payment.can_settle = true;
    }
    return this.do_stuck_payment(request);
  }

  do_audit_log({ outcome, user_id, changes_only, subject }: Request<"audit_log">) {
    const items = auditLinesOf().filter(
      (line) =>
        (outcome === undefined || line.outcome === outcome) &&
        (user_id === undefined || line.user_id === user_id) &&
        (subject === undefined || line.subject === subject) &&
        (!changes_only || line.method !== "GET"),
    );
    return { items };
  }

  do_export_audit = () => ({ path: "/home/ines/Downloads/audit.csv" });
  do_integrity_report = () => integrityOf();
  do_export_integrity = () => ({ path: "/home/ines/Downloads/integrity.csv" });

  do_monitoring({ from, to, tests }: Request<"monitoring">) {
    return { ...monitoringOf(from, to), includes_tests: tests ?? false };
  }

  do_export_monitoring({ table, range }: Request<"export_monitoring">) {
    return { path: `/home/ines/Downloads/${table}_${range.from}_${range.to}.csv` };
  }

  #settle(payment: StuckPayment, settlement: HandSettlement): void {
    this.#end(settlement, "settled");
    Object.assign(payment.order, { state: "fulfilled", payStatus: 1 });
    Object.assign(payment.order, { receivedAmount: payment.order.finalAmount });
    Object.assign(payment, { reasons: [], missing_amount: "0.00", can_settle: false });
    delete payment.since;
  }

  #end(settlement: HandSettlement, state: HandSettlement["state"]): void {
    const decided = { decided_by: "Ines Duarte", decided_at: new Date().toISOString() };
    Object.assign(settlement, { state, available_actions: [], ...decided });
  }

  #stuck(order_id: string): StuckPayment {
    const found = this.world.stuck.find(({ order }) => order.orderId === order_id);
    if (!found) {
      throw commandError("not_found");
    }
    return found;
  }
}
