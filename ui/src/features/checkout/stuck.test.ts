import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import App from "../../App.svelte";
import { Application } from "../../application.svelte";
import { Fake } from "../../backend/fake";
import { checkoutOf } from "../../backend/fake-payments";
import { sceneOf } from "../../backend/fake-scenes";
// Fetched by the window when it is wanted; here it is to be there at once.
import "./CheckoutDialog.svelte";
import { stageWord } from "./chip";
import { statusOf } from "./status";

const { code: _, seconds_left: __, ...bare } = checkoutOf({ stage: "starting" });
/** The whole window is drawn, which a busy computer takes its time for. */
const patient = { timeout: 30_000 };
const problem = {
  code: "provider_unavailable" as const,
  args: {},
  fields: [],
  retry: { when: "now" as const },
};

it("an order that got nothing to pay with says so instead of turning for ever", () => {
  expect(statusOf(bare, null)).toMatchObject({ mark: "begin" });
  const stuck = { ...bare, problem };
  expect(statusOf(stuck, null)).toMatchObject({
    mark: "alert",
    title: "The payment could not be prepared",
  });
  expect(statusOf(stuck, null, true).text).toContain("another way");
  expect(statusOf(stuck, null, false).text).not.toContain("another way");
  expect(stageWord(stuck)).toBe("Not ready");
  expect(statusOf({ ...stuck, watch: "no_network" }, null)).toMatchObject({ mark: "offline" });
});

it("as long as there is no order the console goes on by itself", () => {
  const { order_id: _, ...unordered } = { ...bare, problem };
  expect(statusOf(unordered, null)).toMatchObject({ mark: "begin" });
});

it("it can be tried again and paid another way", { timeout: 60_000 }, async () => {
  // jsdom has dialogs that cannot be shown.
  HTMLDialogElement.prototype.showModal = function () {
    this.setAttribute("open", "");
  };
  HTMLDialogElement.prototype.close = function () {
    this.removeAttribute("open");
  };
  const fake = new Fake(sceneOf("stuck"));
  const application = await Application.open(fake);
  application.checkouts.shown = "chk_1";
  render(App, { application });
  const user = userEvent.setup();
  await user.click(await screen.findByText("Pay another way", {}, patient));
  expect(screen.getByLabelText("Alipay")).toBeVisible();
  await user.click(screen.getByText("Try again"));
  await waitFor(
    () => expect(fake.calls.some(({ name }) => name === "renew_code")).toBe(true),
    patient,
  );
  expect(screen.queryByText("The payment could not be prepared")).toBeNull();
});
