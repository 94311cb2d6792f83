import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import App from "../../App.svelte";
import { Application } from "../../application.svelte";
import { commandError } from "../../backend/backend";
import { Fake } from "../../backend/fake";
import { type World, worldOf } from "../../backend/fake-world";

async function opened(changes: Partial<World> = {}) {
  const fake = new Fake(worldOf(changes));
  render(App, { application: await Application.open(fake) });
  return { fake, user: userEvent.setup() };
}

it("a wrong password says so and loses nothing typed", async () => {
  const { user } = await opened();
  await user.type(screen.getByLabelText("E-mail"), "admin@demo.test");
  await user.type(screen.getByLabelText("Password"), "not-the-password{Enter}");
  expect(await screen.findByRole("alert")).toHaveTextContent("E-mail or password is wrong");
  expect(screen.getByLabelText("E-mail")).toHaveValue("admin@demo.test");
  expect(screen.getByLabelText("Password")).toHaveValue("not-the-password");
});

it("the right password opens the overview", async () => {
  const { user } = await opened();
  await user.type(screen.getByLabelText("E-mail"), "admin@demo.test");
  await user.type(screen.getByLabelText("Password"), "demo-password-1{Enter}");
  expect(await screen.findByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  expect(screen.getByText("Pro")).toBeVisible();
});

it("an empty form asks for what is missing without asking the service", async () => {
  const { fake, user } = await opened();
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  expect(screen.getAllByText("Please fill this in")).toHaveLength(2);
  expect(fake.calls.map(({ name }) => name)).not.toContain("sign_in");
});

it("a demonstration account is one click", async () => {
  const { user } = await opened();
  await user.click(await screen.findByRole("button", { name: /agent@demo\.test/ }));
  expect(await screen.findByRole("heading", { name: "Customers" })).toBeVisible();
});

it("demonstration accounts are offered by a demonstration alone", async () => {
  const { fake } = await opened({ server: { reachable: true, demonstration: false } });
  await waitFor(() => expect(fake.calls.map(({ name }) => name)).toContain("check_server"));
  expect(await screen.findByText("Server is running")).toBeVisible();
  expect(screen.queryByText(/admin@demo\.test/)).toBeNull();
});

it("registering checks the password's length before it asks the service", async () => {
  const { fake, user } = await opened();
  await user.click(screen.getByRole("button", { name: "Create an account" }));
  await user.type(screen.getByLabelText("Contact name"), "Li Na");
  await user.type(screen.getByLabelText("E-mail"), "li@example.test");
  await user.type(screen.getByLabelText("Password"), "short");
  expect(screen.getByText("5 more characters")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Create an account" }));
  expect(screen.getByText("Use at least 10 characters")).toBeVisible();
  expect(fake.calls.map(({ name }) => name)).not.toContain("register");

  await user.type(screen.getByLabelText("Password"), "-and-long");
  await user.click(screen.getByRole("button", { name: "Create an account" }));
  expect(await screen.findByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  expect(fake.calls.find(({ name }) => name === "register")?.request).toEqual({
    email: "li@example.test",
    password: "short-and-long",
    contact_name: "Li Na",
    locale: "en",
  });
});

it("why a session ended is said at the door", async () => {
  await opened({ session: { state: "signed_out", reason: "token_reused" } });
  expect(screen.getByText(/Your session was ended for safety/)).toBeVisible();
});

it("an address set by the environment cannot be changed and says why", async () => {
  const { settings } = worldOf();
  await opened({ settings: { ...settings, server_source: "environment" } });
  expect(screen.getByLabelText("Server address")).toBeDisabled();
  expect(screen.getByText(/Set by BILLING_CONSOLE_SERVER/)).toBeInTheDocument();
});

it("an address that is not taken says so at its field, which has the focus", async () => {
  const { user } = await opened();
  const address = screen.getByLabelText("Server address");
  await user.click(screen.getByText("Advanced"));
  await user.clear(address);
  await user.type(address, "no address{Enter}");
  expect(
    await screen.findByText(/This is not a server address · It should look like/),
  ).toBeVisible();
  expect(address).toHaveFocus();
  expect(address).toBeInvalid();
  expect(await screen.findByRole("button", { name: /admin@demo\.test/ })).toBeVisible();
});

it("what was found at one address says nothing about another", async () => {
  const { fake } = await opened();
  await screen.findByRole("button", { name: /admin@demo\.test/ });
  fake.world.server = { reachable: false, demonstration: false };
  fake.world.settings = { ...fake.world.settings, server: "https://billing.example.com" };
  fake.announce("settings_changed");
  expect(
    await screen.findByText(/No billing service answers at billing\.example\.com/),
  ).toBeVisible();
  expect(screen.getByRole("button", { name: "Try again" })).toBeVisible();
  expect(screen.queryByText(/admin@demo\.test/)).toBeNull();
});

it("a look that finds something else says that, and no more than that", async () => {
  await opened({ failures: { check_server: commandError("not_a_billing_service") } });
  expect(await screen.findAllByText("Something else answered at this address")).toHaveLength(2);
  expect(screen.queryByText("Server does not answer")).toBeNull();
});

it("an address that is registered already leads to signing in with it", async () => {
  const { user } = await opened();
  await user.click(screen.getByRole("button", { name: "Create an account" }));
  await user.type(screen.getByLabelText("Contact name"), "Li Na");
  await user.type(screen.getByLabelText("E-mail"), "admin@demo.test");
  await user.type(screen.getByLabelText("Password"), "long-enough{Enter}");
  expect(await screen.findByText("This e-mail address is already registered")).toBeVisible();
  expect(screen.getByLabelText("E-mail")).toHaveFocus();
  const [signIn] = screen.getAllByRole("button", { name: "Sign in" });
  await user.click(signIn as HTMLElement);
  expect(screen.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  expect(screen.getByLabelText("E-mail")).toHaveValue("admin@demo.test");
});
