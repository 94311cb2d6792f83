import { expect, it } from "vitest";
import { commandError } from "./backend/backend";
import type { Figure } from "./backend/generated/commands";
import { Reading } from "./reading.svelte";

const figure = (value: string): Figure<string> => ({ value, as_of: "2026-06-18T14:02:00Z" });

it("of overlapping readings the last one counts, whichever answers first", async () => {
  const answers: ((figure: Figure<string>) => void)[] = [];
  const reading = new Reading(
    () => new Promise<Figure<string>>((resolve) => answers.push(resolve)),
  );
  const first = reading.again();
  const second = reading.again();
  answers[1]?.(figure("new"));
  await second;
  answers[0]?.(figure("old"));
  await first;
  expect(reading.figure?.value).toBe("new");
});

it("a reading that fails keeps the figure that is known", async () => {
  const results = [figure("known"), null];
  const reading = new Reading(async () => {
    const next = results.shift();
    if (!next) {
      throw commandError("storage_failed");
    }
    return next;
  });
  await reading.again();
  await reading.again();
  expect(reading.figure?.value).toBe("known");
  expect(reading.failure?.code).toBe("storage_failed");
});

it("what was forgotten does not come back with a late answer", async () => {
  let answer: (figure: Figure<string>) => void = () => {};
  const reading = new Reading(
    () =>
      new Promise<Figure<string>>((resolve) => {
        answer = resolve;
      }),
  );
  const late = reading.again();
  reading.forget();
  answer(figure("of somebody else"));
  await late;
  expect(reading.figure).toBeNull();
  expect(reading.answered).toBe(false);
});
