import { describe, expect, it } from "vitest";
import { bytes, clock, duration, grams, number } from "../../src/lib/format";

describe("figures", () => {
  it("tells durations in the two largest units", () => {
    expect([12, 59.4, 60, 3599, 11_520].map(duration)).toEqual([
      "12 s",
      "59 s",
      "1 min",
      "1 h 0 min",
      "3 h 12 min",
    ]);
  });

  it("shows a dash for what is not known", () => {
    expect([duration(null), grams(undefined)]).toEqual(["–", "–"]);
  });

  it("tells sizes and masses in fitting units", () => {
    expect([bytes(999), bytes(12_400_000), grams(8.34), grams(1234)]).toEqual([
      "999 B",
      "12.4 MB",
      "8.3 g",
      "1.23 kg",
    ]);
  });

  it("shows the day where it is not today", () => {
    const now = new Date(2026, 10, 29, 12);
    expect(clock(new Date(2026, 10, 29, 18, 10), now)).toBe("06:10 PM");
    expect(clock(new Date(2026, 10, 30, 18, 10), now)).toBe("Mon 06:10 PM");
  });

  it("groups thousands", () => {
    expect(number(1_234_567)).toBe("1,234,567");
  });
});
