import { expect, it } from "vitest";
import { Fake } from "./backend/fake";
import { signedIn } from "./backend/fake-world";
import type { BeginDownload, Download } from "./backend/generated/commands";
import { Downloads } from "./downloads.svelte";

const wish: BeginDownload = {
  id: "d1",
  choice: { choose: "these", invoice_ids: ["inv_1", "inv_2"] },
  form: "folder",
};

function opened() {
  const fake = new Fake(signedIn("admin"));
  const done: Download[] = [];
  const downloads = new Downloads(fake, (download) => done.push(download));
  const finish = () => {
    fake.world.downloads = fake.world.downloads.map((one) => ({ ...one, state: "done" }));
  };
  return { fake, downloads, done, finish };
}

it("a download that comes to its end is told once", async () => {
  const { downloads, done, finish } = opened();
  await downloads.begin(wish);
  expect(downloads.list).toMatchObject([{ id: "d1", state: "running", total: 2 }]);
  finish();
  await downloads.again();
  await downloads.again();
  expect(done).toMatchObject([{ id: "d1" }]);
});

it("one that had ended before the window opened is not told", async () => {
  const { downloads, done, finish } = opened();
  await downloads.begin(wish);
  finish();
  downloads.forget();
  await downloads.again();
  expect(downloads.list).toHaveLength(1);
  expect(done).toEqual([]);
});

it("the same decision twice is one download", async () => {
  const { downloads } = opened();
  await Promise.all([downloads.begin(wish), downloads.begin(wish)]);
  expect(downloads.list).toHaveLength(1);
  await downloads.cancel("d1");
  expect(downloads.list).toMatchObject([{ state: "cancelled" }]);
  await downloads.dismiss("d1");
  expect(downloads.list).toEqual([]);
});
