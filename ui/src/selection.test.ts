import { expect, it } from "vitest";
import { Selection } from "./selection.svelte";

const rows = ["a", "b", "c", "d", "e"];
const read = (first: number, end: number) => rows.slice(first, end);
const none = () => new Selection<string>((row) => row);

it("a row selected twice is not selected", () => {
  const selection = none();
  selection.toggle("a");
  selection.add(["a", "b"]);
  expect(selection.count).toBe(2);
  selection.toggle("a");
  expect(selection.ids).toEqual(["b"]);
  selection.clear();
  expect(selection.count).toBe(0);
});

it("everything between the last row and another is selected, whichever stands first", async () => {
  const selection = none();
  await selection.select(3, false, read);
  await selection.select(1, true, read);
  expect(selection.ids.sort()).toEqual(["b", "c", "d"]);
  await selection.select(2, true, async (first, end) => read(first, end));
  expect(selection.count).toBe(3);
});

it("a range without a beginning is the row alone", async () => {
  const selection = none();
  await selection.select(2, true, read);
  expect(selection.ids).toEqual(["c"]);
  selection.loseAnchor();
  await selection.select(4, true, read);
  expect(selection.ids).toEqual(["c", "e"]);
  selection.clear();
  await selection.select(0, true, read);
  expect(selection.ids).toEqual(["a"]);
});

it("what is not there is not selected", async () => {
  const selection = none();
  await selection.select(7, false, read);
  expect(selection.count).toBe(0);
});

it("rows that are gone are let go of", () => {
  const selection = none();
  selection.add(rows);
  selection.remove(["a"]);
  selection.retain(["a", "b", "e"]);
  expect(selection.rows).toEqual(["b", "e"]);
});
