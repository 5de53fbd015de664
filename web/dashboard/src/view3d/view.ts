import type { Mat4, Vec3 } from "./matrix";

/** From where a picture is drawn. */
export interface View {
  viewProjection: Mat4;
  eye: Vec3;
  /** How large a pixel is at a distance of one millimetre, in millimetres. */
  pixel: number;
}
