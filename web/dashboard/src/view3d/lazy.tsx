import { Suspense } from "preact/compat";
import { Skeleton } from "../design/States";
import { lazy } from "../lib/lazy";
import { useResource } from "../lib/resource";
import { call } from "../link/http";
import type { LivePlateProps } from "./LivePlate";
import type { Vec3 } from "./matrix";
import type { ViewerProps } from "./Viewer";

// The renderer is loaded when something is first shown in space.
const LoadedViewer = lazy(() => import("./Viewer"));
const LoadedPlate = lazy(() => import("./LivePlate"));

export function Viewer(props: Omit<ViewerProps, "volume"> & { printer: string }) {
  const volume = useVolume(props.printer);
  return (
    <Suspense fallback={<Skeleton height="22rem" />}>
      <LoadedViewer {...props} volume={volume} />
    </Suspense>
  );
}

export function LivePlate(props: Omit<LivePlateProps, "volume"> & { printer: string }) {
  const volume = useVolume(props.printer);
  return (
    <Suspense fallback={null}>
      <LoadedPlate {...props} volume={volume} />
    </Suspense>
  );
}

/** What a printer can print in; null until it is known. */
function useVolume(printer: string): Vec3 | null {
  const { data } = useResource(
    async () => (await call("GET /api/printers/{printer}/facts", { path: { printer } })).volume,
    [printer],
  );
  return data === null ? null : [data.x, data.y, data.z];
}
