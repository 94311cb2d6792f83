import { expect, it } from "vitest";
import { commandError } from "./backend/backend";
import { type ListPage, Pages } from "./pages.svelte";

it("pages follow each other, and a restart begins anew", async () => {
  const asked: (string | undefined)[] = [];
  const pages = new Pages<number>(async (cursor) => {
    asked.push(cursor);
    return cursor === undefined ? { items: [1, 2], next_cursor: "b" } : { items: [3] };
  });
  await pages.restart();
  expect(pages.hasMore).toBe(true);
  await pages.more();
  expect(pages.items).toEqual([1, 2, 3]);
  expect(pages.hasMore).toBe(false);
  await pages.more();
  await pages.restart();
  expect(pages.items).toEqual([1, 2]);
  expect(asked).toEqual([undefined, "b", undefined]);
});

it("an answer that was overtaken is not shown", async () => {
  const answers: ((page: ListPage<number>) => void)[] = [];
  const pages = new Pages<number>(() => new Promise((resolve) => answers.push(resolve)));
  const first = pages.restart();
  const second = pages.restart();
  answers[1]?.({ items: [2] });
  answers[0]?.({ items: [1] });
  await Promise.all([first, second]);
  expect(pages.items).toEqual([2]);
  expect(pages.busy).toBe(false);
});

it("what is here stays when the next page cannot be had, and can be asked for again", async () => {
  let fails = false;
  const pages = new Pages<number>(async (cursor) => {
    if (fails) {
      throw commandError("no_connection");
    }
    return cursor === undefined ? { items: [1], next_cursor: "b" } : { items: [2] };
  });
  await pages.restart();
  fails = true;
  await pages.more();
  expect(pages.items).toEqual([1]);
  expect(pages.error?.code).toBe("no_connection");
  fails = false;
  await pages.more();
  expect(pages.items).toEqual([1, 2]);
});
