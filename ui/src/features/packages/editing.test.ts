import { expect, it } from "vitest";
import { Application } from "../../application.svelte";
import { Fake } from "../../backend/fake";
import { signedIn } from "../../backend/fake-world";
import { PackageEditing, packageEditing } from "./editing.svelte";

async function edited() {
  const fake = new Fake(signedIn("operator"));
  const application = await Application.open(fake);
  const editing = new PackageEditing(application);
  await editing.read();
  return { fake, application, editing };
}

const price = (editing: PackageEditing, id: string) =>
  editing.draft.rules.find((rule) => rule.id === id);

it("saving sends everything as it is typed and begins anew", async () => {
  const { fake, editing } = await edited();
  const pro = price(editing, "pkg_2");
  if (pro) {
    pro.currentPrice = "8990";
  }
  expect(await editing.save()).toBe(true);
  expect(fake.world.payments.packages.cozePackageRule[1]?.currentPrice).toBe("8990.00");
  expect(editing.changes).toEqual([]);
  expect(editing.saved?.version).toBe(5);
});

it("what cannot be sold is not sent", async () => {
  const { fake, editing } = await edited();
  editing.add();
  expect(editing.problems.size).toBe(1);
  expect(await editing.save()).toBe(false);
  expect(fake.calls.some(({ name }) => name === "save_package_config")).toBe(false);
});

it("nothing of somebody else's is overwritten unseen", async () => {
  const { fake, editing } = await edited();
  editing.draft.open = false;
  Object.assign(fake.world.payments.packages, { agreement: "<p>Theirs</p>", version: 5 });
  expect(await editing.save()).toBe(false);
  expect(editing.error?.code).toBe("changed_meanwhile");
  expect(editing.theirs?.agreement).toBe("<p>Theirs</p>");
  expect(editing.draft.open).toBe(false);

  editing.keepMine();
  expect(editing.changes.map(({ about }) => about)).toEqual(["open", "agreement"]);
  expect(await editing.save()).toBe(true);
});

it("theirs can be taken instead", async () => {
  const { fake, editing } = await edited();
  editing.draft.open = false;
  Object.assign(fake.world.payments.packages, { agreement: "<p>Theirs</p>", version: 5 });
  await editing.read();
  editing.takeTheirs();
  expect(editing.changes).toEqual([]);
  expect(editing.draft.agreement).toBe("<p>Theirs</p>");
  expect(editing.draft.open).toBe(true);
});

it("what is typed while it is being saved is not lost", async () => {
  const { editing } = await edited();
  editing.draft.explanation = "<p>one</p>";
  const saving = editing.save();
  editing.draft.explanation = "<p>two</p>";
  expect(await saving).toBe(true);
  expect(editing.draft.explanation).toBe("<p>two</p>");
  expect(editing.changes.map(({ about }) => about)).toEqual(["explanation"]);
});

it("the editing belongs to one person's stay", async () => {
  const { application } = await edited();
  const mine = packageEditing(application);
  expect(packageEditing(application)).toBe(mine);
  application.stay += 1;
  expect(packageEditing(application)).not.toBe(mine);
});
