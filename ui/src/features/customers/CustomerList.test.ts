import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import App from "../../App.svelte";
import { Application } from "../../application.svelte";
import { Fake } from "../../backend/fake";
import { signedIn, type World } from "../../backend/fake-world";
import type { Role } from "../../backend/generated/commands";

const present = new Date().getUTCFullYear();

async function opened(role: Role = "support", changes: Partial<World> = {}) {
  const fake = new Fake(
    signedIn(role, { place: { screen: "customers", choices: {} }, ...changes }),
  );
  render(App, { application: await Application.open(fake) });
  await screen.findByRole("button", { name: /Northwind Labs/ });
  return { fake, user: userEvent.setup() };
}

const box = (name: string) => screen.getByRole("checkbox", { name });
const allShown = () => box("Select all shown or none of them");
const row = (name: RegExp) => screen.getByRole("button", { name });
const download = () => screen.getByRole("button", { name: "Download invoices…" });
const lastBegun = (fake: Fake) =>
  fake.calls.findLast(({ name }) => name === "begin_download")?.request;

async function search(user: ReturnType<typeof userEvent.setup>, words: string, left: string) {
  await user.clear(screen.getByRole("searchbox"));
  if (words !== "") {
    await user.type(screen.getByRole("searchbox"), words);
  }
  await screen.findByText(left);
}

it("whoever may not see invoices is offered none to download", async () => {
  await opened("agent");
  expect(screen.queryByRole("checkbox")).toBeNull();
  expect(screen.queryByRole("button", { name: "Download invoices…" })).toBeNull();
});

it("an agent who may see invoices downloads them like everybody else", async () => {
  const world = signedIn("agent");
  const { agent } = world.people;
  const me = { ...agent, permissions: [...agent.permissions, "view_invoices" as const] };
  await opened("agent", {
    session: { state: "signed_in", me, keychain: "stored", can_update: true },
  });
  expect(box("Select Northwind Labs")).toBeVisible();
  expect(download()).toBeDisabled();
});

it("the invoices of a year are downloaded for several customers, and then none is selected", async () => {
  const { fake, user } = await opened();
  await user.click(box("Select Northwind Labs"));
  await user.click(box("Select Delft Ceramics"));
  expect(screen.getByText("2 customers selected")).toBeVisible();
  await user.click(download());
  const dialog = within(screen.getByRole("dialog", { name: "Download invoices of 2 customers" }));
  expect(dialog.getByLabelText("Year")).toHaveValue(String(present));
  expect(dialog.getByLabelText("Name of each file")).toHaveValue("{company}_{date}_{number}");
  await user.selectOptions(dialog.getByLabelText("Year"), String(present - 1));
  await user.click(dialog.getByRole("button", { name: "Download" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(lastBegun(fake)).toMatchObject({
    choice: { choose: "year", customers: ["cus_1", "cus_7"], year: present - 1 },
    name_template: "{company}_{date}_{number}",
  });
  expect(screen.getByText("Select customers to download their invoices")).toBeVisible();
  expect(box("Select Northwind Labs")).not.toBeChecked();
  expect(screen.getByRole("region", { name: "Downloads" })).toHaveTextContent(
    `Invoices ${present - 1}`,
  );
  await waitFor(() => expect(row(/Northwind Labs/)).toHaveFocus());
});

it("the files of one customer are named as on the invoices' own screen", async () => {
  const { user } = await opened();
  await user.click(box("Select Aurora Foods"));
  await user.click(download());
  expect(screen.getByRole("dialog", { name: "Download invoices of 1 customer" })).toBeVisible();
  expect(screen.getByLabelText("Name of each file")).toHaveValue("{date}_{number}");
});

it("a year without invoices says so, and everything that was chosen stays", async () => {
  const { fake, user } = await opened();
  fake.world.invoices = { rows: [], as_of: new Date().toISOString() };
  await user.click(box("Select Aurora Foods"));
  await user.click(download());
  await user.click(screen.getByRole("button", { name: "Download" }));
  expect(await screen.findByRole("alert")).toHaveTextContent(`No invoices in ${present}`);
  await user.selectOptions(screen.getByLabelText("Year"), String(present - 1));
  expect(screen.queryByRole("alert")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  expect(screen.getByText("1 customer selected")).toBeVisible();
});

it("customers are selected by the keyboard, one by one and up to another one", async () => {
  const { user } = await opened();
  row(/Northwind Labs/).focus();
  await user.keyboard("{ArrowDown}x");
  expect(box("Select Aurora Foods")).toBeChecked();
  await user.keyboard("{ArrowDown}{ArrowDown}{Shift>}X{/Shift}");
  expect(screen.getByText("3 customers selected")).toBeVisible();
  expect(row(/Blue Harbour Logistics/)).toHaveFocus();
  await user.keyboard("x");
  expect(screen.getByText("2 customers selected")).toBeVisible();
  expect(box("Select Northwind Labs")).not.toBeChecked();
});

it("the keyboard comes to the list once, where it was last", async () => {
  const { user } = await opened();
  row(/Northwind Labs/).focus();
  await user.keyboard("{ArrowDown}");
  expect(row(/Aurora Foods/)).toHaveAttribute("tabindex", "0");
  await user.tab({ shift: true });
  await user.tab();
  expect(row(/Aurora Foods/)).toHaveFocus();
});

it("a range is selected with Shift and the pointer", async () => {
  const { user } = await opened();
  await user.click(box("Select Delft Ceramics"));
  await user.keyboard("{Shift>}");
  await user.click(box("Select Blue Harbour Logistics"));
  await user.keyboard("{/Shift}");
  expect(screen.getByText("4 customers selected")).toBeVisible();
});

it("what is selected stays so under another search, which counts what it leaves out", async () => {
  const { user } = await opened();
  await user.click(box("Select Northwind Labs"));
  await search(user, "customer 1", "12 customers");
  expect(screen.getByText("1 of them not shown")).toBeVisible();
  await user.click(allShown());
  expect(screen.getByText(/^\d+ customers selected$/)).toHaveTextContent("13 customers selected");
  expect(allShown()).toBeChecked();
  await search(user, "nobody", "0 customers");
  expect(screen.getByText("13 of them not shown")).toBeVisible();
  expect(download()).toBeEnabled();
  expect(allShown()).toBeDisabled();
  await search(user, "", "60 customers");
  expect(box("Select Northwind Labs")).toBeChecked();
  expect(allShown()).toBePartiallyChecked();
});

it("all shown are let go of together, and the others stay", async () => {
  const { user } = await opened();
  await user.click(box("Select Northwind Labs"));
  await search(user, "aurora", "1 customer");
  await user.click(allShown());
  await user.click(allShown());
  expect(screen.getByText("1 customer selected")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Select none" }));
  expect(screen.getByText("Select customers to download their invoices")).toBeVisible();
  expect(allShown()).toHaveFocus();
});

it("a range does not begin where another search left off", async () => {
  const { user } = await opened();
  await user.click(box("Select Delft Ceramics"));
  await search(user, "customer 1", "12 customers");
  await user.keyboard("{Shift>}");
  await user.click(box("Select Customer 12 Ltd"));
  await user.keyboard("{/Shift}");
  expect(screen.getByText("2 customers selected")).toBeVisible();
});

it("what is selected stays so while one of them is looked at", async () => {
  const { user } = await opened();
  await user.click(box("Select Northwind Labs"));
  await user.click(row(/Aurora Foods/));
  await user.click(await screen.findByRole("button", { name: "All customers" }));
  expect(await screen.findByText("1 customer selected")).toBeVisible();
});

it("a customer who is nobody's business any more is selected no longer", async () => {
  const { fake, user } = await opened();
  await user.click(box("Select Northwind Labs"));
  await user.click(box("Select Aurora Foods"));
  const { customers } = fake.world;
  if (customers) {
    fake.world.customers = { ...customers, value: customers.value.slice(1) };
  }
  fake.announce("customers_changed");
  expect(await screen.findByText("59 customers")).toBeVisible();
  expect(screen.getByText("1 customer selected")).toBeVisible();
});
