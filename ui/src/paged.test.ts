import { expect, it } from "vitest";
import { Application } from "./application.svelte";
import { Fake } from "./backend/fake";
import { signedIn } from "./backend/fake-world";
import type { CreditLedger } from "./backend/generated/commands";
import { Paged } from "./paged.svelte";

async function opened() {
  const fake = new Fake(signedIn("admin"));
  const application = await Application.open(fake);
  const asked = () => fake.calls.filter(({ name }) => name === "credits").length;
  const ledger = new Paged<CreditLedger>((offset, limit) =>
    application.call("credits", { offset, limit }),
  );
  return { fake, asked, ledger };
}

it("a long list reads only the pages that are in sight, each once", async () => {
  const { asked, ledger } = await opened();
  await ledger.want({ first: 0, end: 20 });
  expect(ledger.at(0)?.balance_after).toBe(17_740);
  expect(ledger.at(250)).toBeUndefined();
  await ledger.want({ first: 190, end: 210 });
  expect(ledger.at(250)?.number).toBe((ledger.head?.value.total ?? 0) - 250);
  await ledger.want({ first: 0, end: 400 });
  expect(asked()).toBe(2);
});

it("after a change it shows the new rows and no page of before", async () => {
  const { fake, ledger } = await opened();
  await ledger.want({ first: 0, end: 400 });
  const credits = fake.world.consumption?.credits ?? [];
  const last = credits.at(-1);
  if (last) {
    credits.push({ ...last, id: "crt_new", number: last.number + 1, balance_after: 1 });
  }
  await ledger.again({ first: 0, end: 20 });
  expect(ledger.at(0)?.id).toBe("crt_new");
  expect(ledger.head?.value.balance).toBe(1);
  expect(ledger.at(250)).toBeUndefined();
});

it("a reading that fails leaves what is known and can be done again", async () => {
  const { fake, ledger } = await opened();
  await ledger.want({ first: 0, end: 20 });
  fake.world.failures.credits = { code: "internal", args: {}, fields: [], retry: { when: "now" } };
  await ledger.want({ first: 200, end: 210 });
  expect(ledger.failure?.code).toBe("internal");
  expect(ledger.at(0)).toBeDefined();
  delete fake.world.failures.credits;
  await ledger.want({ first: 200, end: 210 });
  expect(ledger.failure).toBeNull();
  expect(ledger.at(200)).toBeDefined();
});

it("nothing known is an answer too", async () => {
  const { fake, ledger } = await opened();
  fake.world.consumption = null;
  await ledger.again();
  expect(ledger.answered).toBe(true);
  expect(ledger.head).toBeNull();
});
