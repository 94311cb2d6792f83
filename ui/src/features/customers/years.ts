import type { CustomerSummary } from "../../backend/generated/commands";

/** The years in which such customers can have been invoiced, the present one first. */
export function yearsOf(
  customers: Pick<CustomerSummary, "created_at">[],
  today: string,
): [number, ...number[]] {
  const yearOf = (moment: string) => Number(moment.slice(0, 4));
  const present = yearOf(today);
  const first = Math.min(...customers.map(({ created_at }) => yearOf(created_at)));
  const before = Math.max(0, present - first);
  return [present, ...Array.from({ length: before }, (_, ago) => present - 1 - ago)];
}
