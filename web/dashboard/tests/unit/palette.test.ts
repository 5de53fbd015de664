import { describe, expect, it } from "vitest";
import { heatingOf, scoreOf } from "../../src/pages/palette/match";

describe("orders that are typed", () => {
  it.each([
    ["nozzle 215", { heater: "hotend", celsius: 215 }],
    ["Düse 215 °C", { heater: "hotend", celsius: 215 }],
    ["bed off", { heater: "bed", celsius: 0 }],
    [" Kammer aus", { heater: "chamber", celsius: 0 }],
  ])("%s", (typed, heating) => expect(heatingOf(typed)).toEqual(heating));

  it.each(["nozzle", "nozzle 2150", "bed -5", "benchy 60", "bed 60 90", "215"])("%s is none", (typed) =>
    expect(heatingOf(typed)).toBeNull(),
  );
});

describe("what fits", () => {
  it("may leave letters out, but not swap them", () => {
    expect(scoreOf("Statistics", "stts")).not.toBeNull();
    expect(scoreOf("Statistics", "tsa")).toBeNull();
  });

  it("knows letters with marks", () => expect(scoreOf("Düse aus", "duse")).not.toBeNull());

  it("prefers the beginnings of words and what stands together", () => {
    expect(scoreOf("Heaters off", "ho") ?? 0).toBeGreaterThan(scoreOf("Photo", "ho") ?? 0);
    expect(scoreOf("Files", "fil") ?? 0).toBeGreaterThan(scoreOf("Fabric mill", "fil") ?? 0);
  });
});
