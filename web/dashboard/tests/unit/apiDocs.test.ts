import { describe, expect, it } from "vitest";
import { curlOf, isFound, type Operation, refsIn, typeWord } from "../../src/pages/admin/api/document";

const UPLOAD: Operation = {
  method: "POST",
  path: "/api/files/{id}/slice",
  summary: "Slice a model",
  description: "For operators.",
  tags: ["Slicing"],
  operationId: "post_files_id_slice",
  parameters: [
    { name: "id", in: "path", required: true, description: "", schema: { type: "string" }, example: "a b" },
  ],
  requestBody: { content: { "application/json": { schema: {}, example: { wait: true } } } },
  responses: {},
};

describe("the documentation of the API", () => {
  it("finds an endpoint by words of its method, path and summary", () => {
    expect(isFound(UPLOAD, "post slice")).toBe(true);
    expect(isFound(UPLOAD, "slice cameras")).toBe(false);
  });

  it("names types and the models within them", () => {
    const list = { type: "array", items: { $ref: "#/components/schemas/Job" } };
    expect(typeWord({ anyOf: [list, { type: "null" }] })).toBe("Job[] | null");
    expect(refsIn({ anyOf: [list, { type: "null" }] })).toEqual(["Job"]);
    expect(typeWord({ enum: ["a", 1] })).toBe('"a" | 1');
  });

  it("writes a command that can be tried", () => {
    const command = curlOf(UPLOAD, "http://printer");
    expect(command).toContain("curl -X POST http://printer/api/files/a%20b/slice");
    expect(command).toContain(`-d '{"wait":true}'`);
  });
});
