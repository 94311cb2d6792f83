import { describe, expect, it } from "vitest";
import { commandError } from "../backend/backend";
import { type CommandErrorCode, failures } from "../backend/generated/commands";
import { classOf, failureDetails, isMendedHere, waysOut } from "./failures";
import { language } from "./language.svelte";

describe("a failure", () => {
  it("belongs to one of three classes and has a way out, whatever its code", () => {
    const codes = Object.keys(failures) as CommandErrorCode[];
    expect(codes.length).toBeGreaterThan(30);
    for (const code of codes) {
      const error = commandError(code);
      expect(["configuration", "network", "payment"]).toContain(classOf(error));
      expect(waysOut(error).length, code).toBeGreaterThan(0);
    }
  });

  it("that is mended where one stands is no matter for support", () => {
    expect(isMendedHere(commandError("wrong_password"))).toBe(true);
    expect(isMendedHere(commandError("provider_unavailable"))).toBe(false);
  });

  it.each(["en", "zh-CN", "ja"])("tells developers what is known of it in %s", async (tag) => {
    await language.use(tag);
    const args = { service_code: "provider_unavailable", status: "503", request_id: "r-1" };
    const told = failureDetails(commandError("provider_unavailable", { args }));
    expect(told.map(({ value }) => value).slice(1)).toEqual([
      "provider_unavailable",
      "provider_unavailable",
      "503",
      "r-1",
    ]);
    expect(new Set(told.map(({ name }) => name)).size).toBe(told.length);
  });
});
