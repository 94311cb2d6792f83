import { expect, it, vi } from "vitest";
import { Application } from "./application.svelte";
import { Fake } from "./backend/fake";
import { signedIn, worldOf } from "./backend/fake-world";
import { language } from "./language/language.svelte";

it("the application listens before it asks for the start, so that no change falls between", async () => {
  const fake = new Fake(signedIn("admin"));
  const start = fake.do_start.bind(fake);
  fake.do_start = () => {
    const answer = start();
    fake.world.sync = { state: "offline" };
    fake.announce("sync_changed");
    return answer;
  };
  const application = await Application.open(fake);
  await vi.waitFor(() => expect(application.sync.state).toBe("offline"));
});

it("cached figures are there when the application opens", async () => {
  const application = await Application.open(new Fake(signedIn("admin")));
  expect(application.subscription.figure?.value?.plan_name).toBe("Pro");
  expect(application.account.figure?.value.company_name).toBe("Northwind Labs");
  expect(application.plans.figure?.value).toHaveLength(3);
});

it("staff are not asked for figures they cannot have", async () => {
  const fake = new Fake(signedIn("operator"));
  await Application.open(fake);
  const asked = fake.calls.map(({ name }) => name);
  expect(asked).not.toContain("account");
  expect(asked).not.toContain("subscription");
  expect(asked).not.toContain("plans");
});

it("an event makes the application read again what has changed", async () => {
  const fake = new Fake(signedIn("admin"));
  const application = await Application.open(fake);
  if (fake.world.subscription?.value) {
    fake.world.subscription.value.plan_name = "Business";
  }
  fake.announce("subscription_changed");
  await vi.waitFor(() =>
    expect(application.subscription.figure?.value?.plan_name).toBe("Business"),
  );
});

it("a session that ends elsewhere takes every figure out of sight at once", async () => {
  const fake = new Fake(signedIn("admin"));
  const application = await Application.open(fake);
  fake.world.session = { state: "signed_out", reason: "session_ended" };
  fake.announce("session_changed");
  await vi.waitFor(() => expect(application.me).toBeNull());
  expect(application.session).toEqual({ state: "signed_out", reason: "session_ended" });
  expect(application.account.figure).toBeNull();
  expect(application.subscription.figure).toBeNull();
  expect(application.plans.figure).toBeNull();
});

it("the language follows the settings at run time and the fallback fills what is missing", async () => {
  const fake = new Fake(worldOf());
  const application = await Application.open(fake);
  fake.world.settings = { ...fake.world.settings, language: "zh-CN" };
  fake.announce("settings_changed");
  await vi.waitFor(() => expect(language.tag).toBe("zh-CN"));
  expect(document.documentElement.lang).toBe("zh-CN");
  expect(language.find("sign-in")).toBe("登录");
  expect(language.find("no-such-sentence")).toBeNull();
  await application.adopt({ ...application.settings, language: "en" });
  expect(language.find("sign-in")).toBe("Sign in");
});

it("of two languages chosen at once the last one stays", async () => {
  const first = language.use("ja");
  const second = language.use("en");
  await Promise.all([first, second]);
  expect(language.tag).toBe("en");
});

it("the place is remembered and choices belong to their screen", async () => {
  const fake = new Fake(
    signedIn("admin", { place: { screen: "plans", choices: { period: "monthly" } } }),
  );
  const { places } = await Application.open(fake);
  expect(places.screen).toBe("plans");
  expect(places.choice("plans", "period")).toBe("monthly");
  places.choose("plans", "period", "yearly");
  expect(fake.world.place).toEqual({ screen: "plans", choices: { period: "yearly" } });
  places.go("settings");
  expect(fake.world.place).toEqual({ screen: "settings", choices: {} });
  places.go("plans");
  expect(fake.world.place).toEqual({ screen: "plans", choices: { period: "yearly" } });
});

it("after signing out nobody finds the place of the one before", async () => {
  const fake = new Fake(
    signedIn("admin", { place: { screen: "plans", choices: { period: "yearly" } } }),
  );
  const application = await Application.open(fake);
  await application.signOut();
  expect(application.places.screen).toBe("overview");
  expect(application.places.choice("plans", "period")).toBeUndefined();
});
