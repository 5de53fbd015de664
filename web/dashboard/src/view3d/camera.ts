import {
  add,
  cross,
  lookAt,
  type Mat4,
  multiply,
  normalized,
  perspective,
  scale,
  subtract,
  type Vec3,
} from "./matrix";

/** A box in millimetres. */
export interface Bounds {
  min: Vec3;
  max: Vec3;
}

const FOV_Y = 0.6;
const STEEPEST = Math.PI / 2 - 0.001;
const SHALLOWEST = -0.3;
const NEAREST_MM = 2;
const FARTHEST_MM = 5000;
const MARGIN = 1.12;

/** Goes round a point on the plate; angles in radians, 0 looks from the front. */
export class OrbitCamera {
  target: Vec3 = [0, 0, 0];
  distance = 400;
  azimuth = -0.55;
  elevation = 0.52;
  aspect = 1;

  /** Where it stands. */
  get eye(): Vec3 {
    return add(this.target, scale(this.#back, this.distance));
  }

  get viewProjection(): Mat4 {
    const near = Math.max(this.distance / 100, 0.5);
    const projection = perspective(FOV_Y, this.aspect, near, this.distance * 3 + 2000);
    return multiply(projection, lookAt(this.eye, this.target, this.#up));
  }

  /** How many millimetres a pixel is at a distance of one millimetre. */
  pixelSize(heightPixels: number): number {
    return (2 * Math.tan(FOV_Y / 2)) / Math.max(heightPixels, 1);
  }

  /** Turns by a movement in shares of the height of the picture. */
  orbit(dx: number, dy: number): void {
    this.azimuth -= dx * Math.PI;
    this.elevation = clamp(this.elevation + dy * Math.PI, SHALLOWEST, STEEPEST);
  }

  /** Shifts the picture by so many pixels. */
  pan(dxPixels: number, dyPixels: number, heightPixels: number): void {
    const size = this.pixelSize(heightPixels) * this.distance;
    const right = normalized(cross(this.#up, this.#back));
    const top = cross(this.#back, right);
    this.target = add(this.target, add(scale(right, -dxPixels * size), scale(top, dyPixels * size)));
  }

  /** Comes nearer by a factor below 1, towards a place of the picture (x and y from -1 to 1). */
  zoom(factor: number, x = 0, y = 0): void {
    const before = this.distance;
    this.distance = clamp(before * factor, NEAREST_MM, FARTHEST_MM);
    const half = Math.tan(FOV_Y / 2) * (before - this.distance);
    const right = normalized(cross(this.#up, this.#back));
    const top = cross(this.#back, right);
    this.target = add(this.target, add(scale(right, x * half * this.aspect), scale(top, y * half)));
  }

  /** Has all of a box in the picture. */
  fit({ min, max }: Bounds): void {
    const size = subtract(max, min);
    this.target = scale(add(min, max), 0.5);
    const radius = Math.max(Math.hypot(...size) / 2, 1);
    const narrow = Math.min(1, this.aspect);
    this.distance = clamp((radius * MARGIN) / (Math.sin(FOV_Y / 2) * narrow), NEAREST_MM, FARTHEST_MM);
  }

  fromTop(): void {
    this.azimuth = 0;
    this.elevation = STEEPEST;
  }

  fromFront(): void {
    this.azimuth = -0.55;
    this.elevation = 0.52;
  }

  get #back(): Vec3 {
    const flat = Math.cos(this.elevation);
    return [flat * Math.sin(this.azimuth), -flat * Math.cos(this.azimuth), Math.sin(this.elevation)];
  }

  get #up(): Vec3 {
    return this.elevation > STEEPEST - 0.01
      ? [-Math.sin(this.azimuth), Math.cos(this.azimuth), 0]
      : [0, 0, 1];
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
