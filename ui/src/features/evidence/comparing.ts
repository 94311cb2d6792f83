import type { EvidenceOrder, TimelineEntry } from "../../backend/generated/commands";

/** The entries of evidence as a timeline shows them. */
export function entriesOf({ timeline }: EvidenceOrder): TimelineEntry[] {
  return (timeline ?? []).map(({ provider_code, ...entry }) => ({
    ...entry,
    ...(provider_code === undefined ? {} : { note: provider_code }),
  }));
}

/** What of the service's story the customer had not seen. */
export function unseenBy(order: EvidenceOrder, service: TimelineEntry[]): TimelineEntry[] {
  const same = (one: TimelineEntry) => `${Date.parse(one.at)} ${one.kind} ${one.amount ?? ""}`;
  const left = new Map<string, number>();
  for (const entry of entriesOf(order)) {
    left.set(same(entry), (left.get(same(entry)) ?? 0) + 1);
  }
  return service.filter((entry) => {
    const count = left.get(same(entry)) ?? 0;
    left.set(same(entry), count - 1);
    return count <= 0;
  });
}
