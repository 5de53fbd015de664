import { describe, expect, it } from "vitest";
import { OrbitCamera } from "../../../src/view3d/camera";
import { add, length, projected, scale, subtract, type Vec3 } from "../../../src/view3d/matrix";

function looking(): OrbitCamera {
  const camera = new OrbitCamera();
  camera.aspect = 1.5;
  camera.fit({ min: [10, 20, 0], max: [110, 90, 60] });
  return camera;
}

describe("the camera", () => {
  it("has all of a box in the picture, from every side", () => {
    const camera = looking();
    for (const [azimuth, elevation] of [
      [0, 0],
      [2, 0.5],
      [-1, 1.5],
    ] as const) {
      Object.assign(camera, { azimuth, elevation });
      for (const x of [10, 110])
        for (const y of [20, 90])
          for (const z of [0, 60])
            for (const at of projected(camera.viewProjection, [x, y, z]) ?? [9])
              expect(Math.abs(at)).toBeLessThan(1);
    }
  });

  it("looks at its target", () => {
    const camera = looking();
    const [x = 9, y = 9] = projected(camera.viewProjection, camera.target) ?? [];
    expect([x, y].map((value) => Math.abs(value) < 1e-5)).toEqual([true, true]);
  });

  it("keeps its distance while it turns, and never tips over", () => {
    const camera = looking();
    const before = camera.distance;
    for (let step = 0; step < 40; step += 1) camera.orbit(0.1, 0.2);
    expect(length(subtract(camera.eye, camera.target))).toBeCloseTo(before, 3);
    expect(camera.elevation).toBeLessThan(Math.PI / 2);
  });

  it("keeps under the pointer what it zooms to", () => {
    const camera = looking();
    camera.fromTop();
    const at: Vec3 = add(camera.target, [15, 10, 0]);
    const [x = 0, y = 0] = projected(camera.viewProjection, at) ?? [];
    camera.zoom(0.5, x, y);
    const [newX = 9, newY = 9] = projected(camera.viewProjection, at) ?? [];
    expect(newX).toBeCloseTo(x, 2);
    expect(newY).toBeCloseTo(y, 2);
  });

  it("sees x to the right and y upwards from above", () => {
    const camera = looking();
    camera.fromTop();
    const right = projected(camera.viewProjection, add(camera.target, scale([1, 0, 0], 10)));
    const up = projected(camera.viewProjection, add(camera.target, scale([0, 1, 0], 10)));
    expect(right?.[0]).toBeGreaterThan(0.01);
    expect(up?.[1]).toBeGreaterThan(0.01);
  });
});
