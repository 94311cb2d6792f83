import { expect, it } from "vitest";
import { signedIn } from "../../backend/fake-world";
import { syncText } from "./sync";

const now = new Date(2026, 5, 18, 16, 30);
const at = new Date(2026, 5, 18, 14, 2).toISOString();
const { session } = signedIn("admin");
const stuck = session.state === "signed_in" ? { ...session, can_update: false } : session;

it("the rail says how fresh the figures are", () => {
  const fresh = new Date(now.getTime() - 120_000).toISOString();
  expect(syncText({ state: "online", last_success: fresh }, session, now)).toBe(
    "Up to date · 2 min ago",
  );
  expect(syncText({ state: "syncing", last_success: fresh }, session, now)).toBe("Updating…");
  expect(syncText({ state: "offline", last_success: at }, session, now)).toBe(
    "Offline · figures from 14:02",
  );
  expect(syncText({ state: "offline" }, session, now)).toBe("Offline");
});

it("a session that cannot update never counts as up to date", () => {
  expect(syncText({ state: "online", last_success: at }, stuck, now)).toBe(
    "Not updating · figures from 14:02",
  );
});
