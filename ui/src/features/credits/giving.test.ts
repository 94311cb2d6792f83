import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import App from "../../App.svelte";
import { Application } from "../../application.svelte";
import { commandError } from "../../backend/backend";
import { Fake } from "../../backend/fake";
import { sceneOf } from "../../backend/fake-scenes";
import type { Commands } from "../../backend/generated/commands";

async function opened(scene: string) {
  const world = sceneOf(scene);
  world.place = { screen: "credits", choices: {} };
  const fake = new Fake(world);
  render(App, { application: await Application.open(fake) });
  return { fake, user: userEvent.setup() };
}

function asked<Name extends keyof Commands>(fake: Fake, name: Name): Commands[Name]["request"][] {
  const calls = fake.calls.filter((call) => call.name === name);
  return calls.map(({ request }) => request as Commands[Name]["request"]);
}

it("a pack is bought by the checkout, at the price that is shown", async () => {
  const { fake, user } = await opened("admin");
  await user.click(await screen.findByRole("button", { name: "Buy 10,000 credits" }));
  await user.click(await screen.findByRole("button", { name: /^Pay .*249\.00$/ }));
  const [begun] = asked(fake, "begin_checkout");
  expect(begun?.wish).toEqual({ product_type: "credits", product_id: "credits-10k" });
  expect(begun?.quote.final_amount).toBe("249.00");
});

it("a code that is refused stays as it was typed, and one that counts says what it brought", async () => {
  const { user } = await opened("admin");
  await user.click(await screen.findByRole("button", { name: "Redeem a code" }));
  const code = screen.getByLabelText("Gift code");
  await user.type(code, "wrong");
  await user.click(screen.getByRole("button", { name: "Redeem" }));
  expect(await screen.findByText("This code cannot be redeemed")).toBeVisible();
  expect(code).toHaveValue("wrong");
  await user.clear(code);
  await user.type(code, "gift-1");
  await user.click(screen.getByRole("button", { name: "Redeem" }));
  expect(await screen.findByText("This code brought 500 credits")).toBeVisible();
});

it("the rule is set only within its limits, and says what a month can cost", async () => {
  const { fake, user } = await opened("admin");
  await user.click(await screen.findByRole("button", { name: "Set up" }));
  const most = screen.getByLabelText("Orders a month at most");
  await user.clear(most);
  await user.type(most, "32");
  expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
  await user.clear(most);
  await user.type(most, "3");
  expect(screen.getByText(/747\.00 a month at most/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText(/At most 3 orders a month/)).toBeVisible();
  expect(asked(fake, "set_auto_top_up")[0]).toMatchObject({ below: 5000, most_a_month: 3 });
});

it("who may not buy sees the packs and the rule, and no door that is shut", async () => {
  await opened("member");
  expect(await screen.findByRole("button", { name: "Buy 10,000 credits" })).toBeDisabled();
  expect(await screen.findByRole("button", { name: "Set up" })).toBeDisabled();
  expect(screen.queryByRole("button", { name: "Redeem a code" })).toBeNull();
});

it("credits that are corrected again after a cut are the same decision", async () => {
  const { fake, user } = await opened("operator");
  await user.click(await screen.findByRole("button", { name: "Correct credits" }));
  const found = await screen.findByRole("list", { name: "Find a customer" });
  const first = found.querySelector("button");
  expect(first).not.toBeNull();
  await user.click(first as HTMLButtonElement);
  await user.type(screen.getByRole("textbox", { name: "Credits" }), "250");
  await user.type(screen.getByLabelText("Reason"), "Counted twice");
  fake.world.failures.adjust_credits = commandError("timed_out", { retry: { when: "now" } });
  await user.click(screen.getByRole("button", { name: "Give 250 credits" }));
  expect(await screen.findByRole("alert")).toBeVisible();
  delete fake.world.failures.adjust_credits;
  await user.click(screen.getByRole("button", { name: "Give 250 credits" }));
  expect(await screen.findByText(/^The credits of .* are corrected$/)).toBeVisible();
  const decisions = asked(fake, "adjust_credits").map(({ decision }) => decision);
  expect(decisions).toHaveLength(2);
  expect(decisions[1]).toBe(decisions[0]);
});

it("gift codes are shown once, when they are made", async () => {
  const { fake, user } = await opened("operator");
  await user.click(await screen.findByRole("button", { name: "Make gift codes" }));
  const count = screen.getByLabelText("How many codes");
  await user.clear(count);
  await user.type(count, "2");
  await user.type(screen.getByLabelText("Note"), "Fair");
  await user.click(screen.getByRole("button", { name: "Make 2 codes, 1,000 credits in all" }));
  expect(await screen.findByText("GIFT-7Q2M-4096-9ZXK")).toBeVisible();
  expect(asked(fake, "make_gift_codes")[0]?.wanted).toEqual({
    amount: 500,
    count: 2,
    note: "Fair",
  });
  await user.click(screen.getAllByRole("button", { name: "Close" }).at(-1) as HTMLElement);
  expect(screen.queryByText("GIFT-7Q2M-4096-9ZXK")).toBeNull();
});
