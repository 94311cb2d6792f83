import { expect, it } from "vitest";
import { auditLinesOf } from "../../backend/fake-operations";
import { deedKey, deedText } from "./deeds";

it("a route's words name its sentence", () => {
  expect(deedKey({ method: "POST", route: "/payments/orders/{id}/refund" })).toBe(
    "deed-post-payments-orders-refund",
  );
  expect(deedKey({ method: "DELETE", route: "/auth/sessions/{id}" })).toBe(
    "deed-delete-auth-sessions",
  );
});

it("what has no sentence is named by its route", () => {
  const [line] = auditLinesOf();
  if (!line) {
    throw new Error("the fake knows deeds");
  }
  expect(deedText({ ...line, method: "POST", route: "/payments/orders/{id}/refund" })).toBe(
    "Sent money back",
  );
  expect(deedText({ ...line, method: "POST", route: "/new/route" })).toBe("POST /new/route");
});
