import { expect, it, vi } from "vitest";
import { Application } from "../../application.svelte";
import { commandError } from "../../backend/backend";
import { Fake } from "../../backend/fake";
import { signedIn } from "../../backend/fake-world";
import type { Commands, Wish } from "../../backend/generated/commands";
import { Purchase } from "./purchase.svelte";

const pro: Wish = { product_type: "package", product_id: "pkg_2" };
const month: Wish = { product_type: "package", product_id: "pkg_4" };

async function about(wish: Wish) {
  const fake = new Fake(signedIn("admin"));
  const application = await Application.open(fake);
  const purchase = new Purchase(application);
  await purchase.want(wish);
  const begun = () =>
    fake.calls
      .filter(({ name }) => name === "begin_checkout")
      .map(({ request }) => request as Commands["begin_checkout"]["request"]);
  return { fake, application, purchase, begun };
}

it("pressing twice begins one purchase", async () => {
  const { purchase, begun, application } = await about(pro);
  const both = await Promise.all([purchase.begin(1), purchase.begin(1)]);
  expect(both).toEqual([true, false]);
  expect(begun()).toHaveLength(1);
  expect(application.checkouts.shown).toBe(begun()[0]?.id);
});

it("a second press after the answer is not a second decision as long as the dialog is up", async () => {
  const { purchase, begun, application } = await about(pro);
  expect(await purchase.begin(1)).toBe(true);
  expect(await purchase.begin(1)).toBe(false);
  application.checkouts.shown = null;
  expect(await purchase.begin(1)).toBe(true);
  expect(begun()).toHaveLength(2);
});

it("after a cut the same decision is sent again under the same name", async () => {
  const { fake, purchase, begun } = await about(pro);
  fake.world.failures.begin_checkout = commandError("timed_out");
  expect(await purchase.begin(1)).toBe(false);
  expect(purchase.error?.code).toBe("timed_out");
  fake.world.failures = {};
  expect(await purchase.begin(1)).toBe(true);
  expect(begun()[1]?.id).toBe(begun()[0]?.id);
});

it("a certain answer ends the decision, and another wish, method or price is another one", async () => {
  const { fake, purchase, begun } = await about(pro);
  fake.world.failures.begin_checkout = commandError("provider_unavailable");
  await purchase.begin(1);
  await purchase.begin(1);
  fake.world.failures.begin_checkout = commandError("no_connection");
  await purchase.begin(1);
  await purchase.begin(2);
  await purchase.want(month);
  await purchase.begin(2);
  const names = begun().map(({ id }) => id);
  expect(new Set(names).size).toBe(5);
});

it("what was shown is what is sent", async () => {
  const { purchase, begun } = await about(pro);
  purchase.coupon = " WELCOME10 ";
  await purchase.apply();
  expect(purchase.couponCounts).toBe(true);
  await purchase.begin(1);
  expect(begun()[0]).toMatchObject({
    coupon_code: "WELCOME10",
    quote: { final_amount: "8991.00", currency: "CNY" },
  });
});

it("a coupon whose price never came is not sent with the price on the screen", async () => {
  const { fake, purchase, begun } = await about(pro);
  fake.world.failures.preview_order = commandError("timed_out");
  purchase.coupon = "WELCOME10";
  await purchase.apply();
  expect(purchase.quote?.final_amount).toBe("9990.00");
  expect(purchase.couponCounts).toBe(false);
  await purchase.begin(1);
  expect(begun()[0]).not.toHaveProperty("coupon_code");
});

it("a coupon that was let go of is sent as long as its price is on the screen", async () => {
  const { fake, purchase, begun } = await about(pro);
  purchase.coupon = "WELCOME10";
  await purchase.apply();
  fake.world.failures.preview_order = commandError("timed_out");
  await purchase.withdraw();
  expect(purchase.couponCounts).toBe(false);
  await purchase.begin(1);
  expect(begun()[0]).toMatchObject({
    coupon_code: "WELCOME10",
    quote: { final_amount: "8991.00" },
  });
});

it("a coupon that does not count is not sent", async () => {
  const { purchase, begun } = await about(pro);
  purchase.coupon = "OLD";
  await purchase.apply();
  expect(purchase.quote?.coupon_problem).toBe("expired");
  await purchase.begin(1);
  expect(begun()[0]).not.toHaveProperty("coupon_code");
});

it("if the price has changed the new one is shown before anything is paid", async () => {
  const { fake, purchase } = await about(pro);
  const [, rule] = fake.world.payments.packages.cozePackageRule;
  if (rule) {
    rule.currentPrice = "8990.00";
  }
  fake.world.failures.begin_checkout = commandError("amount_changed");
  await purchase.begin(1);
  expect(purchase.error?.code).toBe("amount_changed");
  expect(purchase.quote?.final_amount).toBe("8990.00");
});

it("of overlapping questions about the price the last one counts", async () => {
  const { fake, purchase } = await about(pro);
  const answers: (() => void)[] = [];
  const call = fake.call.bind(fake);
  vi.spyOn(fake, "call").mockImplementation(async (name, request) => {
    if (name === "preview_order") {
      await new Promise<void>((resolve) => answers.push(resolve));
    }
    return call(name, request);
  });
  const first = purchase.want(pro);
  const second = purchase.want(month);
  answers[1]?.();
  answers[0]?.();
  await Promise.all([first, second]);
  expect(purchase.quote?.product_name).toBe("Pro, month");
  expect(purchase.asking).toBe(false);
});
