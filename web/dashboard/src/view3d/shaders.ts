/** The programs of the graphics processor, in GLSL ES 3.00. */

const STYLES = `
uniform sampler2D u_palette;
uniform sampler2D u_shapes;
ivec2 placeOf(uint style) { return ivec2(int(style) & 255, int(style) >> 8); }
`;

/** Points come from a texture: drawing an instance for each line takes most processors longer than this. */
const POINTS = `
uniform highp usampler2D u_points;
uniform int u_first;
uniform vec3 u_origin;
uniform vec3 u_step;
uvec4 pointAt(int number) {
  int width = textureSize(u_points, 0).x;
  return texelFetch(u_points, ivec2(number % width, number / width), 0);
}
`;

/**
 * A line as a band that faces the viewer, as wide as the outline of an ellipse of the line's width and height, and
 * shaded as a round one. Walls and surfaces also have the normals of what they are part of, since bands of less than
 * a pixel cannot show their own.
 */
export const LINE_VERTEX = `#version 300 es
precision highp float;
uniform mat4 u_viewProjection;
uniform vec3 u_eye;
uniform float u_pixel;
uniform float u_layerStep;
uniform vec4 u_override;
uniform float u_widen;
uniform int u_base;
uniform vec2 u_hot;
uniform vec3 u_hotColor;
${STYLES}
${POINTS}
out vec3 v_color;
out vec3 v_side;
out vec3 v_front;
out vec3 v_surface;
out float v_across;
flat out uint v_index;
void main() {
  int segment = u_first + (gl_VertexID >> 2);
  uvec4 last = pointAt(segment + 1);
  ivec2 place = placeOf(last.w);
  vec4 paint = texelFetch(u_palette, place, 0);
  vec3 shape = texelFetch(u_shapes, place, 0).xyz;
  v_index = uint(u_base + segment) + 1u;
  if (paint.a == 0.0 || shape.x == 0.0) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  vec3 start = u_origin + vec3(pointAt(segment).xyz) * u_step;
  vec3 end = u_origin + vec3(last.xyz) * u_step;
  float height = shape.y * u_layerStep;
  start.z -= height * 0.5;
  end.z -= height * 0.5;
  vec3 way = end - start;
  float way_mm = length(way);
  way = way_mm > 1e-5 ? way / way_mm : vec3(1.0, 0.0, 0.0);
  float along = float((gl_VertexID >> 1) & 1);
  float across = float(gl_VertexID & 1) * 2.0 - 1.0;
  vec3 centre = mix(start, end, along);
  vec3 toEye = u_eye - centre;
  float distance_mm = length(toEye);
  toEye /= distance_mm;
  vec3 lateral = normalize(vec3(-way.y, way.x, 1e-6));
  vec3 side = cross(way, toEye);
  float sine = length(side);
  side = sine > 1e-3 ? side / sine : lateral;
  vec2 radii = vec2(dot(side, lateral) * shape.x, side.z * height) * 0.5;
  float least_mm = u_pixel * distance_mm * 0.55;
  float reach_mm = max(length(radii) * u_widen, least_mm);
  vec3 at = centre + side * across * reach_mm + way * (along * 2.0 - 1.0) * min(shape.x * 0.35, reach_mm);
  v_side = side;
  v_front = cross(side, way);
  v_surface = shape.z == 1.0 ? lateral * sign(dot(lateral, toEye) + 1e-6) : vec3(0.0, 0.0, shape.z == 2.0 ? 1.0 : 0.0);
  v_across = across * clamp(reach_mm / least_mm - 1.0, 0.0, 1.0);
  vec3 color = mix(paint.rgb, u_override.rgb, u_override.a);
  float hot = clamp((float(u_base + segment) - u_hot.x) * u_hot.y, 0.0, 1.0);
  v_color = mix(color, u_hotColor, hot);
  gl_Position = u_viewProjection * vec4(at, 1.0);
}`;

const LIGHT = `
const vec3 LIGHT = normalize(vec3(-0.45, -0.6, 0.75));
vec3 lit(vec3 color, vec3 normal, float ambient) {
  float shade = ambient + (1.0 - ambient) * max(dot(normal, LIGHT), 0.0) + 0.12 * normal.z;
  return color * shade;
}
`;

export const LINE_FRAGMENT = `#version 300 es
precision highp float;
in vec3 v_color;
in vec3 v_side;
in vec3 v_front;
in vec3 v_surface;
in float v_across;
flat in uint v_index;
uniform float u_ghost;
out vec4 color;
${LIGHT}
void main() {
  if (u_ghost > 0.0 && (int(gl_FragCoord.x) % 3 != 0 || int(gl_FragCoord.y) % 3 != 0)) discard;
  vec3 round = v_side * v_across + v_front * sqrt(max(1.0 - v_across * v_across, 0.0));
  vec3 normal = normalize(round * 0.55 + v_surface);
  color = vec4(lit(v_color, normal, 0.58), 1.0);
}`;

/** Writes the number of the segment instead of a colour. */
export const PICK_FRAGMENT = `#version 300 es
precision highp float;
flat in uint v_index;
out vec4 color;
void main() {
  uvec4 bytes = uvec4(v_index, v_index >> 8, v_index >> 16, v_index >> 24) & 255u;
  color = vec4(bytes) / 255.0;
}`;

export const TRAVEL_VERTEX = `#version 300 es
precision highp float;
uniform mat4 u_viewProjection;
${STYLES}
${POINTS}
out vec4 v_color;
void main() {
  int segment = u_first + (gl_VertexID >> 1);
  uvec4 last = pointAt(segment + 1);
  ivec2 place = placeOf(last.w);
  vec4 paint = texelFetch(u_palette, place, 0);
  v_color = vec4(paint.rgb, 1.0);
  bool isTravel = paint.a > 0.0 && texelFetch(u_shapes, place, 0).x == 0.0;
  vec3 at = u_origin + vec3(((gl_VertexID & 1) == 0 ? pointAt(segment) : last).xyz) * u_step;
  gl_Position = isTravel ? u_viewProjection * vec4(at, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
}`;

export const PLAIN_VERTEX = `#version 300 es
precision highp float;
layout(location = 0) in vec3 a_position;
layout(location = 1) in vec4 a_color;
uniform mat4 u_viewProjection;
out vec4 v_color;
void main() {
  v_color = a_color;
  gl_Position = u_viewProjection * vec4(a_position, 1.0);
}`;

export const PLAIN_FRAGMENT = `#version 300 es
precision mediump float;
in vec4 v_color;
out vec4 color;
void main() { color = vec4(v_color.rgb * v_color.a, v_color.a); }`;

export const MODEL_VERTEX = `#version 300 es
precision highp float;
layout(location = 0) in vec3 a_position;
uniform mat4 u_viewProjection;
uniform vec3 u_origin;
uniform vec3 u_step;
out vec3 v_at;
void main() {
  v_at = u_origin + a_position * u_step;
  gl_Position = u_viewProjection * vec4(v_at, 1.0);
}`;

/** The normal of each triangle from how its place changes from pixel to pixel. */
export const MODEL_FRAGMENT = `#version 300 es
precision highp float;
in vec3 v_at;
uniform vec3 u_color;
uniform vec3 u_eye;
out vec4 color;
${LIGHT}
void main() {
  vec3 normal = normalize(cross(dFdx(v_at), dFdy(v_at)));
  normal *= sign(dot(normal, u_eye - v_at));
  color = vec4(lit(u_color, normal, 0.45), 1.0);
}`;
