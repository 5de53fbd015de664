import { describe, expect, it } from "vitest";
import { draftOf, inputOf, NEW_PROFILE, type Profile } from "../../src/pages/admin/profiles/profile";

const PROFILE: Profile = {
  id: "1",
  name: "Strong",
  description: null,
  layerHeight: 0.24,
  printSpeed: 55,
  nozzleTemp: 215,
  bedTemp: 60,
  retraction: 0.8,
  infill: 40,
  supports: false,
  metadata: { perimeters: 4, fill_pattern: "cubic" },
  isDefault: false,
  createdAt: "2026-01-01T00:00:00Z",
  updatedAt: "2026-01-01T00:00:00Z",
};

describe("a print profile", () => {
  it("comes back from its form as it was", () => {
    const found = inputOf(draftOf(PROFILE));
    const { name, layerHeight, metadata } = PROFILE;
    expect(found).toMatchObject({ input: { name, layerHeight, metadata, description: null } });
  });

  it("names the line that is no setting", () => {
    expect(inputOf({ ...NEW_PROFILE, more: "perimeters = 4\nwalls" })).toEqual({ badLine: "walls" });
  });
});
