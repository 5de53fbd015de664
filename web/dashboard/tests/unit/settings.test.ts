import { describe, expect, it } from "vitest";
import { changesOf, groupsOf } from "../../src/pages/admin/settings/fields";
import { draftOf, type Schema, shapeOf, valueIn } from "../../src/pages/admin/settings/schema";

const PORT: Schema = { type: "integer", minimum: 0, maximum: 65535 };
const SECRET: Schema = { anyOf: [{ type: "string", writeOnly: true }, { type: "null" }] };
const CAMERAS: Schema = {
  type: "array",
  items: { $ref: "#/$defs/Camera" },
  $defs: {
    Camera: {
      type: "object",
      required: ["url"],
      properties: {
        name: { type: "string", default: "default" },
        url: { type: "string" },
        rotation: { enum: [0, 90, 180, 270], type: "integer", default: 0 },
        alerts: { $ref: "#/$defs/Alerts" },
      },
    },
    Alerts: { type: "object", properties: { seconds: { type: "number", exclusiveMinimum: 0 } } },
  },
};

describe("the control for a setting", () => {
  it("follows its schema", () => {
    expect(shapeOf(PORT).kind).toBe("number");
    expect(shapeOf(SECRET)).toMatchObject({ kind: "secret", nullable: true });
    expect(shapeOf({ type: "array", items: { type: "string" } }).kind).toBe("lines");
    expect(shapeOf({ type: "array", items: { type: "number" } }).kind).toBe("json");
  });

  it("keeps numbers within their limits", () => {
    const shape = shapeOf(PORT);
    expect(valueIn("3001", shape)).toEqual({ value: 3001 });
    for (const text of ["", "x", "1.5", "-1", "70000"]) expect(valueIn(text, shape)).toBeNull();
  });

  it("gives lists and choices back as they came", () => {
    const lines = shapeOf({ type: "array", items: { type: "string" } });
    expect(valueIn(draftOf(["G28", "M104 S0"], lines), lines)).toEqual({ value: ["G28", "M104 S0"] });
    const choice = shapeOf({ enum: [0, 90], type: "integer" });
    expect(valueIn(draftOf(90, choice), choice)).toEqual({ value: 90 });
  });

  it("never shows a secret", () => {
    expect(draftOf("***", shapeOf(SECRET))).toBe("");
  });
});

describe("an entry of a table", () => {
  const groups = groupsOf(CAMERAS);
  const entry = { name: "nozzle", url: "virtual", rotation: 0, alerts: { seconds: 5 } };

  it("sends only what was changed", () => {
    const drafts = new Map([
      ["rotation", "90"],
      ["url", "virtual"],
      ["alerts.seconds", "7"],
    ]);
    const wanted = { values: { rotation: 90, alerts: { seconds: 7 } }, invalid: null };
    expect(changesOf(groups, entry, drafts)).toEqual(wanted);
  });

  it("names the field that is not valid or missing", () => {
    expect(changesOf(groups, entry, new Map([["alerts.seconds", "0"]])).invalid).toBe("alerts.seconds");
    expect(changesOf(groups, {}, new Map([["name", "bed"]])).invalid).toBe("url");
  });
});
