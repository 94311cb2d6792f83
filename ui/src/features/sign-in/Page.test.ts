import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import App from "../../App.svelte";
import { Application } from "../../application.svelte";
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
  await user.click(await screen.findByRole("button", { name: /operator@demo\.test/ }));
  expect(await screen.findByText(/You are signed in as staff/)).toBeVisible();
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
