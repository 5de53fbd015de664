import { expect, test } from "vitest";
import type { StoredFile } from "../../src/pages/files/facts";
import { addressOf, childrenOf, listingOf, pathOf, queryOf } from "../../src/pages/files/list/listing";
import { nextOf } from "../../src/pages/files/list/moving";
import { between as filesBetween } from "../../src/pages/files/list/selection";
import { between } from "../../src/pages/files/start/Options";
import { asIs, bodyOf } from "../../src/pages/files/start/order";
import { folderBelow } from "../../src/pages/files/upload/dropped";

const file = { id: "f1", originalName: "gear.gcode" } as StoredFile;

test("a listing survives its address", () => {
  const listing = {
    folder: "parts/gears",
    search: "",
    kind: "gcode",
    result: "failed",
    sort: "size",
    page: 3,
  } as const;
  const url = new URL(addressOf(listing), "http://host");
  expect(url.pathname).toBe("/files");
  expect(listingOf(url.searchParams)).toEqual(listing);
  expect(addressOf({ folder: "", search: "", kind: "all", result: "any", sort: "date", page: 1 })).toBe(
    "/files",
  );
});

test("what an address has that is no listing is left out", () => {
  const usual = { folder: "", search: "", kind: "all", result: "any", sort: "date", page: 1 };
  expect(listingOf(new URLSearchParams("type=x&sort=y&page=-2"))).toEqual(usual);
  expect(listingOf(new URLSearchParams("page=1.5"))).toEqual(usual);
});

test("words search all folders, and without them only one is listed", () => {
  const listing = listingOf(new URLSearchParams("folder=parts"));
  expect(queryOf(listing)).toMatchObject({ folder: "parts", search: undefined });
  expect(queryOf({ ...listing, folder: "" })).toMatchObject({ folder: "/" });
  expect(queryOf({ ...listing, search: " gear " })).toMatchObject({ folder: undefined, search: "gear" });
  expect(queryOf({ ...listing, result: "never" })).toMatchObject({
    folder: undefined,
    result: ["NEVER_PRINTED"],
  });
});

test("the oldest first are dates the other way round", () => {
  const listing = listingOf(new URLSearchParams("sort=oldest"));
  expect(queryOf(listing)).toMatchObject({ sort: "date", order: "asc" });
});

test("folders inside of folders", () => {
  const all = ["boats", "parts", "parts/gears/small", "parts/nuts", "partsmore"];
  expect(childrenOf("", all)).toEqual(["boats", "parts", "partsmore"]);
  expect(childrenOf("parts", all)).toEqual(["gears", "nuts"]);
  expect(childrenOf("parts/gears", all)).toEqual(["small"]);
  expect(pathOf("parts/gears").map(({ path }) => path)).toEqual(["parts", "parts/gears"]);
  expect(pathOf("")).toEqual([]);
  expect(folderBelow("", "a")).toBe("a");
  expect(folderBelow("a/b", "c")).toBe("a/b/c");
  expect(folderBelow("a", "")).toBe("a");
});

test("arrow keys move by rows and columns", () => {
  const places = [0, 1, 2, 3, 4].map((index) => ({
    left: (index % 3) * 100,
    top: Math.floor(index / 3) * 100,
  }));
  expect(nextOf(places, 0, "ArrowRight")).toBe(1);
  expect(nextOf(places, 1, "ArrowDown")).toBe(4);
  expect(nextOf(places, 2, "ArrowDown")).toBe(4); // the nearest there is
  expect(nextOf(places, 4, "ArrowUp")).toBe(1);
  expect(nextOf(places, 0, "ArrowUp")).toBeNull();
  expect(nextOf(places, 4, "ArrowRight")).toBeNull();
  expect(nextOf(places, 1, "End")).toBe(4);
  expect(nextOf(places, 1, "x")).toBeNull();
});

test("a range goes from one to the other, in whichever order", () => {
  const shown = ["a", "b", "c", "d"].map((id) => ({ id }) as StoredFile);
  const ids = (one: string, other: string) => filesBetween(shown, one, other).map(({ id }) => id);
  expect(ids("b", "d")).toEqual(["b", "c", "d"]);
  expect(ids("c", "a")).toEqual(["a", "b", "c"]);
  expect(ids("gone", "b")).toEqual(["b"]);
});

test("numbers that are typed keep within their bounds", () => {
  expect(between("12", 1, 50)).toBe(12);
  expect(between("0,2", 0.04, 1.5)).toBe(0.2);
  expect(between("99", 1, 50)).toBe(50);
  expect(between(" ", 1, 50)).toBeNull();
  expect(between("abc", 1, 50)).toBeNull();
});

test("an order has only what differs from the file", () => {
  const order = { file, plate: null, printer: "demo", options: asIs, force: false, queue: true };
  expect(bodyOf(order)).toEqual({
    fileId: "f1",
    printer: "demo",
    settings: { temperature: {} },
    force: false,
    queue: true,
  });
  const options = { ...asIs, bed: 65, notes: " for Anna ", isPublic: true };
  expect(bodyOf({ ...order, options })).toMatchObject({
    settings: { temperature: { bed: 65 } },
    notes: "for Anna",
    isPublic: true,
  });
});
