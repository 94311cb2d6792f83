import { monthStart, monthsLater } from "../calendar";
import type { CreditTransaction, CreditTransactionType, UsageStep } from "./generated/commands";

/** What a customer has used, and the credits that came and went. */
export interface Consumption {
  /** When it was last fetched. */
  as_of: string;
  products: CountedProduct[];
  /** Oldest first. */
  credits: CreditTransaction[];
  /** Whether older figures are still on their way. */
  is_filling: boolean;
  /** The first movement that does not fit, if the ledger was tampered with. */
  broken_at: number | null;
}

/** One product with its count of every day. */
export interface CountedProduct {
  product: string;
  name: string;
  unit: string;
  is_level: boolean;
  quota: number;
  days: Map<string, number>;
}

const dayMs = 86_400_000;
const textOf = (moment: number) => new Date(moment).toISOString().slice(0, 10);
/** What the subscription of the fake world says is left. */
const left = 17_740;
const daysShown = 36 * 30.4;

/** Three years of a desk that grows, busy on weekdays and in November. */
export function consumptionOf(): Consumption {
  const today = Date.parse(textOf(Date.now()));
  const first = Date.parse(`${textOf(today - daysShown * dayMs).slice(0, 7)}-01`);
  const dates: string[] = [];
  for (let day = first; day <= today; day += dayMs) {
    dates.push(textOf(day));
  }
  return {
    as_of: new Date(Date.now() - 2 * 60_000).toISOString(),
    products: [
      counted("ai_chat", "AI chat", "message", 32_000, dates, 1180),
      counted("email", "E-mail", "email", 12_000, dates, 352),
      {
        ...counted("agent_seats", "Agent seats", "seat", 15, dates, 0),
        is_level: true,
        days: new Map(dates.map((date, at) => [date, 4 + Math.floor((8 * at) / dates.length)])),
      },
      counted("voice", "Voice", "minute", 1_500, dates, 44),
    ],
    credits: ledgerOf(today),
    is_filling: false,
    broken_at: null,
  };
}

function counted(
  product: string,
  name: string,
  unit: string,
  quota: number,
  dates: string[],
  most: number,
): CountedProduct {
  const days = dates.map((date, at): [string, number] => {
    const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
    const growth = 0.18 + 0.82 * (at / dates.length) ** 1.4;
    const season = 1 + 0.2 * Math.sin((Number(date.slice(5, 7)) / 12) * 2 * Math.PI - 2.2);
    const rest = weekday === 0 || weekday === 6 ? 0.34 : 1;
    return [date, Math.round(most * growth * season * rest * (0.82 + 0.36 * noise(product, at)))];
  });
  return { product, name, unit, is_level: false, quota, days: new Map(days) };
}

/** Between 0 and 1, the same for ever for the same name and place. */
function noise(name: string, at: number): number {
  let hash = 2_166_136_261;
  for (const letter of `${name} ${at}`) {
    hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619);
  }
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}

/** The day on which the point begins that the day belongs to. */
export function startOf(date: string, step: UsageStep): string {
  if (step === "month") {
    return monthStart(date);
  }
  if (step === "week") {
    const day = Date.parse(date);
    return textOf(day - ((new Date(day).getUTCDay() + 6) % 7) * dayMs);
  }
  return date;
}

/** Grants, use and packs of two years that end at what the subscription says is left. */
function ledgerOf(today: number): CreditTransaction[] {
  const found: CreditTransaction[] = [];
  let balance = 0;
  const add = (
    day: number,
    transaction_type: CreditTransactionType,
    amount: number,
    source: string,
    description: string,
  ) => {
    balance += amount;
    const number = found.length + 1;
    const hour = transaction_type === "spend" ? 1 : 0;
    found.push({
      id: `crt_${number}`,
      number,
      transaction_type,
      amount,
      balance_after: balance,
      source,
      description,
      created_at: new Date(day + hour * 3_600_000 + (number % 50) * 61_000).toISOString(),
      hash: number.toString(16).padStart(64, "5e"),
    });
  };
  const thisMonth = Date.parse(`${textOf(today).slice(0, 7)}-01`);
  for (let ago = 24; ago >= 0; ago -= 1) {
    const month = Date.parse(monthsLater(textOf(thisMonth), -ago));
    if (balance > 0) {
      add(month, "expire", -balance, "plan", "Unused credits of the month before");
    }
    add(month, "earn", 50_000, "plan", "Monthly credits, Pro");
    const last = ago === 0 ? Math.min(28, (today - month) / dayMs) : 28;
    for (let day = 1; day <= last; day += 1) {
      const at = month + day * dayMs;
      // In the last month just as many as leave what the subscription says.
      const used =
        ago === 0
          ? Math.round(
              (balance - left) / (last + 1 - day) / (day === last ? 1 : 1 + noise("day", day) / 3),
            )
          : Math.round(1000 + 900 * noise("credits", at / dayMs));
      add(at, "spend", -used, "usage", `Usage of ${textOf(at)}`);
      if (ago % 7 === 3 && day === 17) {
        add(at, "earn", 10_000, "order", "Credit pack 10,000");
      }
      if (ago === 5 && day === 20) {
        add(at, "refund", -10_000, "order", "Credit pack 10,000 returned");
      }
      if (ago === 2 && day === 9) {
        add(at, "adjust", 500, "operator", "Counted twice on 8 September, given back");
      }
    }
  }
  return found;
}
