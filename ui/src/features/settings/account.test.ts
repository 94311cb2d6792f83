import { expect, it } from "vitest";
import { Application } from "../../application.svelte";
import { Fake } from "../../backend/fake";
import { signedIn } from "../../backend/fake-world";
import { accountEditing, unsavedChanges } from "./account.svelte";

async function opened() {
  const fake = new Fake(signedIn("admin"));
  const application = await Application.open(fake);
  const account = application.account.figure?.value;
  if (!account) {
    throw new Error("the world has an account");
  }
  return { fake, application, account, editing: accountEditing(application, account) };
}

it("a saved change is the account from then on", async () => {
  const { application, editing } = await opened();
  editing.draft.company_name = "Northwind Laboratories";
  expect(editing.changed).toEqual(["company_name"]);
  expect(await editing.save()).toBe(true);
  expect(editing.changed).toEqual([]);
  expect(application.account.figure?.value.company_name).toBe("Northwind Laboratories");
  expect(application.account.figure?.value.version).toBe(8);
});

it("what is typed between saving and the answer survives", async () => {
  const { application, editing } = await opened();
  editing.draft.company_name = " Northwind Laboratories ";
  const saving = editing.save();
  editing.draft.phone = "+46 99";
  expect(await saving).toBe(true);
  expect(editing.draft).toMatchObject({
    company_name: "Northwind Laboratories",
    phone: "+46 99",
  });
  expect(editing.changed).toEqual(["phone"]);
  expect(unsavedChanges(application)).toBe(1);
});

it("a change by somebody else meanwhile is shown, and nothing typed is lost", async () => {
  const { fake, account, editing } = await opened();
  fake.world.accountAtService = {
    ...account,
    company_name: "Theirs",
    phone: "+46 1",
    version: 8,
  };
  editing.draft.company_name = "Mine";
  expect(await editing.save()).toBe(false);
  expect(editing.error?.code).toBe("changed_meanwhile");
  expect(editing.draft).toMatchObject({ company_name: "Mine", phone: "+46 1" });
  expect(editing.conflicts).toMatchObject([{ field: "company_name", theirs: "Theirs" }]);

  const [conflict] = editing.conflicts;
  if (conflict) {
    editing.settle(conflict, "mine");
  }
  expect(editing.error).toBeNull();
  expect(await editing.save()).toBe(true);
  expect(fake.world.account?.value).toMatchObject({
    company_name: "Mine",
    phone: "+46 1",
    version: 9,
  });
});

it("the other's version can be taken over", async () => {
  const { fake, account, editing } = await opened();
  fake.world.accountAtService = { ...account, company_name: "Theirs", version: 8 };
  editing.draft.company_name = "Mine";
  await editing.save();
  const [conflict] = editing.conflicts;
  if (conflict) {
    editing.settle(conflict, "theirs");
  }
  expect(editing.draft.company_name).toBe("Theirs");
  expect(editing.changed).toEqual([]);
});

it("a failure keeps what was typed", async () => {
  const { fake, editing } = await opened();
  fake.world.failures.update_account = {
    code: "no_connection",
    args: {},
    fields: [],
    retry: { when: "now" },
  };
  editing.draft.phone = "+46 99";
  expect(await editing.save()).toBe(false);
  expect(editing.draft.phone).toBe("+46 99");
  expect(editing.error?.code).toBe("no_connection");
});

it("what was typed outlives a look at another screen but not the person's stay", async () => {
  const { application, account, editing } = await opened();
  editing.draft.phone = "+46 99";
  expect(accountEditing(application, account).draft.phone).toBe("+46 99");
  await application.signOut();
  expect(unsavedChanges(application)).toBe(0);
  await application.enter(
    await application.call("sign_in", { email: "admin@demo.test", password: "demo-password-1" }),
  );
  expect(accountEditing(application, account).draft.phone).toBe(account.phone);
});
