import type { Schemas } from "./api";

/** Events of the WebSocket and their data; docs/websocket.md says who gets which. */
export interface ServerEvents {
  hello: {
    stream: string;
    sequence: number;
    demo: boolean;
    user: { id: string; username: string; role: Schemas["UserRole"] } | null;
    printers: string[];
    defaultPrinter: string;
  };
  "status:update": Schemas["PrinterStatus"];
  "position:update": Schemas["Position"];
  "temperature:update": Schemas["TemperatureData"];
  "progress:update": {
    jobId: string;
    percentage: number;
    timeRemaining: number | null;
    linesAcknowledged: number;
  };
  "camera:state": { camera: string; state: string; reason: string | null; retrySeconds: number | null };
  "camera:error": { camera: string; message: string };
  "print:started": JobEventData;
  "print:paused": JobEventData;
  "print:resumed": JobEventData;
  "print:completed": JobEventData;
  "print:failed": JobEventData;
  "print:cancelled": JobEventData;
  "print:event": JobEventData;
  "recording:started": { id: string; camera: string; reason: string | null };
  "recording:ended": { id: string; camera: string; reason: string | null };
  alert: { kind: string; severity: string; message: string; ended: boolean; timestamp: string };
  error: { code: string; message: string };
  notification: { id: string; type: string; title: string; message: string; createdAt: string };
  "task:update": Schemas["Task"];
  "file:upload:progress": {
    uploadId: string | null;
    fileId: string;
    name: string;
    percentage: number | null;
  };
  "file:uploaded": { uploadId: string | null; file: Schemas["File"] };
  "file:processed": { file: Schemas["File"] };
  "file:deleted": { fileId: string };
  "actor:change": { path: string; old: string; new: string; generation: number; reason: string };
}

interface JobEventData {
  job: Schemas["Job"];
  type: string;
  severity: string;
  message: string;
  timestamp: string;
}

export type EventName = keyof ServerEvents;
