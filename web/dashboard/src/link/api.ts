// Made from the API document by `make types`; do not edit.

/** The data of requests and answers, by the name of the model. */
export interface Schemas {
  /** Confirmation that your own account is to be deleted. */
  AccountDeletion: {
    /** Current password of the account. */
    password: string;
  };
  /** The message that an actor is handling. */
  ActorActivity: {
    /** Name of the message. */
    label: string;
    /** Time since the begin, in seconds. */
    ageSeconds: number;
  };
  /** The new state of an actor. */
  ActorChange: {
    /** Path of the actor in the supervision tree. */
    path: string;
    /** State before. */
    old: Schemas["State"];
    /** State now. */
    new: Schemas["State"];
    /** Number of the present instance, from 1; 0 before the first. */
    generation: number;
    /** Why the actor is in this state; may be empty. */
    reason: string;
  };
  /** The last failure of an actor. */
  ActorFailure: {
    /** Class of the exception. */
    type: string;
    /** Text of the exception. */
    message: string;
    /** Python traceback; null if there is none. */
    traceback: string | null;
    /** Time of the failure, ISO 8601, UTC. */
    at: string;
  };
  /** An actor of the server, and the actors that it supervises. */
  ActorNode: {
    /** Name of the actor. */
    name: string;
    /** Path of the actor in the supervision tree. */
    path: string;
    /** Kind of the actor: `worker` or `supervisor`. */
    kind: string;
    /** Which actors a supervisor restarts when one fails: `one_for_one`: that one, `rest_for_one`: also those started after it, `one_for_all`: all. Null if this is no supervisor. */
    strategy: string | null;
    /** State of the actor: `starting`, `up`, `restarting`, `parked` (it failed repeatedly and is restarted later), `stopping` or `stopped`. */
    state: string;
    /** Why the actor is in this state; may be empty. */
    reason: string;
    /** Number of the present instance, from 1; 0 before the first. */
    generation: number;
    /** Number of restarts. */
    restarts: number;
    /** Time since the last start, in seconds; null while it is not running. */
    uptimeSeconds: number | null;
    /** Time until the next attempt to start it, in seconds; null if none is planned. */
    retryInSeconds: number | null;
    /** Last failure; null if there was none. */
    lastFailure: Schemas["ActorFailure"] | null;
    /** Number of messages that wait for the actor. */
    mailboxDepth: number;
    /** Number of messages that this instance has handled. */
    messagesHandled: number;
    /** Median time to handle a message, in milliseconds; null without any. */
    handlingP50Ms: number | null;
    /** 99th percentile of the time to handle a message, in milliseconds; null without any. */
    handlingP99Ms: number | null;
    /** Message that is being handled; null if there is none. */
    current: Schemas["ActorActivity"] | null;
    /** Whether it can be crashed on purpose; only if the server was started with LEZERPRINT_CHAOS=1. */
    mayCrash: boolean;
    /** Actors that it supervises. */
    children: Schemas["ActorNode"][];
  };
  /** What is the matter. */
  AlertKind: "thermal_runaway" | "firmware_killed" | "emergency_stop" | "board_reset" | "heater_drift" | "heating_stalled" | "sensor_lost" | "heaters_off" | "tool_unknown" | "heat_trouble" | "may_be_hot" | "reset_without_effect" | "stall" | "filament_runout" | "filament_change" | "user_wanted" | "link_lost" | "link_interrupted" | "link_noisy" | "port_lost" | "position_error" | "slow_line" | "not_parked" | "firmware_warning" | "firmware_limits";
  /** Something that users must know, or the end of it. */
  AlertRaised: {
    /** Kind of the alert. */
    kind: Schemas["AlertKind"];
    /** Severity; `INFO` at its end. */
    severity: Schemas["Severity"];
    /** Text of the alert, for people. */
    message: string;
    /** Whether it is over. */
    ended: boolean;
    /** Further data. `subject`: the heater or the counter; `recovered`, at the end: whether all is well again. */
    data: Record<string, unknown>;
    /** Time of the event, ISO 8601, UTC. */
    timestamp: string;
  };
  /** An API key, without its secret text. */
  ApiKey: {
    /** Unique identifier (UUID). */
    id: string;
    /** Name of the key, as its owner gave it. */
    name: string;
    /** First characters of the key, to recognise it by. */
    prefix: string;
    /** Role of requests with this key, at most that of its owner. */
    role: Schemas["UserRole"];
    /** Time of creation, ISO 8601, UTC. */
    createdAt: string;
    /** Time of the last use, ISO 8601, UTC; null before the first. */
    lastUsedAt: string | null;
    /** Time of expiry, ISO 8601, UTC; null if the key does not expire. */
    expiresAt: string | null;
  };
  /** A new API key. */
  ApiKeyInput: {
    /** Name of the key, for people. */
    name: string;
    /** Role of requests with this key, at most your own. Default: your own. */
    role?: Schemas["UserRole"] | null;
    /** Time of expiry, ISO 8601; without an offset it is UTC. Default: no expiry. */
    expiresAt?: string | null;
  };
  /** The API keys of your account. */
  ApiKeyList: {
    /** Keys that are not revoked. */
    apiKeys: Schemas["ApiKey"][];
  };
  /** A backup. */
  Backup: {
    /** Name of the backup in the backup directory. */
    name: string;
    /** Where it comes from: `lezerprint`: made by a task or on the command line, `before-restore`: what a restore replaced, `uploaded`: over the API. */
    kind: Schemas["BackupKind"];
    /** Size, in bytes. */
    sizeBytes: number;
    /** Time of creation, ISO 8601, UTC. */
    createdAt: string;
  };
  /** A backup. */
  BackupAnswer: {
    /** The backup. */
    backup: Schemas["Backup"];
  };
  /** Where a backup comes from. */
  BackupKind: "lezerprint" | "before-restore" | "uploaded";
  /** The backups. */
  BackupList: {
    /** Backups, the newest first. */
    backups: Schemas["Backup"][];
    /** Size of all backups, in bytes. */
    totalBytes: number;
    /** Last restore that was ordered over the API; null if there was none. */
    lastRestore: Schemas["LastRestore"] | null;
  };
  /** Source of an estimate. */
  Basis: "gcode" | "sliced" | "model";
  /** The bed mesh of the firmware. */
  BedMesh: {
    /** Heights of the bed, in millimetres, row by row; null for a point that was not probed, empty without a mesh. */
    heights: ((number | null)[])[];
    /** Range, mean and tilt; null if nothing was probed. */
    figures: Schemas["MeshFigures"] | null;
    /** Time at which the firmware told it, ISO 8601, UTC; null if it was never asked. */
    timestamp: string | null;
    /** Lines that the firmware answered. */
    lines: string[];
  };
  /** What was done, file by file. */
  BulkAnswer: {
    /** Ids of the files with which it was done. */
    done: string[];
    /** The other files, and why not. */
    failed: Schemas["BulkFailure"][];
  };
  /** A file with which it was not done. */
  BulkFailure: {
    /** Id of the uploaded file, as returned by the upload. */
    id: string;
    /** Error code, for programs. */
    code: string;
    /** Why not, for people. */
    message: string;
  };
  /** Several files, and what is to be done with them. */
  BulkInput: {
    /** Ids of the files. */
    ids: string[];
    /** What is to be done. */
    action: "delete" | "move";
    /** For `move`: the folder; empty: no folder. */
    folder?: string | null;
  };
  /** A command that keeps the printer busy. */
  BusyWith: {
    /** G-code command. */
    command: string;
    /** Id as for `GET /api/printer/commands/{id}`; null if it was not sent by hand. */
    id: string | null;
    /** Time at which it was sent, ISO 8601, UTC. */
    startedAt: string;
    /** How long such a command may take, in seconds; null if it is usually done at once. */
    usualSeconds: number | null;
  };
  /** A camera and its state. */
  Camera: {
    /** Name of the camera, as in the settings. */
    name: string;
    /** Title of the camera, for people. Default: its name. */
    title: string;
    /** Whether this is the default camera. */
    isDefault: boolean;
    /** Names of the printers that the camera shows. */
    printers: string[];
    /** State of the camera. `idle`: off, as nobody watches; `failed`: it is tried again soon; `parked`: it failed repeatedly and is tried again later. */
    state: "idle" | "starting" | "live" | "failed" | "parked";
    /** Why the camera is `failed` or `parked`; otherwise null. */
    reason: string | null;
    /** Number of viewers. */
    viewers: number;
    /** Clockwise rotation of the picture, in degrees. Clients rotate the stream; snapshots are already rotated. */
    rotation: 0 | 90 | 180 | 270;
    /** Whether the picture is mirrored left to right. */
    flipHorizontal: boolean;
    /** Whether the picture is mirrored top to bottom. */
    flipVertical: boolean;
    /** Path of the live stream (MJPEG). */
    streamUrl: string;
    /** Path of a single picture (JPEG). */
    snapshotUrl: string;
    /** Whether the camera offers video, and its codec. */
    video: Schemas["CameraVideo"];
    /** Path to which viewers post a WebRTC offer; null: the camera has no WebRTC. */
    webrtcUrl: string | null;
  };
  /** The new state of a camera. */
  CameraChange: {
    /** Name of the camera, as in the settings. */
    camera: string;
    /** State of the camera. */
    state: Schemas["CameraState"];
    /** Why the camera is `failed` or `parked`; otherwise null. */
    reason: string | null;
    /** Time until the next attempt, in seconds; null unless the camera has `failed`. */
    retrySeconds: number | null;
  };
  /** A camera, and how its pictures are sent. */
  CameraData: {
    /** Name of the printer. Default: the default printer. */
    printer?: string | null;
    /** Name of the camera. Default: the camera of the printer, or the default camera. */
    camera?: string | null;
    /** Maximum number of pictures per second. */
    fps?: number;
    /** Whether pictures come as binary frames. */
    binary?: boolean;
    /** Whether H.264 is sent in place of pictures: fragmented MP4 in binary frames. */
    video?: boolean;
  };
  /** A camera gives no picture, or does not exist. */
  CameraError: {
    /** Name of the camera; null if none was named and there is none. */
    camera: string | null;
    /** What is wrong, for people. */
    message: string;
  };
  /** A picture of a camera. */
  CameraFrame: {
    /** Name of the camera, as in the settings. */
    camera: string;
    /** Time of the picture, in milliseconds since 1970. */
    timestamp: number;
    /** JPEG in base64. */
    frame: string;
  };
  /** All cameras. */
  CameraList: {
    /** Cameras, the default one first. */
    cameras: Schemas["Camera"][];
  };
  /** The settings of a camera. */
  CameraSettings: {
    /** Title of the camera, for people. Default: its name. */
    title: string | null;
    /** Source of the pictures, without credentials. */
    source: string;
    /** Width and height of the picture; null: as the source has it. */
    resolution: string | null;
    /** Maximum number of pictures per second. */
    fps: number;
    /** JPEG quality of pictures that the server encodes, from 1 to 100. */
    quality: number;
    /** Whether a device is read as H.264 where it has that. */
    h264: boolean;
    /** Address of the WebRTC server, without credentials; null: there is none. */
    webrtc: string | null;
    /** How that server takes offers. */
    webrtcKind: "whep" | "camera-streamer";
    /** Clockwise rotation of the picture, in degrees. Clients rotate the stream; snapshots are already rotated. */
    rotation: 0 | 90 | 180 | 270;
    /** Whether the picture is mirrored left to right. */
    flipHorizontal: boolean;
    /** Whether the picture is mirrored top to bottom. */
    flipVertical: boolean;
  };
  /** Changes to the settings of a camera; fields that are left out keep their values. */
  CameraSettingsInput: {
    /** Title of the camera, for people. Default: its name. */
    title?: string | null;
    /** Source of the pictures: `http(s)://…`, `rtsp://…`, a device such as `/dev/video0`, or `virtual`. */
    source?: string | null;
    /** Width and height of the picture, such as `1280x720`, if the source can choose; null: as the source has it. */
    resolution?: string | null;
    /** Maximum number of pictures per second. */
    fps?: number | null;
    /** JPEG quality of pictures that the server encodes, from 1 to 100. */
    quality?: number | null;
    /** Whether a device is read as H.264 where it has that; pictures are then encoded by the server. */
    h264?: boolean | null;
    /** Address of a server that shows the camera over WebRTC, `http(s)://…`; null: none. */
    webrtc?: string | null;
    /** How that server takes offers: `whep` (MediaMTX, go2rtc) or `camera-streamer`. */
    webrtcKind?: "whep" | "camera-streamer" | null;
    /** Clockwise rotation of the picture, in degrees. Clients rotate the stream; snapshots are already rotated. */
    rotation?: 0 | 90 | 180 | 270 | null;
    /** Whether the picture is mirrored left to right. */
    flipHorizontal?: boolean | null;
    /** Whether the picture is mirrored top to bottom. */
    flipVertical?: boolean | null;
    /** Whether to save the settings even if the source gives no picture with them. */
    force?: boolean;
  };
  /** What a camera is doing. */
  CameraState: "idle" | "starting" | "live" | "failed" | "parked";
  /** The video of a camera, which `subscribe:camera` brings with `video`. */
  CameraVideo: {
    /** Whether the source has H.264; null: not known before the camera was on. */
    offered: boolean | null;
    /** The codec, as MediaSource takes it; null: not known, or there is no video. */
    codec: string | null;
  };
  /** A job that is cancelled or being cancelled. */
  CancelAnswer: {
    /** The job. */
    job: Schemas["Job"];
    /** G-code command that the printer must finish before the cancelled print ends; null if there is none. An emergency stop ends it at once, but then the printer must be reset. */
    waitingFor: string | null;
  };
  /** Cause of a link's problems; `well`: there are none, `unknown`: too little was sent to tell. */
  Cause: "well" | "unknown" | "cable" | "power" | "host" | "firmware" | "speed";
  /** The settings that were changed. */
  ChangedSettings: {
    /** The settings that were changed. */
    settings: Schemas["Setting"][];
    /** Whether the server must be restarted for all of them to take effect. */
    needsRestart: boolean;
  };
  /** Channel of a notification besides the WebSocket. */
  Channel: "EMAIL" | "WEBHOOK";
  /** A G-code command. */
  CommandInput: {
    /** One line of G-code; a comment in it is removed. */
    command: string;
    /** Whether to respond only when the firmware has answered. What takes minutes is not waited for: see `underWay`. */
    wait?: boolean;
    /** Whether to carry this out even if it would ruin the print in progress. */
    force?: boolean;
  };
  /** A parameter of a command. */
  CommandParameter: {
    /** Letter, or letters of the same meaning; `text` for the rest of the line. */
    name: string;
    /** What it means, in a few words; may be empty. */
    meaning: string;
  };
  /** Predictions beside reality. */
  Compared: {
    /** Completed prints, the newest first. */
    prints: Schemas["ComparedPrint"][];
    /** Median of real time divided by predicted time; null without prints. */
    medianRatio: number | null;
    /** Share of prints that took within 10 % of what was predicted, from 0 to 1; null without prints. */
    withinTenPercent: number | null;
  };
  /** A completed print, predicted and real. */
  ComparedPrint: {
    /** Unique identifier (UUID). */
    id: string;
    /** Name of the job. */
    name: string;
    /** Name of the printer. */
    printer: string;
    /** Time of completion, ISO 8601, UTC. */
    completedAt: string;
    /** Printing time as it was predicted at the start, in seconds. */
    estimatedSeconds: number;
    /** Printing time without pauses, in seconds. */
    actualSeconds: number;
    /** Real time divided by predicted time. */
    ratio: number;
    /** Materials; empty if they are not known. */
    materials: string[];
  };
  /** The past prints that the success probability is based on. */
  Comparison: {
    /** Number of prints. */
    prints: number;
    /** What they have in common with this print: `length`, `material`, `profile`. */
    by: string[];
  };
  /** The port of the printer; fields that are left out are taken from the settings. */
  ConnectInput: {
    /** Path of the serial port, from `GET /api/printer/ports`. Default: as in the settings. */
    device?: string | null;
    /** Baud rate. Default: that of the settings. */
    baudrate?: number | null;
  };
  /** The connection to a printer. */
  Connection: {
    /** State of the connection: `ready`, `connecting`, `absent` (no such device), `busy` (another program uses the port), `halted` (the firmware has stopped: reset the printer), `silent` (the device does not answer), `disconnected` (by order) or `unknown`. */
    state: string;
    /** Why the printer is not ready; null if it is. */
    reason: string | null;
    /** Path of the serial port; null if there is none. */
    device: string | null;
    /** Baud rate; null before the port is open. */
    baudrate: number | null;
    /** Which settings have changed since the port process was started, for people; null if none have. The process is replaced as soon as the printer is idle and cold. */
    superseded: string | null;
  };
  /** A G-code command. */
  ControlCommandData: {
    /** One line of G-code; a comment in it is removed. */
    command: string;
    /** Whether to respond only when the firmware has answered. What takes minutes is not waited for: see `underWay`. */
    wait?: boolean;
    /** Whether to carry this out even if it would ruin the print in progress. */
    force?: boolean;
    /** Name of the printer. Default: the default printer. */
    printer?: string | null;
  };
  /** The correction of estimates, learned from past prints on the printer. */
  Correction: {
    /** Factor by which estimates are multiplied. */
    factor: number;
    /** Number of completed prints that the factor is based on; without any it is 1. */
    prints: number;
  };
  /** The actor that was ordered to crash. */
  Crashed: {
    /** Path of the actor in the supervision tree. */
    crashed: string;
  };
  /** A credential. */
  CredentialData: {
    /** Access token, API key or ticket. */
    token: string;
  };
  /** The print in progress. */
  CurrentJob: {
    /** Id of the job (UUID). */
    id: string;
    /** Name of the job. */
    name: string;
    /** State of the print: `printing`, `pausing`, `paused`, `finishing`, `cancelling`, `completed`, `cancelled` or `failed`. */
    state: string;
    /** Why the print is paused or has ended; empty if there is nothing to say. */
    reason: string;
    /** Progress, in percent. */
    progress: number;
    /** Number of commands of the file that the firmware has acknowledged. */
    linesAcknowledged: number;
    /** Line of the G-code up to which the firmware has acknowledged it, from 1; 0 before the first. */
    fileLine: number;
    /** Number of commands of the file. */
    linesTotal: number;
    /** Number of the current layer, from 1; null if it is not known. */
    layer: number | null;
    /** Number of layers; 0 if it is not known. */
    layersTotal: number;
    /** Height of the current layer, in millimetres; null if it is not known. */
    heightMm: number | null;
    /** What the print waits for before its next command, for people; null if it does not wait. */
    waitingFor: unknown;
    /** Kind of what the print waits for: a temperature, the user, or a command that the printer executes; null if it does not wait. */
    waits: "heat" | "user" | "command" | null;
    /** Time printed so far, in seconds, without pauses. */
    timeElapsed: number | null;
    /** Remaining printing time, in seconds; null while it is not known. */
    timeRemaining: number | null;
    /** How much more or less time may remain, in seconds: nine of ten prints end within it. Null while it is not known. */
    timeRemainingMargin: number | null;
    /** Estimated time of the end, ISO 8601, UTC; null while it is not known. */
    estimatedEnd: string | null;
    /** Id of the uploaded file, as returned by the upload. */
    fileId: string | null;
    /** Id of the sliced G-code. */
    slicedFileId: string | null;
    /** Mass of the filament used so far, in grams; null if it is not known. */
    filamentUsed: number | null;
    /** Mass of the filament still to be used, in grams; null if it is not known. */
    filamentLeft: number | null;
  };
  /** The current job of a printer. */
  CurrentJobAnswer: {
    /** Job that is being printed; null if there is none. */
    job: Schemas["Job"] | null;
  };
  /** The open question of the firmware. */
  CurrentPrompt: {
    /** Question to the user; null if there is none. */
    prompt: Schemas["Prompt"] | null;
  };
  /** Summary of all prints. */
  Dashboard: {
    /** Number of prints that ended. */
    totalPrints: number;
    /** Number of prints that were completed. */
    completed: number;
    /** Number of prints that failed. */
    failed: number;
    /** Number of prints that were cancelled. */
    cancelled: number;
    /** Share of completed prints among the completed and failed ones, from 0 to 1; null without any. */
    successRate: number | null;
    /** Total printing time, in seconds, without pauses. */
    totalTime: number;
    /** Mass of the filament, in grams. */
    materialUsed: number;
    /** Mean printing time of completed prints, in seconds; null without any. */
    averagePrintTime: number | null;
    /** Number of printers that print now. */
    activePrinters: number;
    /** Comparison of the last days with those before. */
    trends: Schemas["Trends"];
  };
  /** The state of the database. */
  DatabaseHealth: {
    /** Whether the database answers. */
    status: "ok" | "unavailable";
    /** Kind of database. */
    kind: "sqlite" | "postgresql";
    /** Time that the database took to answer, in milliseconds; null if it did not. */
    latencyMs: number | null;
  };
  /** It is deleted. */
  Deleted: {
    /** Always true; errors have the error envelope instead. */
    success: true;
    /** Time until which `POST /api/trash/{id}/restore` brings it back under the same id, ISO 8601, UTC; null: it is gone. */
    restorableUntil: string | null;
  };
  /** The transfer of a deleted account's files and jobs. */
  DeletedAccount: {
    /** Username of the account that owns the files and jobs now. */
    newOwner: string;
    /** Number of files that were transferred. */
    files: number;
    /** Number of jobs that were transferred. */
    jobs: number;
  };
  /** The delivery of a notification over one channel. */
  Delivery: {
    /** Id of the delivery, which the receiver of a webhook also gets. */
    id: string;
    /** Channel of the delivery. */
    channel: Schemas["Channel"];
    /** State of the delivery: `PENDING` (also between attempts), `DELIVERED`, `FAILED` (given up) or `DROPPED` (the account or the channel was switched off meanwhile). */
    status: Schemas["DeliveryStatus"];
    /** Number of attempts so far. */
    attempts: number;
    /** Time of the next attempt, ISO 8601, UTC; only meaningful while it is `PENDING`. */
    nextAttemptAt: string;
    /** Why the last attempt failed; null if none has. */
    lastError: string | null;
    /** Time of delivery, ISO 8601, UTC; null before it. */
    deliveredAt: string | null;
  };
  /** State of a delivery; between attempts it is PENDING. */
  DeliveryStatus: "PENDING" | "DELIVERED" | "FAILED" | "DROPPED";
  /** The disk of a directory. */
  DiskHealth: {
    /** Directory of the server. */
    directory: "data" | "uploads";
    /** State of the disk. */
    status: "ok" | "full" | "unavailable";
    /** Space for further files, in bytes, without the reserve that stays free. */
    freeBytes: number;
    /** Size of the disk, in bytes. */
    totalBytes: number;
  };
  /** The operation is complete; there is no further data. */
  Done: {
    /** Always true; errors have the error envelope instead. */
    success: true;
  };
  /** A new email address for your own account. */
  EmailChange: {
    /** Email address. */
    newEmail: string;
    /** Current password of the account. */
    password: string;
  };
  /** The emergency stop (M112) was sent to the printer. */
  EmergencyStopped: {
    /** Always true; errors have the error envelope. */
    stopped: true;
  };
  /** An error; fields without a value are left out. */
  ErrorBody: {
    /** Error code, for programs. */
    code: string;
    /** What is wrong and, where it is known, what to do. One line, for people. */
    message: string;
    /** Further data on the error. For VALIDATION_ERROR a list with an entry per invalid field: `in` (`body`, `query` or `path`), `field` and `message`. */
    details?: unknown;
    /** Time after which to retry, in seconds; only for 429. */
    retryAfter?: number | null;
    /** Id of the request, as in the server's log and in the `X-Request-Id` header. */
    requestId?: string | null;
  };
  /** What went wrong; fields without a value are left out. */
  ErrorData: {
    /** Error code, for programs. */
    code: string;
    /** What is wrong and, where it is known, what to do. One line, for people. */
    message: string;
    /** Further data on the error. For VALIDATION_ERROR a list with an entry per invalid field: `in` (`body`, `query` or `path`), `field` and `message`. */
    details?: unknown;
    /** Time after which to retry, in seconds; only for 429. */
    retryAfter?: number | null;
  };
  /** The envelope of every error. */
  ErrorResponse: {
    /** Always false. */
    success: false;
    /** The error. */
    error: Schemas["ErrorBody"];
  };
  /** A print job, as events have it. */
  EventJob: {
    /** Unique identifier (UUID). */
    id: string;
    /** Name of the printer, as in the settings. */
    printer: string;
    /** Name of the job: that of its file. */
    name: string;
    /** Id of the account that created the job; null if the command line did. */
    userId: string | null;
    /** Id of the file; null if the command line started the job from a path. */
    fileId: string | null;
    /** Id of the sliced G-code that is printed; null if the file itself is G-code. */
    slicedFileId: string | null;
    /** State of the job. */
    status: Schemas["JobState"];
    /** Progress, in percent. */
    progress: number;
    /** Position in the queue, from 1; null unless the job is `QUEUED`. */
    queuePosition: number | null;
    /** Time of creation, ISO 8601, UTC. */
    createdAt: string;
    /** Time of the start, ISO 8601, UTC; null before it. */
    startedAt: string | null;
    /** Time of the end, ISO 8601, UTC, whether completed, failed or cancelled; null before it. */
    completedAt: string | null;
    /** Estimated printing time, in seconds; null if it is not known. */
    estimatedTime: number | null;
    /** Printing time, in seconds, with heating, without pauses; null before the end. */
    actualTime: number | null;
    /** Remaining printing time, in seconds; null unless the job is being printed. */
    timeRemaining: number | null;
    /** Total duration of all pauses, in seconds. */
    pausedSeconds: number;
    /** Mass of the filament used, in grams; null if it is not known. */
    filamentUsed: number | null;
    /** Cost of the filament, in the currency of the settings; null if it is not known. */
    cost: number | null;
    /** Why the job failed; while it is `QUEUED`, why it could not be started. Otherwise null. */
    errorMessage: string | null;
    /** Kind of the failure, for programs; null unless the job failed. */
    failureReason: Schemas["FailureReason"] | null;
    /** Number of commands of the G-code; null if it is not known. */
    linesTotal: number | null;
    /** Number of commands that the firmware has acknowledged. */
    linesAcknowledged: number;
    /** Number of commands that the printer has certainly executed. */
    linesExecuted: number;
    /** Position in the G-code up to which the firmware has acknowledged it, in bytes. */
    bytesAcknowledged: number;
    /** Number of layers; null if it is not known. */
    layersTotal: number | null;
    /** Number of the layer, from 1; null if it is not known. */
    layer: number | null;
    /** Height of the layer, in millimetres; null if it is not known. */
    heightMm: number | null;
  };
  /** Kind of a job's event. */
  EventType: "JOB_STARTED" | "JOB_PAUSED" | "JOB_RESUMED" | "JOB_COMPLETED" | "JOB_FAILED" | "JOB_CANCELLED" | "FILAMENT_CHANGE" | "POWER_LOSS" | "THERMAL_RUNAWAY" | "POSITION_ERROR" | "CUSTOM";
  /** An amount of filament to extrude or to retract. */
  ExtrudeInput: {
    /** Whether to respond only when the firmware has answered. By default the response comes as soon as the commands are on their way. What takes minutes is not waited for: see `underWay`. */
    wait?: boolean;
    /** Length of filament to extrude, in millimetres; negative: retract. */
    amount: number;
    /** Speed of the filament, in mm/min, at most the limit of the printer. */
    speed?: number;
    /** Number of the tool, from 0, as in T0, T1 … Default: the tool in use. */
    tool?: number | null;
  };
  /** Prints that failed for one reason. */
  Failure: {
    /** Why the prints failed. */
    reason: Schemas["FailureReason"];
    /** Number of prints that failed for this reason. */
    count: number;
    /** Share among all failed prints, in percent. */
    percentage: number;
    /** The newest of these prints, at most three. */
    examples: Schemas["FailureExample"][];
  };
  /** A print that failed or was cancelled. */
  FailureExample: {
    /** Unique identifier (UUID). */
    id: string;
    /** Name of the job. */
    name: string;
    /** Time of the end, ISO 8601, UTC. */
    completedAt: string;
  };
  /** Failed prints by reason. */
  FailureList: {
    /** Failures by reason, the most frequent first. */
    failures: Schemas["Failure"][];
    /** Total number of failed prints. */
    total: number;
    /** Failed and cancelled prints by the reason that their owners gave (`userReason`). */
    byUser: Schemas["UserFailure"][];
  };
  /** Why a print failed. */
  FailureReason: "EMERGENCY_STOP" | "PRINTER_RESET" | "PRINTER_LOST" | "POWER_LOSS" | "THERMAL_RUNAWAY" | "FIRMWARE_ERROR" | "FILE_ERROR" | "OTHER";
  /** The speed of a fan. */
  FanInput: {
    /** Whether to respond only when the firmware has answered. By default the response comes as soon as the commands are on their way. What takes minutes is not waited for: see `underWay`. */
    wait?: boolean;
    /** Speed of the fan, in percent; 0 switches it off. */
    percent: number;
    /** Number of the fan; 0 is the part cooling fan. */
    fan?: number;
  };
  /** The speed factor of all moves. */
  FeedRateInput: {
    /** Whether to respond only when the firmware has answered. By default the response comes as soon as the commands are on their way. What takes minutes is not waited for: see `underWay`. */
    wait?: boolean;
    /** Speed, in percent of that in the G-code. */
    percent: number;
  };
  /** Statistics of the prints that ended in a span of time. */
  Figures: {
    /** Number of prints that ended. */
    totalPrints: number;
    /** Number of prints that were completed. */
    completed: number;
    /** Number of prints that failed. */
    failed: number;
    /** Number of prints that were cancelled. */
    cancelled: number;
    /** Share of completed prints among the completed and failed ones, from 0 to 1; null without any. */
    successRate: number | null;
    /** Total printing time, in seconds, without pauses. */
    totalTime: number;
    /** Mass of the filament, in grams. */
    materialUsed: number;
    /** Mean printing time of completed prints, in seconds; null without any. */
    averagePrintTime: number | null;
  };
  /** The tool whose filament is loaded or unloaded. */
  FilamentInput: {
    /** Whether to respond only when the firmware has answered. By default the response comes as soon as the commands are on their way. What takes minutes is not waited for: see `underWay`. */
    wait?: boolean;
    /** Number of the tool, from 0, as in T0, T1 … Default: the tool in use. */
    tool?: number | null;
  };
  /** An uploaded file. */
  File: {
    /** Unique identifier (UUID). */
    id: string;
    /** Id of the account that owns the file. */
    userId: string;
    /** Name of the file, as people see it. */
    originalName: string;
    /** Name of the file on the server's disk. */
    fileName: string;
    /** Path of the file below the upload directory. */
    filePath: string;
    /** Type of the file, recognised by its content. */
    fileType: Schemas["FileType"];
    /** Size, in bytes. */
    fileSize: number;
    /** Results of the analysis: for G-code printing time, filament, layers and temperatures, for models size and volume; null before the analysis. */
    metadata: Record<string, unknown> | null;
    /** Path of the picture of the file; null if there is none. */
    thumbnailUrl: string | null;
    /** Number of times that the file was printed. */
    printCount: number;
    /** Time of creation, ISO 8601, UTC. */
    createdAt: string;
    /** Time of the last change, ISO 8601, UTC. */
    updatedAt: string;
    /** What became of the last print of the file that ended; null if there was none, and in messages over the WebSocket. */
    lastResult: Schemas["PrintResult"] | null;
    /** Folder, such as `parts/gears`; empty: no folder. */
    folder: string;
    /** SHA-256 of the content, in hexadecimal. */
    sha256: string;
    /** Time of the analysis, ISO 8601, UTC; null before it. If the analysis failed, `processingError` in the metadata says why. */
    processedAt: string | null;
  };
  /** A file. */
  FileAnswer: {
    /** The file. */
    file: Schemas["File"];
  };
  /** Changes to a file; fields that are left out keep their values. */
  FileChange: {
    /** New name of the file. */
    name?: string | null;
    /** New folder of the file; empty: no folder. */
    folder?: string | null;
  };
  /** A file that was deleted. */
  FileDeleted: {
    /** Id of the uploaded file, as returned by the upload. */
    fileId: string;
  };
  /** A page of files. */
  FilePage: {
    /** Total number of entries on all pages. */
    total: number;
    /** Number of the page, from 1. */
    page: number;
    /** Number of pages. */
    pages: number;
    /** Files on this page. */
    files: Schemas["File"][];
    /** All folders. */
    folders: string[];
  };
  /** Type of an uploaded file. */
  FileType: "STL" | "GCODE" | "OBJ" | "THREEMF";
  /** A file that is uploaded. */
  FileUploaded: {
    /** The file. */
    file: Schemas["File"];
    /** Id under which the upload was announced over the WebSocket; null if it was not. */
    uploadId: string | null;
  };
  /** The task that makes a film. */
  FilmAnswer: {
    /** The task that makes the film. */
    task: Schemas["Task"];
  };
  /** How to make a film. */
  FilmInput: {
    /** Length of the film, in seconds, as near as 10 to 30 pictures a second allow. Default: as when the pictures were taken. */
    filmSeconds?: number | null;
  };
  /** FindingSeverity of a finding. */
  FindingSeverity: "error" | "warning" | "info";
  /** The identification of the firmware (M115). */
  Firmware: {
    /** Values that the firmware reports, by its own names. */
    info: Record<string, string>;
    /** Capabilities (`Cap:` lines) and whether the firmware has them. */
    capabilities: Record<string, boolean>;
  };
  /** A setting of the firmware. */
  FirmwareSetting: {
    /** Heading that the firmware prints above it. */
    title: string;
    /** G-code command that sets it. */
    command: string;
    /** Parameters of the command by their letters. */
    values: Record<string, number>;
  };
  /** The settings of the firmware (M503). */
  FirmwareSettings: {
    /** Settings, in the order of the firmware. */
    settings: Schemas["FirmwareSetting"][];
    /** Lines that the firmware answered. */
    lines: string[];
  };
  /** The extrusion factor of a tool. */
  FlowRateInput: {
    /** Whether to respond only when the firmware has answered. By default the response comes as soon as the commands are on their way. What takes minutes is not waited for: see `underWay`. */
    wait?: boolean;
    /** Extrusion, in percent of that in the G-code. */
    percent: number;
    /** Number of the tool, from 0, as in T0, T1 … Default: the tool in use. */
    tool?: number | null;
  };
  /** A folder. */
  Folder: {
    /** Path of the folder, such as `parts/gears`. */
    path: string;
    /** Number of files directly in the folder. */
    files: number;
  };
  /** A folder. */
  FolderAnswer: {
    /** The folder. */
    folder: Schemas["Folder"];
  };
  /** A new folder. */
  FolderInput: {
    /** Path of the folder, such as `parts/gears`. */
    path: string;
  };
  /** All folders. */
  FolderList: {
    /** Folders by path, with those that only have other folders. */
    folders: Schemas["Folder"][];
  };
  /** A new path for a folder and all that is in it. */
  FolderRename: {
    /** Path of the folder, such as `parts/gears`. */
    path: string;
    /** New path of the folder. */
    newPath: string;
  };
  /** What is wrong with a frame of a time-lapse. */
  FrameMark: "GOOD" | "DARK" | "BROKEN" | "FROZEN" | "MISSING";
  /** A completed job that its owner has made public. */
  GalleryAnswer: {
    /** The job; its id can be shared. */
    job: Schemas["GalleryEntry"];
  };
  /** A completed job that its owner has made public. */
  GalleryEntry: {
    /** Unique identifier (UUID). */
    id: string;
    /** Name of the job. */
    name: string;
    /** Time of completion, ISO 8601, UTC. */
    completedAt: string | null;
    /** Printing time, in seconds, without pauses; null if it is not known. */
    actualTime: number | null;
    /** Mass of the filament, in grams. */
    filamentUsed: number | null;
    /** Materials; empty if they are not known. */
    materials: string[];
    /** Number of layers; null if it is not known. */
    layers: number | null;
    /** Path of the time-lapse of the print (MP4), which needs no credentials; null if there is none. */
    timelapseUrl: string | null;
    /** Path of a picture of the print, which needs no credentials; null if there is none. */
    previewUrl: string | null;
  };
  /** A page of the gallery. */
  GalleryPage: {
    /** Total number of entries on all pages. */
    total: number;
    /** Number of the page, from 1. */
    page: number;
    /** Number of pages. */
    pages: number;
    /** Jobs on this page, the last completed first. */
    jobs: Schemas["GalleryEntry"][];
  };
  /** Length of a period. */
  GroupBy: "day" | "week" | "month";
  /** The health of the server and of what it depends on. */
  Health: {
    /** State of the server. `degraded`: something is wrong, but most requests can be answered (200). `unavailable`: the database does not answer, or a part of the server is down (503). */
    status: "ok" | "degraded" | "unavailable";
    /** Problems to solve; empty if there are none. */
    problems: Schemas["HealthProblem"][];
    /** Parts of the server that failed repeatedly and are restarted later. */
    parked: string[];
    /** State of the database. */
    database: Schemas["DatabaseHealth"];
    /** State of Redis. */
    redis: Schemas["RedisHealth"];
    /** Workers for background tasks. */
    workers: Schemas["WorkersHealth"];
    /** Background tasks that are ready to run. */
    tasks: Schemas["TasksHealth"];
    /** Disks of the directories. */
    disks: Schemas["DiskHealth"][];
    /** State of each printer. */
    printers: Schemas["PrinterHealth"][];
    /** Power supply and temperature; null if this computer does not report them. */
    power: Schemas["PowerHealth"] | null;
  };
  /** A problem that an administrator should solve. */
  HealthProblem: {
    /** Part of the server that has the problem. */
    part: "actors" | "database" | "redis" | "workers" | "tasks" | "disk" | "printers" | "power";
    /** What is wrong, and what to do. */
    message: string;
  };
  /** The temperatures of a heater. */
  HeaterReading: {
    /** Measured temperature, in degrees Celsius; null while it cannot be read. */
    actual: number | null;
    /** Target temperature, in degrees Celsius; 0: off, null: not known. */
    target: number | null;
  };
  /** All heaters are switched off, now or as soon as possible. */
  HeatersOff: {
    /** Always true; errors have the error envelope instead. */
    success: true;
    /** What is done, and what is waited for. */
    message: string;
    /** Whether this cancelled a print. */
    printCancelled: boolean;
  };
  /** The first event after a client has signed in, and again when its role has changed. */
  Hello: {
    /** Name of this numbering of events; the server has another one after each start. */
    stream: string;
    /** Number of the last lasting event before this connection; 0 before the first. */
    sequence: number;
    /** Account of the connection; null for a visitor. */
    user: Schemas["LiveUser"] | null;
    /** Whether the client is a visitor. */
    demo: boolean;
    /** Names of all printers. */
    printers: string[];
    /** Name of the printer, as in the settings. */
    defaultPrinter: string;
  };
  /** The axes to home. */
  HomeInput: {
    /** Whether to respond only when the firmware has answered. By default the response comes as soon as the commands are on their way. What takes minutes is not waited for: see `underWay`. */
    wait?: boolean;
    /** Axes to home: `all`, or a list of `X`, `Y` and `Z`. */
    axes?: "all" | ("X" | "Y" | "Z")[];
    /** Whether to home Z even while a print is paused. */
    force?: boolean;
  };
  /** The temperatures of one of several hotends. */
  HotendReading: {
    /** Measured temperature, in degrees Celsius; null while it cannot be read. */
    actual: number | null;
    /** Target temperature, in degrees Celsius; 0: off, null: not known. */
    target: number | null;
    /** Number of the tool, from 0, as in T0, T1 … */
    tool: number;
  };
  /** A print job. */
  Job: {
    /** Unique identifier (UUID). */
    id: string;
    /** Name of the printer, as in the settings. */
    printer: string;
    /** Name of the job: that of its file. */
    name: string;
    /** Id of the account that created the job. */
    userId: string;
    /** Id of the uploaded file, as returned by the upload. */
    fileId: string;
    /** Id of the sliced G-code that is printed; null if the file itself is G-code. */
    slicedFileId: string | null;
    /** State of the job. */
    status: Schemas["JobState"];
    /** Progress, in percent. */
    progress: number;
    /** Position in the queue, from 1; null unless the job is `QUEUED`. */
    queuePosition: number | null;
    /** Time of creation, ISO 8601, UTC. */
    createdAt: string;
    /** Time of the start, ISO 8601, UTC; null before it. */
    startedAt: string | null;
    /** Time of the end, ISO 8601, UTC, whether completed, failed or cancelled; null before it. */
    completedAt: string | null;
    /** Estimated printing time, in seconds; null if it is not known. */
    estimatedTime: number | null;
    /** Printing time, in seconds, with heating, without pauses; null before the end. */
    actualTime: number | null;
    /** Remaining printing time, in seconds; null unless the job is being printed. */
    timeRemaining: number | null;
    /** Total duration of all pauses, in seconds. */
    pausedSeconds: number;
    /** Mass of the filament used, in grams; null if it is not known. */
    filamentUsed: number | null;
    /** Cost of the filament, in the currency of the settings; null if it is not known. */
    cost: number | null;
    /** Why the job failed; while it is `QUEUED`, why it could not be started. Otherwise null. */
    errorMessage: string | null;
    /** Kind of the failure, for programs; null unless the job failed. */
    failureReason: Schemas["FailureReason"] | null;
    /** Number of commands of the G-code; null if it is not known. */
    linesTotal: number | null;
    /** Number of commands that the firmware has acknowledged. */
    linesAcknowledged: number;
    /** Number of commands that the printer has certainly executed. */
    linesExecuted: number;
    /** Position in the G-code up to which the firmware has acknowledged it, in bytes. */
    bytesAcknowledged: number;
    /** Number of layers; null if it is not known. */
    layersTotal: number | null;
    /** Number of the layer, from 1; null if it is not known. */
    layer: number | null;
    /** Height of the layer, in millimetres; null if it is not known. */
    heightMm: number | null;
    /** Notes on the job, for people. */
    notes: string | null;
    /** Whether the public gallery shows the job once it is completed. */
    isPublic: boolean;
    /** Why the job failed or was cancelled, as its owner saw it; null if nobody said. */
    userReason: Schemas["UserReason"] | null;
    /** Path of the job's time-lapse film; null if there is none. */
    timelapseUrl: string | null;
    /** Settings of this job that differ from those of its file and profile. */
    settings: Record<string, unknown>;
    /** What can be done with the job now: endpoints of that name, and `DELETE`. */
    actions: ("start" | "pause" | "resume" | "cancel" | "recover" | "delete")[];
    /** Every other action, and why it is not possible now. */
    unavailable: Schemas["UnavailableJobAction"][];
  };
  /** A print job. */
  JobAnswer: {
    /** The job. */
    job: Schemas["Job"];
  };
  /** Changes to a job; fields that are left out keep their values. */
  JobChange: {
    /** Whether the public gallery shows the job once it is completed. */
    isPublic?: boolean;
    /** Notes on the job, for people; null removes them. */
    notes?: string | null;
    /** Why the job failed or was cancelled, as you saw it; null removes it. */
    userReason?: Schemas["UserReason"] | null;
    /** New position in the queue of the printer, from 1; only for a job that is `QUEUED`. */
    queuePosition?: number | null;
  };
  /** A job with its events and temperatures. */
  JobDetails: {
    /** The job. */
    job: Schemas["Job"];
    /** Last events, the oldest first. */
    events: Schemas["JobEvent"][];
    /** Total number of events. `GET /api/jobs/{id}/events` returns all. */
    eventsTotal: number;
    /** Temperatures during the print, the oldest first. */
    temperatures: Schemas["Temperature"][];
  };
  /** An event of a job. */
  JobEvent: {
    /** Unique identifier (UUID). */
    id: string;
    /** Kind of the event. */
    eventType: Schemas["EventType"];
    /** Text of the event, for people. */
    message: string;
    /** Severity of the event. */
    severity: Schemas["Severity"];
    /** Further data, depending on the kind; may be null. */
    metadata: Record<string, unknown> | null;
    /** Time of the entry, ISO 8601, UTC. */
    timestamp: string;
  };
  /** A page of the events of a job. */
  JobEventPage: {
    /** Total number of entries on all pages. */
    total: number;
    /** Number of the page, from 1. */
    page: number;
    /** Number of pages. */
    pages: number;
    /** Events on this page, the newest first. */
    events: Schemas["JobEvent"][];
  };
  /** The job that an order was for. */
  JobOrdered: {
    /** Always true; errors have the error envelope instead. */
    success: true;
    /** Id of the job; null if the printer prints from its SD card, or if the print has no job. */
    jobId: string | null;
    /** State of the print after the order. */
    state: string;
    /** G-code command that the printer must finish before the cancelled print ends; null if there is none. An emergency stop ends it at once, but then the printer must be reset. */
    waitingFor: string | null;
  };
  /** A page of print jobs. */
  JobPage: {
    /** Total number of entries on all pages. */
    total: number;
    /** Number of the page, from 1. */
    page: number;
    /** Number of pages. */
    pages: number;
    /** Jobs on this page, the newest first. */
    jobs: Schemas["Job"][];
  };
  /** Settings of one job. */
  JobSettings: {
    /** Id of the profile with which a model is sliced before it is printed. */
    profileId?: string | null;
    /** Temperatures that replace those of the file. */
    temperature?: Schemas["Temperatures"];
    /** When pictures are taken for a time-lapse: `off`, after each `layer`, after each layer with the head parked (`layer_parked`), or at an `interval`. Default: as the printer's settings say. */
    timelapse?: Schemas["TimelapseMode"] | null;
  };
  /** A new print job. */
  JobStart: {
    /** Id of the uploaded file, as returned by the upload. */
    fileId: string;
    /** Id of the sliced G-code to print, if the file is a model. */
    slicedFileId?: string | null;
    /** Number of the plate of a 3MF project or of a `.gcode.3mf`, one of `plates` in the file's metadata. Default: the first plate that is not empty. */
    plate?: number | null;
    /** Settings of this job. */
    settings?: Schemas["JobSettings"];
    /** Name of the printer. Default: the default printer. */
    printer?: string | null;
    /** Whether the job may wait in the queue. It starts at once if the printer is free and its bed is clear. By default a job that cannot start at once is refused. */
    queue?: boolean;
    /** Whether to print the file even if it does not fit the printer. */
    force?: boolean;
    /** Notes on the job, for people. */
    notes?: string | null;
    /** Whether the public gallery shows the job once it is completed. */
    isPublic?: boolean;
    /** Number of times to print the file. All after the first wait in the queue. */
    copies?: number;
  };
  /** State of a print job. */
  JobState: "QUEUED" | "PREPARING" | "PRINTING" | "PAUSED" | "COMPLETED" | "FAILED" | "CANCELLED";
  JsonValue: unknown;
  /** A command that the firmware knows. */
  KnownCommand: {
    /** Letter and number. */
    code: string;
    /** What it does, in one line. */
    description: string;
    /** What may follow. */
    parameters: Schemas["CommandParameter"][];
  };
  /** The commands that the firmware knows. */
  KnownCommands: {
    /** Family of the firmware, or `unknown`. */
    family: string;
    /** Commands, G before M, by number, as Marlin has them. Of an unknown firmware only those that all know. */
    commands: Schemas["KnownCommand"][];
  };
  /** What came of the last restore over the API. */
  LastRestore: {
    /** Name of the backup in the backup directory. */
    name: string;
    /** Time of the restore, ISO 8601, UTC. */
    at: string;
    /** Why it failed, in which case everything is as it was; null if it succeeded. */
    error: string | null;
    /** Name of the backup of what was replaced; null if there is none. */
    copyName: string | null;
  };
  /** The layers of a G-code file, from the first; each list has an entry per layer. */
  LayersAnswer: {
    /** Line at which each layer begins, from 1. */
    lines: number[];
    /** Position in the file at which each layer begins, in bytes. */
    offsets: number[];
    /** Printing time at which each layer begins, in seconds. */
    starts: number[];
    /** Duration of each layer, in seconds. */
    seconds: number[];
    /** Height of the nozzle in each layer, in millimetres; null if it is not known. */
    zMm: (number | null)[];
  };
  /** What a line is, for filters. */
  LineKind: "command" | "poll" | "stream" | "answer" | "temperature" | "position" | "busy" | "error" | "text";
  /** Counters of the serial link since the start of its port process. */
  LinkCounts: {
    /** Number of lines sent. */
    sent: number;
    /** Number of lines that the firmware acknowledged. */
    acknowledged: number;
    /** Maximum amount of unacknowledged data on its way to the printer, in bytes. */
    windowBytes: number;
    /** Time from a line to its `ok`, smoothed, in milliseconds. */
    roundTripMs: number;
    /** Number of lines that the firmware requested again. */
    resends: number;
    /** Number of acknowledgements that never arrived. */
    oksLost: number;
    /** Number of damaged lines that the firmware may have executed. */
    unchecked: number;
    /** Number of times that the firmware had no room for a line. */
    overflows: number;
    /** Number of times that the connection was lost. */
    reconnects: number;
    /** Number of times that the firmware reported that it was busy. */
    busy: number;
    /** Number of times that the firmware's planner ran empty, as the firmware reports. */
    underruns: number;
    /** Number of those underruns for which lines were in the firmware's queue. */
    underrunsFed: number;
  };
  /** The diagnosis of a printer's link, with the measurements behind it. */
  LinkDiagnosis: {
    /** Most important cause of problems. */
    verdict: Schemas["Cause"];
    /** The verdict, for people. */
    words: string;
    /** Number of minutes that were looked at. */
    minutes: number;
    /** Number of lines sent to the printer. */
    lines: number;
    /** Problems, the most important first. */
    findings: Schemas["LinkFinding"][];
    /** Measurements by minute, the oldest first. */
    history: Schemas["LinkMinute"][];
  };
  /** A problem of the link. */
  LinkFinding: {
    /** Cause of the problem. */
    cause: Schemas["Cause"];
    /** Description of the problem, for people. */
    words: string;
    /** Measurements that led to the finding, by name. */
    figures: Record<string, number>;
    /** What to do. */
    advice: string;
  };
  /** Measurements of the link in one minute; the last minute is not complete yet. */
  LinkMinute: {
    /** Begin of the minute, ISO 8601, UTC. */
    time: string;
    /** Number of lines sent to the printer. */
    lines: number;
    /** Number of lines that the firmware requested again. */
    resends: number;
    /** Number of acknowledgements (`ok`) that never arrived. */
    oksLost: number;
    /** Number of damaged lines that the firmware may have executed. */
    unchecked: number;
    /** Number of times that the connection was lost. */
    reconnects: number;
    /** Number of times that the printer ran out of moves. */
    plannerDry: number;
    /** Mean time from a line to its `ok`, in milliseconds. */
    roundTripMs: number;
    /** Longest time from a line to its `ok`, in milliseconds. */
    longestOkMs: number;
    /** Number of times that the server did not get to run in time. */
    stalls: number;
    /** Longest delay of the server, in milliseconds. */
    longestStallMs: number;
  };
  /** A notification to your account, as the WebSocket sends it. */
  LiveNotification: {
    /** Unique identifier (UUID). */
    id: string;
    /** Kind of the notification. */
    type: Schemas["NotificationType"];
    /** Title, for people. */
    title: string;
    /** Text of the notification, for people. */
    message: string;
    /** Whether the notification was marked as read. */
    isRead: boolean;
    /** Further data, depending on the kind, such as the ids of job and printer; may be null. */
    metadata: unknown;
    /** Time of creation, ISO 8601, UTC. */
    createdAt: string;
  };
  /** The account of the credential. */
  LiveSignIn: {
    /** The account. */
    user: Schemas["LiveUser"];
  };
  /** The account of a connection. */
  LiveUser: {
    /** Id of the account. */
    id: string;
    /** User name. */
    username: string;
    /** Role of the account. */
    role: Schemas["UserRole"];
  };
  /** The credentials of an account. */
  Login: {
    /** Email address. */
    email: string;
    /** Current password of the account. */
    password: string;
  };
  /** A command that takes long. */
  LongCommand: {
    /** Id of the command. */
    id: string;
    /** G-code command. */
    command: string;
    /** State of the command. `unknown`: its answer is lost, and `reason` says why. */
    state: "under_way" | "done" | "unknown";
    /** Time at which it was sent, ISO 8601, UTC. */
    startedAt: string;
    /** Time of its end, ISO 8601, UTC; null while it is under way. */
    endedAt: string | null;
    /** How long such a command may take, in seconds; null if it is usually done at once. */
    usualSeconds: number | null;
    /** Lines that the firmware answered. */
    lines: string[];
    /** Why it is not known whether the command was done; null otherwise. */
    reason: string | null;
    /** PID values that M303 has found; null for other commands. */
    pid: Schemas["PidTuning"] | null;
  };
  /** The last commands by hand that took long. */
  LongCommandList: {
    /** Commands, the newest first; at most 50 are kept. */
    commands: Schemas["LongCommand"][];
  };
  /** A named list of commands. */
  Macro: {
    /** Name of the macro, as in its URL. */
    name: string;
    /** G-code commands, in the order in which they are sent; `{name}` stands for a parameter. */
    commands: string[];
    /** What it does, for people; may be empty. */
    description: string;
    /** Group in which to show it; may be empty. */
    group: string;
    /** Whether to show it first. */
    favourite: boolean;
    /** What is filled into the commands. */
    parameters: Schemas["MacroParameter"][];
  };
  /** Options for running a macro. */
  MacroInput: {
    /** Whether to respond only when the firmware has answered. By default the response comes as soon as the commands are on their way. What takes minutes is not waited for: see `underWay`. */
    wait?: boolean;
    /** Values of the parameters by name; those that are left out have their default. */
    parameters?: Record<string, number | string>;
    /** Whether to carry this out even if it would ruin the print in progress. */
    force?: boolean;
  };
  /** The macros in the settings of a printer. */
  MacroList: {
    /** Macros of the printer. */
    macros: Schemas["Macro"][];
  };
  /** A parameter of a macro. */
  MacroParameter: {
    /** Name, as in `parameters` of the order. */
    name: string;
    /** Kind of the value. */
    type: "number" | "choice" | "text";
    /** Name for people. */
    label: string;
    /** Value if none is given; null if one must be given. */
    default: number | string | null;
    /** Minimum of a number; null of other kinds. */
    min: number | null;
    /** Maximum of a number; null of other kinds. */
    max: number | null;
    /** Unit of a number, for people; may be empty. */
    unit: string;
    /** Values of a choice; empty for other kinds. */
    choices: string[];
    /** Maximum length of a text; null of other kinds. */
    maxLength: number | null;
  };
  /** The number of notifications that were marked as read. */
  MarkedRead: {
    /** Number of notifications that were unread before. */
    updated: number;
  };
  /** Consumption of one material. */
  Material: {
    /** Material, as the G-code names it; UNKNOWN if it does not. */
    type: string;
    /** Number of prints. */
    prints: number;
    /** Mass of the filament, in grams. */
    usage: number;
    /** Cost of the filament at current prices, in the currency of the settings. */
    cost: number;
    /** Current price per kilogram, in the currency of the settings. */
    pricePerKg: number;
  };
  /** Consumption by material. */
  MaterialList: {
    /** Consumption of each material, the most used first. */
    materials: Schemas["Material"][];
    /** Filament used in total, in grams. */
    totalUsage: number;
    /** Total cost, in the currency of the settings. */
    totalCost: number;
    /** Currency of the costs, as in the settings. */
    currency: string;
  };
  /** Changes to your own account; fields that are left out keep their values. */
  MeInput: {
    /** Username: 3 to 32 letters, digits, `_`, `.` and `-`. */
    username?: string | null;
    /** Preferences of the account: any JSON object; it replaces the stored one. `notifications` in it is checked: settings for `webSocket`, `email` and `webhook`, each with `enabled` and `types`, the last also with `url` and `secret`. */
    preferences?: Record<string, Schemas["JsonValue"]> | null;
  };
  /** What the mesh says of the bed, by the points that were probed, in millimetres. */
  MeshFigures: {
    /** Lowest height, in millimetres. */
    lowest: number;
    /** Highest height, in millimetres. */
    highest: number;
    /** Difference between both, in millimetres. */
    range: number;
    /** Mean height, in millimetres. */
    mean: number;
    /** How much higher the last column is than the first, in millimetres, on the plane that fits best. */
    tiltX: number;
    /** How much higher the last row is than the first, in millimetres, on the plane that fits best. */
    tiltY: number;
  };
  /** A move relative to the current position. */
  MoveInput: {
    /** Whether to respond only when the firmware has answered. By default the response comes as soon as the commands are on their way. What takes minutes is not waited for: see `underWay`. */
    wait?: boolean;
    /** Axis to move; E is the extruder. */
    axis: "X" | "Y" | "Z" | "E";
    /** Distance to move, in millimetres; negative: backwards. */
    distance: number;
    /** Speed, in mm/min, at most the limit of the printer. Default: 3000 for X and Y, 600 for Z, 300 for E, each within the limit. */
    speed?: number | null;
    /** Whether to move even if the target is outside of the printer's volume. */
    force?: boolean;
  };
  /** A new API key with its secret text. */
  NewApiKey: {
    /** The key. */
    apiKey: Schemas["ApiKey"];
    /** Secret text for the `X-Api-Key` header. It is shown only in this response. */
    key: string;
  };
  /** A notification to your account. */
  Notification: {
    /** Unique identifier (UUID). */
    id: string;
    /** Kind of the notification. */
    type: Schemas["NotificationType"];
    /** Title, for people. */
    title: string;
    /** Text of the notification, for people. */
    message: string;
    /** Whether the notification was marked as read. */
    isRead: boolean;
    /** Further data, depending on the kind, such as the ids of job and printer; may be null. */
    metadata: unknown;
    /** Time of creation, ISO 8601, UTC. */
    createdAt: string;
    /** Deliveries by email and webhook; empty if only the WebSocket was used. */
    deliveries: Schemas["Delivery"][];
  };
  /** A notification. */
  NotificationAnswer: {
    /** The notification. */
    notification: Schemas["Notification"];
  };
  /** A page of your notifications. */
  NotificationPage: {
    /** Total number of entries on all pages. */
    total: number;
    /** Number of the page, from 1. */
    page: number;
    /** Number of pages. */
    pages: number;
    /** Notifications on this page, the newest first. */
    notifications: Schemas["Notification"][];
    /** Number of unread notifications of your account in total. */
    unread: number;
  };
  /** Kind of a notification. */
  NotificationType: "INFO" | "SUCCESS" | "WARNING" | "ERROR" | "PRINT_COMPLETE" | "PRINT_FAILED" | "PRINT_PAUSED" | "PRINT_RESUMED" | "ACTION_REQUIRED" | "MAINTENANCE";
  /** The commands that were sent, and the firmware's answer if the request waited for it. */
  Ordered: {
    /** Always true; errors have the error envelope instead. */
    success: true;
    /** G-code commands that were sent. */
    commands: string[];
    /** Answer of the firmware, lines joined; empty if the request did not wait. If heaters were switched off, it also says what this does to a print. */
    response: string;
    /** Lines that the firmware answered. */
    lines: string[];
    /** Number of the tool that the order was for; null if it was for no tool. */
    tool: number | null;
    /** Ids of the commands that take long and are not done yet, as for `GET /api/printer/commands/{id}`. If the request was to wait, the status is 202. */
    underWay: string[];
  };
  /** A new password for your own account. */
  PasswordChange: {
    /** Current password of the account. */
    oldPassword: string;
    /** New password, at least 8 characters. */
    newPassword: string;
  };
  /** A new password for another account. */
  PasswordReset: {
    /** New password, at least 8 characters. */
    password: string;
  };
  /** Statistics of one period. */
  PeriodFigures: {
    /** Number of prints that ended. */
    totalPrints: number;
    /** Number of prints that were completed. */
    completed: number;
    /** Number of prints that failed. */
    failed: number;
    /** Number of prints that were cancelled. */
    cancelled: number;
    /** Share of completed prints among the completed and failed ones, from 0 to 1; null without any. */
    successRate: number | null;
    /** Total printing time, in seconds, without pauses. */
    totalTime: number;
    /** Mass of the filament, in grams. */
    materialUsed: number;
    /** Mean printing time of completed prints, in seconds; null without any. */
    averagePrintTime: number | null;
    /** Name of the period: a day (2026-03-29), a week (2026-W13) or a month (2026-03). */
    period: string;
    /** Begin of the period, ISO 8601. */
    from: string;
    /** End of the period, exclusive, ISO 8601. */
    to: string;
  };
  /** The PID values that M303 has found. */
  PidTuning: {
    /** Heater: `tool0`, `tool1`, … `bed` or `chamber`. */
    heater: string;
    /** Proportional value. */
    kp: number;
    /** Integral value. */
    ki: number;
    /** Derivative value. */
    kd: number;
    /** G-code commands that set the values and save them in the firmware. */
    commands: string[];
  };
  /** The position of the head. */
  Position: {
    /** Position on this axis, in millimetres; null if it is not known. */
    x: number | null;
    /** Position on this axis, in millimetres; null if it is not known. */
    y: number | null;
    /** Position on this axis, in millimetres; null if it is not known. */
    z: number | null;
    /** Position of the extruder, in millimetres of filament; null if it is not known. */
    e: number | null;
  };
  /** Power supply and temperature, as the firmware of a Raspberry Pi reports them. */
  PowerHealth: {
    /** Whether the supply voltage is too low now. */
    underVoltage: boolean;
    /** Whether the processor is slowed down now. */
    throttled: boolean;
    /** Whether the processor is at its temperature limit now. */
    tooWarm: boolean;
    /** Whether the supply voltage was too low since the start of the computer. */
    underVoltageSinceBoot: boolean;
    /** Whether the processor was slowed down since the start of the computer. */
    throttledSinceBoot: boolean;
    /** Whether the processor was at its temperature limit since the start of the computer. */
    tooWarmSinceBoot: boolean;
  };
  /** Options for ending the server or shutting down its computer. */
  PowerInput: {
    /** Whether to do this even while a printer is printing. Prints go on without the server; before the computer is shut down they are cancelled, and heaters are switched off. */
    force?: boolean;
  };
  /** What was ordered; it happens within a second. */
  PowerOrdered: {
    /** What will happen: end or restart of the server (`server-`) or of its computer (`host-`). */
    ordered: "server-restart" | "server-shutdown" | "host-shutdown" | "host-reboot";
  };
  /** The print to estimate. */
  PredictInput: {
    /** Id of the uploaded file, as returned by the upload. */
    fileId: string;
    /** Id of the profile with which a model would be sliced. Default: the default profile. */
    profileId?: string | null;
    /** Name of the printer whose past prints are used. Default: the default printer. */
    printer?: string | null;
  };
  /** The estimate of a print. */
  Prediction: {
    /** Estimated printing time, in seconds, corrected by past prints. */
    estimatedTime: number;
    /** Estimated mass of filament, in grams; null if the filament's density is not known. */
    filamentUsage: number | null;
    /** Probability of success, from 0 to 1; null without past prints. */
    successProbability: number | null;
    /** Source of the estimate: the G-code, an earlier slicing, or the model's volume with the profile, which is rough. */
    basis: Schemas["Basis"];
    /** Estimated printing time before the correction, in seconds. */
    uncorrectedTime: number;
    /** Range in which the printing time probably is. */
    timeRange: Schemas["TimeRange"];
    /** Correction that was applied. */
    correction: Schemas["Correction"];
    /** Past prints that the success probability is based on. */
    comparedWith: Schemas["Comparison"];
    /** Share of each material in the filament, from 0 to 1. */
    materials: Record<string, number>;
    /** Estimated cost, in the currency of the settings; null if the mass is not known. */
    cost: number | null;
    /** Currency of the costs, as in the settings. */
    currency: string;
    /** Id of the profile that was used; null if there is none. */
    profileId: string | null;
    /** Id of the sliced G-code that was used; null if there is none. */
    slicedFileId: string | null;
    /** Remarks on the estimate, for people, a sentence each. */
    notes: string[];
  };
  /** The result of checking a file against a printer. */
  Preflight: {
    /** Name of the printer, as in the settings. */
    printer: string;
    /** Whether no finding is an error. */
    ready: boolean;
    /** Problems, the most severe first. */
    findings: Schemas["PreflightFinding"][];
  };
  /** The result of a preflight. */
  PreflightAnswer: {
    /** The preflight. */
    preflight: Schemas["Preflight"];
  };
  /** A problem that a preflight found. */
  PreflightFinding: {
    /** Check that found it: `volume`, `temperature`, `commands`, `extruder`, `end`, `heaters`, `figures` or `filament`. */
    check: string;
    /** `error`: the print would fail or do damage; `warning`: it might; `info`: a remark. */
    severity: Schemas["FindingSeverity"];
    /** What the problem is. */
    message: string;
    /** What to do; empty if nothing need be done. */
    advice: string;
    /** Line of the G-code, from 1; null if the problem is not in one line. */
    line: number | null;
  };
  /** Temperatures for a material. */
  Preset: {
    /** Name of the material. */
    name: string;
    /** Target of the hotend, in degrees Celsius; null: as it is. */
    hotend: number | null;
    /** Target of the bed, in degrees Celsius; null: as it is. */
    bed: number | null;
    /** Target of the chamber, in degrees Celsius; null: as it is. */
    chamber: number | null;
  };
  /** Something that happened to a job. */
  PrintHappening: {
    /** The job, as it is now. */
    job: Schemas["EventJob"];
    /** Kind of the event. */
    type: Schemas["EventType"];
    /** Severity of the event. */
    severity: Schemas["Severity"];
    /** Text of the event, for people. */
    message: string;
    /** Time of the event, ISO 8601, UTC. */
    timestamp: string;
    /** Further data, depending on the kind; null if there is none. */
    metadata: Record<string, unknown> | null;
  };
  /** The progress of a print. */
  PrintProgress: {
    /** Id of the job. */
    jobId: string;
    /** Name of the job. */
    name: string;
    /** Progress, in percent. */
    percentage: number;
    /** Time printed so far, in seconds, with heating, without pauses. */
    timeElapsed: number;
    /** Remaining printing time, in seconds; null while it is not known. */
    timeRemaining: number | null;
    /** How much more or less time may remain, in seconds: nine of ten prints end within it. Null while it is not known. */
    timeRemainingMargin: number | null;
    /** Estimated time of the end, ISO 8601, UTC; null while it is not known. */
    estimatedEnd: string | null;
    /** Id of the uploaded file, as returned by the upload. */
    fileId: string | null;
    /** Id of the sliced G-code. */
    slicedFileId: string | null;
    /** Mass of the filament used so far, in grams; null if it is not known. */
    filamentUsed: number | null;
    /** Mass of the filament still to be used, in grams; null if it is not known. */
    filamentLeft: number | null;
    /** Progress, in percent; null if it is not known. */
    byLines: number | null;
    /** Progress, in percent; null if it is not known. */
    byBytes: number | null;
    /** Progress, in percent; null if it is not known. */
    byLayers: number | null;
    /** Progress, in percent; null if it is not known. */
    byTime: number | null;
    /** Number of commands of the file that the firmware has acknowledged. */
    linesAcknowledged: number;
    /** Line of the file that the firmware acknowledged last, from 1. */
    fileLine: number;
    /** Number of commands of the file. */
    linesTotal: number;
    /** Number of the current layer, from 1; null if it is not known. */
    layer: number | null;
    /** Number of layers; 0 if it is not known. */
    layersTotal: number;
    /** Height of the current layer, in millimetres; null if it is not known. */
    heightMm: number | null;
    /** What the print waits for before its next command, for people; null if it does not wait. */
    waitingFor: string | null;
  };
  /** What became of the last print of a file that ended. */
  PrintResult: "NEVER_PRINTED" | "COMPLETED" | "FAILED" | "CANCELLED";
  /** The printer that a message is for. */
  PrinterData: {
    /** Name of the printer. Default: the default printer. */
    printer?: string | null;
  };
  /** A printer in the list of all. */
  PrinterEntry: {
    /** Name of the printer, as in the settings. */
    name: string;
    /** Whether this is the default printer, which `/api/printer/…` controls. */
    default: boolean;
    /** Whether it is the simulated printer. */
    simulated: boolean;
    /** State of the printer. `busy`: it executes a command that takes long, beside any print. `error`: it is not connected, or it must be reset; `connection.reason` says why. */
    state: "idle" | "busy" | "printing" | "paused" | "error";
    /** Connection to the printer. */
    connection: Schemas["Connection"];
    /** Name of the camera that shows the printer; null if there is none. */
    camera: string | null;
  };
  /** What a printer is and may do. */
  PrinterFacts: {
    /** Whether it is the simulated printer. */
    simulated: boolean;
    /** Build volume; null if the settings do not say. */
    volume: Schemas["Volume"] | null;
    /** Number of tools, as far as is known; at least 1. */
    tools: number;
    /** Whether it reports a heated bed; null while no temperatures are known. */
    hasBed: boolean | null;
    /** Whether it reports a chamber; null while no temperatures are known. */
    hasChamber: boolean | null;
    /** Limits for manual control. */
    limits: Schemas["PrinterLimits"];
    /** Temperatures to heat to, from the settings; without those beyond the limits. */
    presets: Schemas["Preset"][];
    /** Baby steps. */
    zOffset: Schemas["ZOffsetFacts"];
    /** Length of filament that is loaded, in millimetres. */
    filamentLoadLength: number;
    /** Length of filament that is unloaded, in millimetres. */
    filamentUnloadLength: number;
  };
  /** The state of a printer. */
  PrinterHealth: {
    /** Name of the printer, as in the settings. */
    name: string;
    /** Whether the printer can be used. `unavailable`: the server's part for it is down. */
    status: "ok" | "unavailable";
    /** State of the printer, as in its status; null if it is not known. */
    state: string | null;
  };
  /** How hot and how fast the printer may be driven by hand, by its settings. */
  PrinterLimits: {
    /** Maximum target temperature of a hotend, in degrees Celsius. */
    hotend: number;
    /** Maximum target temperature of the bed, in degrees Celsius. */
    bed: number;
    /** Maximum target temperature of the chamber, in degrees Celsius. */
    chamber: number;
    /** Minimum temperature of the hotend for moving filament, in degrees Celsius. */
    coldExtrusion: number;
    /** Maximum speed of X and Y, in mm/min. */
    travelSpeed: number;
    /** Maximum speed of Z, in mm/min. */
    liftSpeed: number;
    /** Maximum speed of the extruder, in mm/min. */
    extrusionSpeed: number;
  };
  /** All printers. */
  PrinterList: {
    /** Printers, in the order of the settings. */
    printers: Schemas["PrinterEntry"][];
  };
  /** The status of a printer. */
  PrinterStatus: {
    /** Name of the printer, as in the settings. */
    printer: string;
    /** State of the printer. `busy`: it executes a command that takes long, beside any print. `error`: it is not connected, or it must be reset; `connection.reason` says why. */
    state: "idle" | "busy" | "printing" | "paused" | "error";
    /** Command that the printer is executing; null if there is none that takes long. */
    busyWith: Schemas["BusyWith"] | null;
    /** Connection to the printer. */
    connection: Schemas["Connection"];
    /** Temperatures of all heaters. */
    temperatures: Schemas["TemperatureData"];
    /** Position of the head; null if it is not known. */
    position: Schemas["Position"] | null;
    /** Print in progress; null if there is none. */
    currentJob: Schemas["CurrentJob"] | null;
    /** Fan, speed, extrusion and height as they are set; null while the connection is unknown. */
    tuning: Schemas["Tuning"] | null;
    /** Print from the printer's own SD card; null if there is none. */
    sdPrint: Schemas["SdPrint"] | null;
    /** Counters of the serial link; null while there is no port process. */
    link: Schemas["LinkCounts"] | null;
    /** Name and version of the firmware, as it reports them; null if it is not known. */
    firmware: string | null;
    /** Family of the firmware, such as `marlin`, `prusa`, `klipper`, or `unknown`. */
    firmwareFamily: string | null;
    /** What does not work reliably with this firmware, for people, a sentence each. */
    firmwareLimits: string[];
    /** Open question of the firmware; null if there is none. */
    prompt: Schemas["Prompt"] | null;
    /** What can be done with the printer now. Heaters off and emergency stop always can. */
    actions: ("connect" | "disconnect" | "reset" | "move" | "temperature" | "command" | "pause" | "resume" | "cancel")[];
    /** Every other action, and why it is not possible now. */
    unavailable: Schemas["UnavailableAction"][];
  };
  /** A print profile: settings for slicing. */
  Profile: {
    /** Unique identifier (UUID). */
    id: string;
    /** Name of the profile. */
    name: string;
    /** Description of the profile, for people. */
    description: string | null;
    /** Layer height, in millimetres. */
    layerHeight: number;
    /** Speed of infill, in mm/s. */
    printSpeed: number;
    /** Nozzle temperature, in degrees Celsius. */
    nozzleTemp: number;
    /** Bed temperature, in degrees Celsius. */
    bedTemp: number;
    /** Retraction length, in millimetres. */
    retraction: number;
    /** Infill density, in percent. */
    infill: number;
    /** Whether to generate supports. */
    supports: boolean;
    /** Further settings of the slicer, by PrusaSlicer's names. */
    metadata: Record<string, unknown>;
    /** Whether this is the default profile. There is one. */
    isDefault: boolean;
    /** Time of creation, ISO 8601, UTC. */
    createdAt: string;
    /** Time of the last change, ISO 8601, UTC. */
    updatedAt: string;
  };
  /** A print profile. */
  ProfileAnswer: {
    /** The profile. */
    profile: Schemas["Profile"];
  };
  /** Changes to a print profile; fields that are left out keep their values. */
  ProfileChange: {
    /** Name of the profile. */
    name?: string | null;
    /** Description of the profile, for people. */
    description?: string | null;
    /** Layer height, in millimetres. */
    layerHeight?: number | null;
    /** Speed of infill, in mm/s. */
    printSpeed?: number | null;
    /** Nozzle temperature, in degrees Celsius. */
    nozzleTemp?: number | null;
    /** Bed temperature, in degrees Celsius. */
    bedTemp?: number | null;
    /** Retraction length, in millimetres. */
    retraction?: number | null;
    /** Infill density, in percent. */
    infill?: number | null;
    /** Whether to generate supports. */
    supports?: boolean | null;
    /** Further settings of the slicer, by PrusaSlicer's names. */
    metadata?: Record<string, Schemas["JsonValue"]> | null;
    /** True makes this the default profile in place of the present one. */
    isDefault?: boolean | null;
  };
  /** A new print profile. */
  ProfileInput: {
    /** Name of the profile. */
    name: string;
    /** Description of the profile, for people. */
    description?: string | null;
    /** Layer height, in millimetres. */
    layerHeight: number;
    /** Speed of infill, in mm/s. */
    printSpeed: number;
    /** Nozzle temperature, in degrees Celsius. */
    nozzleTemp: number;
    /** Bed temperature, in degrees Celsius. */
    bedTemp: number;
    /** Retraction length, in millimetres. */
    retraction: number;
    /** Infill density, in percent. */
    infill: number;
    /** Whether to generate supports. */
    supports: boolean;
    /** Further settings of the slicer, by PrusaSlicer's names. */
    metadata?: Record<string, Schemas["JsonValue"]>;
    /** Whether this is the default profile. There is one. */
    isDefault?: boolean;
  };
  /** The print profiles. */
  ProfileList: {
    /** Profiles, the default one first. */
    profiles: Schemas["Profile"][];
  };
  /** A question of the firmware to the user. */
  Prompt: {
    /** Text of the question. */
    text: string;
    /** Possible answers. `POST /api/printer/prompt` takes the index of one. */
    choices: string[];
  };
  /** The answer to the open question of the firmware. */
  PromptAnswer: {
    /** Index of the choice in `choices` of the question, from 0. */
    choice: number;
  };
  /** The new state of a camera, for visitors. */
  PublicCameraState: {
    /** Name of the camera, as in the settings. */
    camera: string;
    /** State of the camera. */
    state: Schemas["CameraState"];
  };
  /** The progress of the print, for visitors. */
  PublicProgress: {
    /** Progress, in percent. */
    percentage: number;
    /** Remaining printing time, in seconds; null while it is not known. */
    timeRemaining: number | null;
    /** Name of the job; null unless the setting `public_details` is on. */
    name: string | null;
    /** Number of the current layer, from 1; null if it is not known, or unless the setting `public_details` is on. */
    layer: number | null;
    /** Number of layers; null as `layer` is. */
    layersTotal: number | null;
  };
  /** What visitors see of the default printer. */
  PublicStatus: {
    /** State of the printer. `busy`: it executes a command that takes long, beside any print. `error`: it is not connected, or it must be reset; `connection.reason` says why. */
    state: "idle" | "busy" | "printing" | "paused" | "error";
    /** Temperatures of all heaters. */
    temperatures: Schemas["TemperatureData"];
    /** Progress of the print; null if there is none. */
    progress: Schemas["PublicProgress"] | null;
  };
  /** What was deleted for good. */
  Purged: {
    /** Number of entries that were deleted for good. */
    purged: number;
  };
  /** The queue of a printer. */
  Queue: {
    /** Job that left the queue last; it may have ended. Null if there is none. */
    current: Schemas["Job"] | null;
    /** Waiting jobs, the next one first. */
    queue: Schemas["Job"][];
    /** Whether the bed is clear, as far as is known. If it is not, the next job waits until somebody confirms it. */
    bedIsClear: boolean;
    /** What is in the way of a start: another job (`busy`), a print from the SD card (`prints_itself`), the connection (`not_ready`), a queue that is still being read (`queue_unread`), jobs before it in the queue (`others_wait`), or the bed (`bed`); null: nothing. */
    blockedBy: "busy" | "prints_itself" | "not_ready" | "queue_unread" | "others_wait" | "bed" | null;
    /** Why the next job does not start, and what to do about it, for people; null if nothing is in its way but the order to start it. */
    reason: string | null;
    /** What `POST /api/jobs/start` would lead to now, without `queue`. */
    newPrint: Schemas["StartOutlook"];
    /** What `POST /api/jobs/{id}/start` would lead to now, for any job of the queue. */
    nextPrint: Schemas["StartOutlook"];
  };
  /** A recording of a camera. */
  Recording: {
    /** Unique identifier (UUID). */
    id: string;
    /** Name of the camera, as in the settings. */
    camera: string;
    /** Quality of the video. */
    quality: "low" | "medium" | "high";
    /** Time of its start, ISO 8601, UTC. */
    startedAt: string;
    /** Time of its end, ISO 8601, UTC; null while it is running. */
    endedAt: string | null;
    /** Why it ended; null while it is running. */
    reason: string | null;
    /** Size, in bytes. */
    sizeBytes: number;
    /** Path of the video. */
    videoUrl: string;
  };
  /** A recording and the path of its video. */
  RecordingAnswer: {
    /** Path of the video. */
    videoUrl: string;
    /** The recording. */
    recording: Schemas["Recording"];
  };
  /** A recording that has begun or ended. */
  RecordingChange: {
    /** Unique identifier (UUID). */
    id: string;
    /** Name of the camera, as in the settings. */
    camera: string;
    /** Why it ended; null while it is running. */
    reason: string | null;
  };
  /** Options of a new recording. */
  RecordingInput: {
    /** Quality of the video. */
    quality?: "low" | "medium" | "high";
    /** Maximum duration, in seconds. The recording then stops by itself. */
    maxDuration?: number;
  };
  /** A page of recordings. */
  RecordingPage: {
    /** Total number of entries on all pages. */
    total: number;
    /** Number of the page, from 1. */
    page: number;
    /** Number of pages. */
    pages: number;
    /** Recordings on this page, the newest first. */
    recordings: Schemas["Recording"][];
  };
  /** The plan for continuing a failed job, and the new job if it was confirmed. */
  RecoveryAnswer: {
    /** The plan. */
    plan: Schemas["RecoveryPlan"];
    /** Job that prints the rest; null if it was not confirmed. */
    job: Schemas["Job"] | null;
  };
  /** How to continue a failed job. */
  RecoveryInput: {
    /** Where to continue: at the begin of the layer or of the previous one, or at the line where the print ended. */
    begin?: "layer" | "previous_layer" | "line";
    /** Correction of the nozzle's height, in millimetres; positive: higher. */
    zOffsetMm?: number;
    /** Whether to print the rest. By default only the plan is returned. */
    confirm?: boolean;
  };
  /** The plan for continuing a failed job. */
  RecoveryPlan: {
    /** Line of the G-code at which printing continues, from 1. */
    firstLine: number;
    /** Number of the layer, from 1; null if it is not known. */
    layer: number | null;
    /** Height of the layer, in millimetres; null if it is not known. */
    heightMm: number;
    /** G-code commands that are sent before the file continues. */
    commands: string[];
    /** The commands explained, for people. */
    steps: string[];
    /** What may go wrong, for people. */
    warnings: string[];
  };
  /** The state of Redis. */
  RedisHealth: {
    /** Whether Redis answers. `unused`: REDIS_URL is not set. */
    status: "ok" | "unavailable" | "unused";
  };
  /** A refresh token, to be exchanged for new tokens. */
  RefreshInput: {
    /** Refresh token from the last sign-in or refresh. It can be used once. */
    refreshToken: string;
  };
  /** A new account. */
  Registration: {
    /** Email address. */
    email: string;
    /** Username: 3 to 32 letters, digits, `_`, `.` and `-`. */
    username: string;
    /** New password, at least 8 characters. */
    password: string;
  };
  /** The files that have moved with their folder. */
  Renamed: {
    /** Number of files that moved. */
    moved: number;
  };
  /** A summary of a period. */
  Report: {
    /** Unique identifier (UUID). */
    id: string;
    /** Kind of the report. */
    kind: string;
    /** Begin of the period, ISO 8601, UTC. */
    periodStart: string;
    /** End of the period, exclusive, ISO 8601, UTC. */
    periodEnd: string;
    /** Content of the report: statistics of the period. */
    data: Record<string, unknown>;
    /** Time of creation, ISO 8601, UTC. */
    createdAt: string;
  };
  /** A page of reports. */
  ReportPage: {
    /** Total number of entries on all pages. */
    total: number;
    /** Number of the page, from 1. */
    page: number;
    /** Number of pages. */
    pages: number;
    /** Reports on this page, the newest first. */
    reports: Schemas["Report"][];
  };
  /** The reset was sent to the printer. */
  ResetDone: {
    /** Always true; errors have the error envelope instead. */
    success: true;
    /** Whether the board has restarted. */
    restarted: boolean;
    /** Result of the reset; if the board has not restarted, what to do. */
    message: string;
  };
  /** The actor that is being restarted. */
  Restarted: {
    /** Path of the actor in the supervision tree. */
    restarted: string;
  };
  /** Confirmation that a backup is to replace the current data. */
  RestoreInput: {
    /** Name of the backup once more. */
    confirm: string;
  };
  /** The restore that was ordered. */
  RestoreOrdered: {
    /** Name of the backup. The server restarts now and restores it before it opens its data. */
    restoring: string;
  };
  /** What was restored. */
  Restored: {
    /** What it is. */
    kind: Schemas["TrashKind"];
    /** Unique identifier (UUID). */
    id: string;
  };
  /** The last event that the client received before its connection was lost. */
  ResumeData: {
    /** `stream` of the earlier `hello`. */
    stream: string;
    /** Last `sequence` received. */
    since: number;
  };
  /** What was sent before this reply. */
  Resumed: {
    /** Number of events that were missed and are sent now. */
    events: number;
    /** Number of the last lasting event before this connection. */
    sequence: number;
  };
  /** The number of sessions that were ended. */
  Revoked: {
    /** Number of sessions that were ended. */
    revoked: number;
  };
  /** A print from the printer's own SD card. */
  SdPrint: {
    /** Name of the file on the card. */
    name: string;
    /** Progress, in percent; null while it is not known. */
    percent: number | null;
    /** Whether the print is paused. */
    paused: boolean;
  };
  /** A serial port of the server. */
  SerialPort: {
    /** Path of the device. */
    device: string;
    /** What the device calls itself. */
    description: string | null;
    /** USB vendor and product id, in hexadecimal (VID:PID). */
    usb: string | null;
    /** Serial number of the USB device. */
    serialNumber: string | null;
    /** Position of the USB device on its bus. */
    location: string | null;
    /** Whether the settings name this port for the printer. */
    configured: boolean;
  };
  /** The serial ports of the server. */
  SerialPortList: {
    /** Serial ports to which a printer may be connected. */
    ports: Schemas["SerialPort"][];
  };
  /** Where other devices open the front end. */
  ServerAddresses: {
    /** URLs of the front end for devices in the same network, the likeliest first; empty if the server is in no network. */
    urls: string[];
    /** Whether the server listens on this computer alone (setting `host`), so that other devices cannot reach it without a proxy. */
    localOnly: boolean;
  };
  /** A sign-in on one device. */
  Session: {
    /** Unique identifier (UUID). */
    id: string;
    /** Time of creation, ISO 8601, UTC. */
    createdAt: string;
    /** Time of the last refresh, ISO 8601, UTC. */
    lastUsedAt: string;
    /** Time of expiry, ISO 8601, UTC. */
    expiresAt: string;
    /** IP address of the client. */
    ipAddress: string | null;
    /** `User-Agent` header of the client, shortened. */
    userAgent: string | null;
    /** Whether this request was made with this session. */
    current: boolean;
  };
  /** The active sessions of your account. */
  SessionList: {
    /** Sessions that are neither revoked nor expired. */
    sessions: Schemas["Session"][];
  };
  /** A setting with the value that is in use. */
  Setting: {
    /** Name of the setting, as in the settings file. */
    key: string;
    /** Value of the setting; secrets are replaced by asterisks. */
    value: Schemas["JsonValue"];
    /** Section of the setting in docs/settings.md; `camera` for settings of cameras. */
    category: string;
    /** What the setting does. */
    description: string | null;
    /** Environment variables of the setting; the first that is set is used. */
    environment: string[];
    /** JSON Schema of the value: its type, its limits, and what can be chosen. */
    valueSchema: Record<string, unknown> | null;
    /** Default of the setting; null if it has none. */
    default: Schemas["JsonValue"];
    /** Unit of the number: `seconds`, `minutes`, `hours`, `days`, `bytes` or `currency/kg`. */
    unit: string | null;
    /** Whether `PATCH /api/settings` may change it. */
    changeable: boolean;
    /** Why it cannot be changed over the API; null if it can. */
    fixedBy: string | null;
    /** Whether it was changed over the API. */
    isStored: boolean;
    /** Whether a change takes effect only when the server is restarted (`POST /api/admin/server/restart`). */
    needsRestart: boolean;
    /** Value after the next start of the server, as `value`. */
    nextValue: Schemas["JsonValue"];
    /** Time of the last change of a camera's settings, ISO 8601, UTC; null if there was none. */
    updatedAt: string | null;
  };
  /** New values of settings. */
  SettingChanges: {
    /** Values by the names of the settings. null removes what was stored: the settings file or the default counts again. */
    values: Record<string, Schemas["JsonValue"]>;
  };
  /** The settings, all or those of one category. */
  SettingList: {
    /** Settings, with the values in use. */
    settings: Schemas["Setting"][];
  };
  /** Severity of an event. */
  Severity: "INFO" | "WARNING" | "ERROR" | "CRITICAL";
  /** What a sign-in page must know. */
  SignInState: {
    /** Whether this request has a valid credential: then `GET /api/auth/me` says whose. */
    signedIn: boolean;
    /** Whether there is no account yet: the first to register is the administrator. */
    firstRun: boolean;
    /** Whether anybody may register with `POST /api/auth/register`; always true in the first run. */
    registrationOpen: boolean;
    /** Whether this is the demonstration, with a simulated printer. */
    demo: boolean;
    /** Whether this client may sign in with `POST /api/auth/demo`, without a password. */
    demoSignIn: boolean;
    /** Whether visitors see the public page (`/api/public/…`) without an account. */
    publicPage: boolean;
    /** Whether visitors see the camera. */
    publicCamera: boolean;
    /** Names of the printers, the default one first. */
    printers: string[];
    /** Version of the server. */
    version: string;
  };
  /** An account and its tokens. */
  SignedIn: {
    /** JWT for the `Authorization: Bearer` header. It is valid for minutes. */
    accessToken: string;
    /** JWT for `POST /api/auth/refresh`. It is valid for days and can be used once. */
    refreshToken: string;
    /** The account. */
    user: Schemas["User"];
  };
  /** A URL that works without credentials, for a short time. */
  SignedUrl: {
    /** Signed path, for example for `src` in a page. */
    url: string;
    /** Time of expiry, ISO 8601, UTC. */
    expiresAt: string;
  };
  /** The path to sign. */
  SignedUrlInput: {
    /** Path of this API, with its query. Only media can be signed: files, videos, pictures. */
    path: string;
  };
  /** Signed paths. */
  SignedUrls: {
    /** Paths with signatures, in the order of the request; each is valid for GET without other credentials. */
    urls: string[];
    /** Time of expiry, ISO 8601, UTC. */
    expiresAt: string;
  };
  /** Paths to be signed. */
  SignedUrlsInput: {
    /** Paths with their queries, as for `POST /api/media/sign`. */
    paths: string[];
  };
  /** The task that slices a model, and its result if the request waited for it. */
  SliceAnswer: {
    /** The task that slices the model. */
    task: Schemas["Task"];
    /** The sliced G-code; null if the request did not wait for it. */
    slicedFile: Schemas["SlicedFile"] | null;
  };
  /** Options for slicing a model. */
  SliceInput: {
    /** Id of the print profile. Default: the default profile. */
    profileId?: string | null;
    /** Settings that replace those of the profile. */
    settings?: Schemas["SliceSettings"];
    /** Number of the plate of a 3MF project. Default: the first plate that is not empty. */
    plate?: number | null;
  };
  /** Settings that replace those of the profile for one slicing. */
  SliceSettings: {
    /** Layer height, in millimetres. */
    layerHeight?: number | null;
    /** Infill density, in percent. */
    infill?: number | null;
    /** Whether to generate supports. */
    supports?: boolean | null;
  };
  /** G-code that was sliced from a model. */
  SlicedFile: {
    /** Unique identifier (UUID). */
    id: string;
    /** Id of the model. */
    sourceFileId: string;
    /** Id of the profile with which the model was sliced. */
    profileId: string;
    /** Estimated printing time, in seconds. */
    estimatedTime: number;
    /** Mass of the filament, in grams. */
    filamentUsage: number;
    /** Layer height, in millimetres. */
    layerHeight: number;
    /** Number of layers; null if it is not known. */
    layerCount: number | null;
    /** Cost of the filament, in the currency of the settings; null if it is not known. */
    cost: number | null;
    /** Size, in bytes. */
    fileSize: number;
    /** SHA-256 of the content, in hexadecimal. */
    sha256: string;
    /** Results of the analysis of the G-code. */
    metadata: Record<string, unknown>;
    /** Time of creation, ISO 8601, UTC. */
    createdAt: string;
  };
  /** The G-code that was sliced from a model. */
  SlicedFileList: {
    /** Sliced G-code, the newest first. */
    slicedFiles: Schemas["SlicedFile"][];
  };
  /** A new job, and its copies. */
  StartAnswer: {
    /** The job. */
    job: Schemas["Job"];
    /** Ids of the further jobs, in the order of the queue. */
    copies: string[];
    /** Why there are fewer copies than were wanted; null if there are all. */
    copiesError: string | null;
  };
  /** What an order to start would lead to now. */
  StartOutlook: {
    /** Whether the print would start at once. Otherwise a file would wait in the queue, and a job of the queue would not start. */
    starts: boolean;
    /** What is in the way of a start: another job (`busy`), a print from the SD card (`prints_itself`), the connection (`not_ready`), a queue that is still being read (`queue_unread`), jobs before it in the queue (`others_wait`), or the bed (`bed`); null: nothing. */
    blockedBy: "busy" | "prints_itself" | "not_ready" | "queue_unread" | "others_wait" | "bed" | null;
    /** Why it would not start, and what to do about it, for people; null if it would. */
    reason: string | null;
  };
  /** Where an actor is in its life. */
  State: "starting" | "up" | "restarting" | "parked" | "stopping" | "stopped";
  /** Statistics by period, including periods without prints. */
  Statistics: {
    /** Length of the periods. */
    groupBy: Schemas["GroupBy"];
    /** Begin of the period, ISO 8601. */
    from: string;
    /** End of the period, exclusive, ISO 8601. */
    to: string;
    /** Statistics of the whole span. */
    total: Schemas["Figures"];
    /** Statistics of each period, the oldest first. */
    statistics: Schemas["PeriodFigures"][];
  };
  /** A subscription: to a camera or to a topic of a printer. */
  Subscription: {
    /** What the client is told. */
    topic: Schemas["Topic"];
    /** Name of the printer; absent for `camera`. */
    printer?: string | null;
    /** Name of the camera; absent for other topics. */
    camera?: string | null;
  };
  /** All subscriptions of the connection. */
  Subscriptions: {
    /** The subscriptions. */
    subscriptions: Schemas["Subscription"][];
  };
  /** An entry of the audit log. */
  SystemEvent: {
    /** Unique identifier (UUID). */
    id: string;
    /** Kind of the event. */
    eventType: string;
    /** What was done, for people. */
    description: string;
    /** Id of the account that did it; null if it is not known. */
    userId: string | null;
    /** IP address of the client. */
    ipAddress: string | null;
    /** `User-Agent` header of the client, shortened. */
    userAgent: string | null;
    /** Further data, depending on the kind; may be null. */
    metadata: Record<string, unknown> | null;
    /** Time of the entry, ISO 8601, UTC. */
    timestamp: string;
  };
  /** A page of the audit log. */
  SystemEventPage: {
    /** Total number of entries on all pages. */
    total: number;
    /** Number of the page, from 1. */
    page: number;
    /** Number of pages. */
    pages: number;
    /** Entries on this page, the newest first. */
    events: Schemas["SystemEvent"][];
  };
  /** The settings of a printer or a camera. */
  TableValues: {
    /** Values by the names of the fields, as in docs/settings.md; what is left out keeps its value, tables within are merged, and null sets the default. */
    values: Record<string, Schemas["JsonValue"]>;
  };
  /** A background task. */
  Task: {
    /** Unique identifier (UUID). */
    id: string;
    /** Queue in which workers find the task. */
    queue: string;
    /** What the task does. */
    operation: string;
    /** State of the task; it is `QUEUED` again before a further attempt. */
    status: Schemas["TaskStatus"];
    /** Progress, in percent. */
    progress: number;
    /** What the task is doing, for people; null if it has not said. */
    message: string | null;
    /** Arguments of the operation. */
    arguments: Record<string, unknown>;
    /** Result of the operation; null before its end. */
    result: unknown;
    /** Why the last attempt failed; null if none has. */
    error: string | null;
    /** Number of attempts so far. */
    attempts: number;
    /** Number of attempts after which it fails. */
    maxAttempts: number;
    /** Id of the account for which it runs; null for the server itself. */
    userId: string | null;
    /** Time of creation, ISO 8601, UTC. */
    createdAt: string;
    /** Begin of the last attempt, ISO 8601, UTC; null before the first. */
    startedAt: string | null;
    /** Time of its end, ISO 8601, UTC; null before it. */
    endedAt: string | null;
  };
  /** A background task. */
  TaskAnswer: {
    /** The task. */
    task: Schemas["Task"];
  };
  /** A page of background tasks. */
  TaskPage: {
    /** Total number of entries on all pages. */
    total: number;
    /** Number of the page, from 1. */
    page: number;
    /** Number of pages. */
    pages: number;
    /** Tasks on this page, the newest first. */
    tasks: Schemas["Task"][];
  };
  /** State of a background task; between attempts it is QUEUED. */
  TaskStatus: "QUEUED" | "RUNNING" | "FINISHED" | "FAILED" | "CANCELLED";
  /** The background tasks that are ready to run. */
  TasksHealth: {
    /** Whether tasks run in time. `late`: one waits for more than a minute without a worker for its queue, or for more than an hour. `unknown`: the database does not answer. */
    status: "ok" | "late" | "unknown";
    /** Number of waiting tasks, counted up to 200. */
    waiting: number;
    /** Longest time that a task has been waiting, in seconds. */
    longestWaitSeconds: number;
    /** Queues in which tasks are late. */
    lateQueues: string[];
  };
  /** The temperatures at one time of a print. */
  Temperature: {
    /** Time of the entry, ISO 8601, UTC. */
    timestamp: string;
    /** Temperature of the hotend, in degrees Celsius. */
    hotendTemp: number;
    /** Target temperature of the hotend, in degrees Celsius. */
    hotendTarget: number;
    /** Temperature of the bed, in degrees Celsius. */
    bedTemp: number;
    /** Target temperature of the bed, in degrees Celsius. */
    bedTarget: number;
    /** Temperature of the chamber, in degrees Celsius; null without a heated chamber. */
    chamberTemp: number | null;
  };
  /** The temperatures of all heaters; null for a heater that the printer does not have. */
  TemperatureData: {
    /** Hotend of the tool in use. */
    hotend: Schemas["HeaterReading"] | null;
    /** Heated bed. */
    bed: Schemas["HeaterReading"] | null;
    /** Heated chamber. */
    chamber: Schemas["HeaterReading"] | null;
    /** Number of the tool in use, from 0. */
    tool: number;
    /** All hotends that the firmware reports. Tools that share a nozzle have one entry. */
    tools: Schemas["HotendReading"][];
  };
  /** Recent temperatures. */
  TemperatureHistory: {
    /** Samples, the oldest first. */
    samples: Schemas["TemperatureSample"][];
  };
  /** Target temperatures; fields that are left out keep their targets. At least one is required. */
  TemperatureInput: {
    /** Whether to respond only when the firmware has answered. By default the response comes as soon as the commands are on their way. What takes minutes is not waited for: see `underWay`. */
    wait?: boolean;
    /** Target temperature of the hotend, in degrees Celsius; 0 switches it off. */
    hotend?: number | null;
    /** Target temperature of the bed, in degrees Celsius; 0 switches it off. */
    bed?: number | null;
    /** Target temperature of the chamber, in degrees Celsius; 0 switches it off. */
    chamber?: number | null;
    /** Number of the tool, from 0, as in T0, T1 … Default: the tool in use. */
    tool?: number | null;
    /** Whether to carry this out even if it would ruin the print in progress. */
    force?: boolean;
  };
  /** The temperatures at one time. */
  TemperatureSample: {
    /** Hotend of the tool in use. */
    hotend: Schemas["HeaterReading"] | null;
    /** Heated bed. */
    bed: Schemas["HeaterReading"] | null;
    /** Heated chamber. */
    chamber: Schemas["HeaterReading"] | null;
    /** Number of the tool in use, from 0. */
    tool: number;
    /** All hotends that the firmware reports. Tools that share a nozzle have one entry. */
    tools: Schemas["HotendReading"][];
    /** Time of the measurement, ISO 8601, UTC. */
    timestamp: string;
  };
  /** Temperatures that replace those of the file; fields that are left out keep those of the file. */
  Temperatures: {
    /** Temperature of every hotend that the file heats, in degrees Celsius. */
    hotend?: number | null;
    /** Temperature of the bed, in degrees Celsius. */
    bed?: number | null;
    /** Temperature of the chamber, in degrees Celsius. */
    chamber?: number | null;
  };
  /** The last lines of the conversation with the firmware. */
  Terminal: {
    /** Lines, the oldest first. */
    lines: Schemas["TerminalLine"][];
  };
  /** A line that was sent to the firmware or received from it. */
  TerminalLine: {
    /** Number of the line. Lines that are lost leave a gap. */
    sequence: number;
    /** Time of the entry, ISO 8601, UTC. */
    timestamp: string;
    /** Whether it was sent to the firmware or received from it. */
    direction: "sent" | "received";
    /** What it is: a `command`; a `poll`, which asks how the printer is; a line of the file, as a sample of its `stream`; an `answer`; a `temperature` or `position` report; `busy`; an `error` or warning; other `text`. */
    kind: Schemas["LineKind"];
    /** The line, at most 300 characters of it. */
    text: string;
    /** Number of lines that it stands for: more than 1 only for a sample of the stream. */
    lines: number;
  };
  /** Lines said to the firmware and by it. */
  TerminalLines: {
    /** Lines, in order; they have the numbers that follow. */
    lines: Schemas["TerminalLine"][];
    /** Number of lines before these that were not sent, because there were too many. */
    lost: number;
  };
  /** A ticket for one WebSocket connection. */
  Ticket: {
    /** Secret text, in place of the token in `authenticate` or in the subprotocol `lezerprint.bearer.<ticket>`. It can be used once. */
    ticket: string;
    /** Time of expiry, ISO 8601, UTC. */
    expiresAt: string;
  };
  /** The range in which the printing time probably is. */
  TimeRange: {
    /** Lower bound of the printing time, in seconds. */
    low: number;
    /** Upper bound of the printing time, in seconds. */
    high: number;
    /** Probability that the printing time is in the range, from 0 to 1. */
    confidence: number;
  };
  /** The film of a job. */
  Timelapse: {
    /** Unique identifier (UUID). */
    id: string;
    /** Id of the job. */
    jobId: string;
    /** Name of the job. */
    jobName: string;
    /** Number of pictures in the film. */
    frameCount: number;
    /** Length of the film, in seconds. */
    duration: number;
    /** Size, in bytes. */
    fileSize: number;
    /** Time of creation, ISO 8601, UTC. */
    createdAt: string;
    /** Path of the film. */
    videoUrl: string;
    /** Path of the picture that stands for the film (JPEG). */
    posterUrl: string;
  };
  /** The film of a job and the path of its video. */
  TimelapseAnswer: {
    /** Path of the film. */
    videoUrl: string;
    /** The film. */
    timelapse: Schemas["Timelapse"];
  };
  /** A time-lapse whose last picture was taken. */
  TimelapseEnded: {
    /** Id of the job. */
    jobId: string;
    /** Number of pictures, with those that are missing. */
    frames: number;
  };
  /** Something that concerns the time-lapse of a job. */
  TimelapseEvent: {
    /** Id of the job. */
    jobId: string;
  };
  /** A film that could not be made. */
  TimelapseFailed: {
    /** Id of the job. */
    jobId: string;
    /** Why, for people. */
    reason: string;
  };
  /** A picture that was taken, or is missing. */
  TimelapseFrame: {
    /** Id of the job. */
    jobId: string;
    /** Number of the picture, from 1. */
    number: number;
    /** Number of layers printed by then; null if it is not known. */
    layer: number | null;
    /** What is wrong with the picture. */
    mark: Schemas["FrameMark"];
  };
  /** When pictures are taken for the time-lapse of a print. */
  TimelapseMode: "off" | "layer" | "layer_parked" | "interval";
  /** A page of films. */
  TimelapsePage: {
    /** Total number of entries on all pages. */
    total: number;
    /** Number of the page, from 1. */
    page: number;
    /** Number of pages. */
    pages: number;
    /** Films on this page, the newest first. */
    timelapses: Schemas["Timelapse"][];
  };
  /** A film that can be played. */
  TimelapseReady: {
    /** Id of the job. */
    jobId: string;
    /** Number of pictures in the film. */
    frameCount: number;
    /** Length of the film, in seconds. */
    duration: number;
    /** Size, in bytes. */
    fileSize: number;
    /** Pictures per second. */
    fps: number;
    /** Path of the film. */
    videoUrl: string;
  };
  /** A time-lapse that begins. */
  TimelapseStarted: {
    /** Id of the job. */
    jobId: string;
    /** When pictures are taken. */
    mode: Schemas["TimelapseMode"];
    /** Name of the camera, as in the settings. */
    camera: string;
  };
  /** An access token and a refresh token. */
  TokenPair: {
    /** JWT for the `Authorization: Bearer` header. It is valid for minutes. */
    accessToken: string;
    /** JWT for `POST /api/auth/refresh`. It is valid for days and can be used once. */
    refreshToken: string;
  };
  /** What a client subscribes to, `subscribe:<topic>`. */
  Topic: "status" | "temperature" | "progress" | "camera" | "terminal";
  /** Something that was deleted and can be restored. */
  TrashEntry: {
    /** Id that it had, and has again when it is restored (UUID). */
    id: string;
    /** What it is. */
    kind: Schemas["TrashKind"];
    /** Name, for people. */
    name: string;
    /** Id of the account. */
    userId: string;
    /** Size, in bytes. */
    sizeBytes: number;
    /** Time of the deletion, ISO 8601, UTC. */
    deletedAt: string;
    /** Time at which it is deleted for good, ISO 8601, UTC. */
    expiresAt: string;
  };
  /** What lies in the trash. */
  TrashKind: "FILE" | "JOB" | "PROFILE" | "RECORDING";
  /** A page of the trash. */
  TrashPage: {
    /** Total number of entries on all pages. */
    total: number;
    /** Number of the page, from 1. */
    page: number;
    /** Number of pages. */
    pages: number;
    /** Entries on this page, the last deleted first. */
    entries: Schemas["TrashEntry"][];
    /** Size of all entries on the disk, in bytes. */
    totalBytes: number;
  };
  /** A figure for the last days and for as many days before them. */
  Trend: {
    /** Value for the last days; null without data. */
    current: number | null;
    /** Value for the days before those; null without data. */
    previous: number | null;
    /** Change from the previous to the current value, in percent; null if the previous value is null or 0. */
    change: number | null;
  };
  /** How the figures have changed. */
  Trends: {
    /** Length of each of the two compared spans, in days. */
    days: number;
    /** Number of prints that ended. */
    totalPrints: Schemas["Trend"];
    /** Share of successful prints, from 0 to 1. */
    successRate: Schemas["Trend"];
    /** Total printing time, in seconds. */
    totalTime: Schemas["Trend"];
    /** Filament used, in grams. */
    materialUsed: Schemas["Trend"];
    /** Mean printing time of completed prints, in seconds. */
    averagePrintTime: Schemas["Trend"];
  };
  /** What the moves of a print are tuned by, as it was set last, by the file or by an order. */
  Tuning: {
    /** Speed of the part cooling fan, in percent; null if it is not known. */
    fanPercent: number | null;
    /** Speed, in percent of that in the G-code; null if it is not known. */
    feedRatePercent: number | null;
    /** Extrusion, in percent of that in the G-code; null if it is not known. */
    flowRatePercent: number | null;
    /** Sum of the baby steps since the board was reset, in millimetres; positive: the nozzle is higher. Homing Z ends it where the firmware has no probe. */
    zOffset: number;
  };
  /** An action that is not possible now. */
  UnavailableAction: {
    /** Name of the action. */
    action: "connect" | "disconnect" | "reset" | "move" | "temperature" | "command" | "pause" | "resume" | "cancel";
    /** Why it is not possible, and what to do about it, for people. */
    reason: string;
  };
  /** An action that is not possible with a job now. */
  UnavailableJobAction: {
    /** Name of the action. */
    action: "start" | "pause" | "resume" | "cancel" | "recover" | "delete";
    /** Why it is not possible, and what to do about it, for people. */
    reason: string;
  };
  /** A new file. */
  UploadAnswer: {
    /** The file. */
    file: Schemas["File"];
    /** Id of the oldest other file with the same content; null if there is none. */
    duplicateOf: string | null;
  };
  /** An announced upload. */
  UploadData: {
    /** Id under which the upload was announced over the WebSocket. */
    uploadId: string;
  };
  /** A multipart form with a file. Fields may be in any order; unknown ones are ignored. */
  UploadForm: {
    /** The file: STL, OBJ, 3MF or G-code. Its type is recognised by its content. */
    file: Blob;
    /** Folder for the file. Default: no folder. */
    folder?: string | null;
    /** Name for the file. Default: the file name in the form. */
    name?: string | null;
  };
  /** Where to send the file, as a multipart form. */
  UploadPlace: {
    /** Id under which the upload was announced over the WebSocket. */
    uploadId: string;
    /** HTTP method. */
    method: "POST";
    /** Path and query of the request. */
    url: string;
    /** Name of the form's field for the file. */
    field: "file";
    /** Maximum size of a file, in bytes. */
    maxBytes: number;
  };
  /** How far an upload is. */
  UploadProgressed: {
    /** Id under which the upload was announced over the WebSocket; null if it was not. */
    uploadId: string | null;
    /** Id of the uploaded file, as returned by the upload. */
    fileId: string;
    /** Name of the file; empty as long as the form has not told it. */
    name: string;
    /** Size, in bytes. */
    receivedBytes: number;
    /** Size of the whole form, a little more than that of the file; null if it is not known. */
    totalBytes: number | null;
    /** Progress, in percent; null if it is not known. */
    percentage: number | null;
  };
  /** An announced upload, and the file. */
  UploadResult: {
    /** Id under which the upload was announced over the WebSocket. */
    uploadId: string;
    /** Name of the file. */
    name: string;
    /** State of the upload. */
    state: "announced" | "receiving" | "uploaded";
    /** Id of the file; null before its first bytes. */
    fileId: string | null;
    /** Size, in bytes. */
    receivedBytes: number;
    /** Size of the whole form, a little more than that of the file; null if it is not known. */
    totalBytes: number | null;
    /** Whether the file is there. */
    complete: boolean;
    /** Whether the file was analysed. */
    processed: boolean;
    /** The file; null until it is there. */
    file: Schemas["File"] | null;
  };
  /** A file that is to be uploaded. */
  UploadStartData: {
    /** Name of the file. */
    name: string;
    /** Size of the file, in bytes. */
    size: number;
  };
  /** An announced upload. */
  UploadStatus: {
    /** Id under which the upload was announced over the WebSocket. */
    uploadId: string;
    /** Name of the file. */
    name: string;
    /** State of the upload. */
    state: "announced" | "receiving" | "uploaded";
    /** Id of the file; null before its first bytes. */
    fileId: string | null;
    /** Size, in bytes. */
    receivedBytes: number;
    /** Size of the whole form, a little more than that of the file; null if it is not known. */
    totalBytes: number | null;
  };
  /** An account. */
  User: {
    /** Unique identifier (UUID). */
    id: string;
    /** Email address. */
    email: string;
    /** Username. */
    username: string;
    /** Role of the account: what it may do. */
    role: Schemas["UserRole"];
    /** Whether the account may sign in. */
    isActive: boolean;
    /** Preferences of the account, as stored by clients. `notifications` holds the notification settings; only the account's own sessions see it. */
    preferences: Record<string, unknown>;
    /** Time of creation, ISO 8601, UTC. */
    createdAt: string;
    /** Time of the last change, ISO 8601, UTC. */
    updatedAt: string;
    /** Time of the last sign-in, ISO 8601, UTC; null before the first. */
    lastLoginAt: string | null;
  };
  /** An account. */
  UserAnswer: {
    /** The account. */
    user: Schemas["User"];
  };
  /** Changes to an account by an administrator; fields that are left out keep their values. */
  UserChange: {
    /** Email address. */
    email?: string | null;
    /** Username: 3 to 32 letters, digits, `_`, `.` and `-`. */
    username?: string | null;
    /** Role of the account: what it may do. */
    role?: Schemas["UserRole"] | null;
    /** Whether the account may sign in. */
    isActive?: boolean | null;
  };
  /** Prints that failed or were cancelled for one reason, as their owners saw it. */
  UserFailure: {
    /** Reason that the owners gave. */
    reason: Schemas["UserReason"];
    /** Number of prints with this reason. */
    count: number;
    /** Share among all prints with a reason, in percent. */
    percentage: number;
    /** The newest of these prints, at most three. */
    examples: Schemas["FailureExample"][];
  };
  /** A new account, created by an administrator. */
  UserInput: {
    /** Email address. */
    email: string;
    /** Username: 3 to 32 letters, digits, `_`, `.` and `-`. */
    username: string;
    /** New password, at least 8 characters. */
    password: string;
    /** Role of the account: what it may do. */
    role?: Schemas["UserRole"];
  };
  /** A page of accounts. */
  UserPage: {
    /** Total number of entries on all pages. */
    total: number;
    /** Number of the page, from 1. */
    page: number;
    /** Number of pages. */
    pages: number;
    /** Accounts on this page. */
    users: Schemas["User"][];
  };
  /** Why a print failed or was cancelled, as its owner saw it. */
  UserReason: "POOR_ADHESION" | "WARPING" | "LAYER_SHIFT" | "CLOGGED_NOZZLE" | "UNDER_EXTRUSION" | "STRINGING" | "SPAGHETTI" | "FILAMENT_RUNOUT" | "FILAMENT_TANGLE" | "WRONG_SETTINGS" | "POWER_LOSS" | "CHANGED_MIND" | "OTHER";
  /** Role of an account: what it may do. */
  UserRole: "ADMIN" | "OPERATOR" | "VIEWER";
  /** The head of a binary frame with a part of a camera's video, beside `event`. */
  VideoHead: {
    /** Name of the camera, as in the settings. */
    camera: string;
    /** Time of the part, in milliseconds since 1970. */
    timestamp: number;
    /** `init`: the init segment, before all others; `key`: a fragment that builds on none; `delta`: one that builds on those before it. */
    kind: "init" | "key" | "delta";
    /** The codec, as MediaSource takes it. */
    codec: string;
  };
  /** The progress of the print, as the WebSocket sends it to visitors. */
  VisitorProgress: {
    /** Progress, in percent. */
    percentage: number;
    /** Remaining printing time, in seconds; null while it is not known. */
    timeRemaining: number | null;
  };
  /** What the WebSocket sends visitors of a printer. */
  VisitorStatus: {
    /** State of the printer. `busy`: it executes a command that takes long, beside any print. `error`: it is not connected, or it must be reset; `connection.reason` says why. */
    state: "idle" | "busy" | "printing" | "paused" | "error";
    /** Temperatures of all heaters. */
    temperatures: Schemas["TemperatureData"];
    /** Progress of the print; null if there is none. */
    progress: Schemas["VisitorProgress"] | null;
  };
  /** The build volume, in millimetres. */
  Volume: {
    /** Length of the X axis, in millimetres. */
    x: number;
    /** Length of the Y axis, in millimetres. */
    y: number;
    /** Length of the Z axis, in millimetres. */
    z: number;
  };
  /** The media server's answer to an offer. */
  WebrtcAnswer: {
    /** Always `answer`. */
    type: "answer";
    /** Answer in SDP. */
    sdp: string;
  };
  /** A viewer's offer, with its ICE candidates in it. */
  WebrtcOffer: {
    /** Always `offer`. */
    type?: "offer";
    /** Offer in SDP. */
    sdp: string;
  };
  /** The workers for background tasks. */
  WorkersHealth: {
    /** Whether there are workers for every queue. `unknown`: Redis does not answer. */
    status: "ok" | "missing" | "unknown";
    /** Where workers run. `server`: the server starts processes when there is work. `redis`: with REDIS_URL, tasks wait for a `lezerprint worker`. */
    place: "server" | "redis";
    /** Number of workers by queue. */
    byQueue: Record<string, number>;
  };
  /** Whether the nozzle can be shifted by baby steps. */
  ZOffsetFacts: {
    /** Whether it can. */
    available: boolean;
    /** Why it cannot, for people; null if it can. */
    reason: string | null;
    /** Whether the firmware can keep the baby steps. */
    canBeSaved: boolean;
    /** Why it cannot keep them, for people; null if it can. */
    saveReason: string | null;
    /** Largest step, in millimetres. */
    maxStep: number;
    /** Largest sum of all steps, in millimetres. */
    maxOffset: number;
  };
  /** A baby step: the nozzle higher or lower, while it prints too. */
  ZOffsetInput: {
    /** Whether to respond only when the firmware has answered. By default the response comes as soon as the commands are on their way. What takes minutes is not waited for: see `underWay`. */
    wait?: boolean;
    /** Distance by which to shift the nozzle, in millimetres; positive: away from the bed. The sum of all steps is at most 2 mm. */
    step: number;
  };
}

/** By method and path. */
export interface Operations {
  "GET /api/printer/status": { data: Schemas["PrinterStatus"] };
  "GET /api/printer/facts": { data: Schemas["PrinterFacts"] };
  "POST /api/printer/emergency-stop": { data: Schemas["EmergencyStopped"] };
  "POST /api/printer/pause": { data: Schemas["JobOrdered"] };
  "POST /api/printer/resume": { data: Schemas["JobOrdered"] };
  "POST /api/printer/cancel": { data: Schemas["JobOrdered"] };
  "POST /api/printer/command": { body: Schemas["CommandInput"]; data: Schemas["Ordered"] };
  "POST /api/printer/home": { body?: Schemas["HomeInput"]; data: Schemas["Ordered"] };
  "POST /api/printer/move": { body: Schemas["MoveInput"]; data: Schemas["Ordered"] };
  "POST /api/printer/temperature": { body?: Schemas["TemperatureInput"]; data: Schemas["Ordered"] };
  "POST /api/printer/heaters-off": { data: Schemas["HeatersOff"] };
  "POST /api/printer/fan": { body: Schemas["FanInput"]; data: Schemas["Ordered"] };
  "POST /api/printer/feed-rate": { body: Schemas["FeedRateInput"]; data: Schemas["Ordered"] };
  "POST /api/printer/flow-rate": { body: Schemas["FlowRateInput"]; data: Schemas["Ordered"] };
  "POST /api/printer/z-offset": { body: Schemas["ZOffsetInput"]; data: Schemas["Ordered"] };
  "POST /api/printer/z-offset/save": { data: Schemas["Ordered"] };
  "POST /api/printer/extrude": { body: Schemas["ExtrudeInput"]; data: Schemas["Ordered"] };
  "POST /api/printer/load-filament": { body?: Schemas["FilamentInput"]; data: Schemas["Ordered"] };
  "POST /api/printer/unload-filament": { body?: Schemas["FilamentInput"]; data: Schemas["Ordered"] };
  "POST /api/printer/motors-off": { query?: { force?: boolean }; data: Schemas["Ordered"] };
  "GET /api/printer/commands": { data: Schemas["LongCommandList"] };
  "GET /api/printer/commands/{id}": { path: { id: string }; data: Schemas["LongCommand"] };
  "GET /api/printer/macros": { data: Schemas["MacroList"] };
  "POST /api/printer/macros/{name}": { path: { name: string }; body?: Schemas["MacroInput"]; data: Schemas["Ordered"] };
  "GET /api/printer/terminal": { query?: { limit?: number; since?: number }; data: Schemas["Terminal"] };
  "GET /api/printer/known-commands": { data: Schemas["KnownCommands"] };
  "GET /api/printer/bed-mesh": { data: Schemas["BedMesh"] };
  "GET /api/printer/bed-mesh/last": { data: Schemas["BedMesh"] };
  "GET /api/printer/firmware-settings": { data: Schemas["FirmwareSettings"] };
  "GET /api/printer/ports": { data: Schemas["SerialPortList"] };
  "POST /api/printer/connect": { body?: Schemas["ConnectInput"]; data: Schemas["Done"] };
  "POST /api/printer/disconnect": { query?: { force?: boolean }; data: Schemas["Done"] };
  "POST /api/printer/reset": { query?: { force?: boolean }; data: Schemas["ResetDone"] };
  "GET /api/printer/firmware": { data: Schemas["Firmware"] };
  "GET /api/printer/temperatures": { query?: { seconds?: number; points?: number }; data: Schemas["TemperatureHistory"] };
  "GET /api/printer/prompt": { data: Schemas["CurrentPrompt"] };
  "POST /api/printer/prompt": { body: Schemas["PromptAnswer"]; data: Schemas["Done"] };
  "GET /api/printer/diagnosis": { query?: { minutes?: number }; data: Schemas["LinkDiagnosis"] };
  "GET /api/printers": { data: Schemas["PrinterList"] };
  "GET /api/printers/{printer}/status": { path: { printer: string }; data: Schemas["PrinterStatus"] };
  "GET /api/printers/{printer}/facts": { path: { printer: string }; data: Schemas["PrinterFacts"] };
  "POST /api/printers/{printer}/emergency-stop": { path: { printer: string }; data: Schemas["EmergencyStopped"] };
  "POST /api/printers/{printer}/pause": { path: { printer: string }; data: Schemas["JobOrdered"] };
  "POST /api/printers/{printer}/resume": { path: { printer: string }; data: Schemas["JobOrdered"] };
  "POST /api/printers/{printer}/cancel": { path: { printer: string }; data: Schemas["JobOrdered"] };
  "POST /api/printers/{printer}/command": { path: { printer: string }; body: Schemas["CommandInput"]; data: Schemas["Ordered"] };
  "POST /api/printers/{printer}/home": { path: { printer: string }; body?: Schemas["HomeInput"]; data: Schemas["Ordered"] };
  "POST /api/printers/{printer}/move": { path: { printer: string }; body: Schemas["MoveInput"]; data: Schemas["Ordered"] };
  "POST /api/printers/{printer}/temperature": { path: { printer: string }; body?: Schemas["TemperatureInput"]; data: Schemas["Ordered"] };
  "POST /api/printers/{printer}/heaters-off": { path: { printer: string }; data: Schemas["HeatersOff"] };
  "POST /api/printers/{printer}/fan": { path: { printer: string }; body: Schemas["FanInput"]; data: Schemas["Ordered"] };
  "POST /api/printers/{printer}/feed-rate": { path: { printer: string }; body: Schemas["FeedRateInput"]; data: Schemas["Ordered"] };
  "POST /api/printers/{printer}/flow-rate": { path: { printer: string }; body: Schemas["FlowRateInput"]; data: Schemas["Ordered"] };
  "POST /api/printers/{printer}/z-offset": { path: { printer: string }; body: Schemas["ZOffsetInput"]; data: Schemas["Ordered"] };
  "POST /api/printers/{printer}/z-offset/save": { path: { printer: string }; data: Schemas["Ordered"] };
  "POST /api/printers/{printer}/extrude": { path: { printer: string }; body: Schemas["ExtrudeInput"]; data: Schemas["Ordered"] };
  "POST /api/printers/{printer}/load-filament": { path: { printer: string }; body?: Schemas["FilamentInput"]; data: Schemas["Ordered"] };
  "POST /api/printers/{printer}/unload-filament": { path: { printer: string }; body?: Schemas["FilamentInput"]; data: Schemas["Ordered"] };
  "POST /api/printers/{printer}/motors-off": { path: { printer: string }; query?: { force?: boolean }; data: Schemas["Ordered"] };
  "GET /api/printers/{printer}/commands": { path: { printer: string }; data: Schemas["LongCommandList"] };
  "GET /api/printers/{printer}/commands/{id}": { path: { printer: string; id: string }; data: Schemas["LongCommand"] };
  "GET /api/printers/{printer}/macros": { path: { printer: string }; data: Schemas["MacroList"] };
  "POST /api/printers/{printer}/macros/{name}": { path: { printer: string; name: string }; body?: Schemas["MacroInput"]; data: Schemas["Ordered"] };
  "GET /api/printers/{printer}/terminal": { path: { printer: string }; query?: { limit?: number; since?: number }; data: Schemas["Terminal"] };
  "GET /api/printers/{printer}/known-commands": { path: { printer: string }; data: Schemas["KnownCommands"] };
  "GET /api/printers/{printer}/bed-mesh": { path: { printer: string }; data: Schemas["BedMesh"] };
  "GET /api/printers/{printer}/bed-mesh/last": { path: { printer: string }; data: Schemas["BedMesh"] };
  "GET /api/printers/{printer}/firmware-settings": { path: { printer: string }; data: Schemas["FirmwareSettings"] };
  "GET /api/printers/{printer}/ports": { path: { printer: string }; data: Schemas["SerialPortList"] };
  "POST /api/printers/{printer}/connect": { path: { printer: string }; body?: Schemas["ConnectInput"]; data: Schemas["Done"] };
  "POST /api/printers/{printer}/disconnect": { path: { printer: string }; query?: { force?: boolean }; data: Schemas["Done"] };
  "POST /api/printers/{printer}/reset": { path: { printer: string }; query?: { force?: boolean }; data: Schemas["ResetDone"] };
  "GET /api/printers/{printer}/firmware": { path: { printer: string }; data: Schemas["Firmware"] };
  "GET /api/printers/{printer}/temperatures": { path: { printer: string }; query?: { seconds?: number; points?: number }; data: Schemas["TemperatureHistory"] };
  "GET /api/printers/{printer}/prompt": { path: { printer: string }; data: Schemas["CurrentPrompt"] };
  "POST /api/printers/{printer}/prompt": { path: { printer: string }; body: Schemas["PromptAnswer"]; data: Schemas["Done"] };
  "GET /api/printers/{printer}/diagnosis": { path: { printer: string }; query?: { minutes?: number }; data: Schemas["LinkDiagnosis"] };
  "GET /api/jobs": { query?: { page?: number; limit?: number; status?: ("QUEUED" | "PREPARING" | "PRINTING" | "PAUSED" | "COMPLETED" | "FAILED" | "CANCELLED")[]; printer?: string; fileId?: string; userId?: string; search?: string; from?: string; to?: string; userReason?: ("POOR_ADHESION" | "WARPING" | "LAYER_SHIFT" | "CLOGGED_NOZZLE" | "UNDER_EXTRUSION" | "STRINGING" | "SPAGHETTI" | "FILAMENT_RUNOUT" | "FILAMENT_TANGLE" | "WRONG_SETTINGS" | "POWER_LOSS" | "CHANGED_MIND" | "OTHER")[] }; data: Schemas["JobPage"] };
  "GET /api/jobs/current": { query?: { printer?: string }; data: Schemas["CurrentJobAnswer"] };
  "GET /api/printers/{printer}/job": { path: { printer: string }; data: Schemas["CurrentJobAnswer"] };
  "POST /api/jobs/start": { body: Schemas["JobStart"]; data: Schemas["StartAnswer"] };
  "GET /api/jobs/{id}": { path: { id: string }; query?: { points?: number; events?: number }; data: Schemas["JobDetails"] };
  "PATCH /api/jobs/{id}": { path: { id: string }; body?: Schemas["JobChange"]; data: Schemas["JobAnswer"] };
  "DELETE /api/jobs/{id}": { path: { id: string }; data: Schemas["Deleted"] };
  "GET /api/jobs/{id}/events": { path: { id: string }; query?: { page?: number; limit?: number }; data: Schemas["JobEventPage"] };
  "POST /api/jobs/{id}/start": { path: { id: string }; data: Schemas["JobAnswer"] };
  "POST /api/jobs/{id}/pause": { path: { id: string }; data: Schemas["JobAnswer"] };
  "POST /api/jobs/{id}/resume": { path: { id: string }; data: Schemas["JobAnswer"] };
  "POST /api/jobs/{id}/cancel": { path: { id: string }; data: Schemas["CancelAnswer"] };
  "POST /api/jobs/{id}/recover": { path: { id: string }; body?: Schemas["RecoveryInput"]; data: Schemas["RecoveryAnswer"] };
  "GET /api/printer/queue": { data: Schemas["Queue"] };
  "POST /api/printer/bed-clear": { data: Schemas["Queue"] };
  "GET /api/printers/{printer}/queue": { path: { printer: string }; data: Schemas["Queue"] };
  "POST /api/printers/{printer}/bed-clear": { path: { printer: string }; data: Schemas["Queue"] };
  "GET /api/auth/state": { data: Schemas["SignInState"] };
  "POST /api/auth/demo": { data: Schemas["SignedIn"] };
  "POST /api/auth/ticket": { data: Schemas["Ticket"] };
  "POST /api/auth/register": { body: Schemas["Registration"]; data: Schemas["SignedIn"] };
  "POST /api/auth/login": { body: Schemas["Login"]; data: Schemas["SignedIn"] };
  "POST /api/auth/refresh": { body: Schemas["RefreshInput"]; data: Schemas["TokenPair"] };
  "POST /api/auth/logout": { data: Schemas["Done"] };
  "GET /api/auth/me": { data: Schemas["UserAnswer"] };
  "PATCH /api/auth/me": { body?: Schemas["MeInput"]; data: Schemas["UserAnswer"] };
  "DELETE /api/auth/me": { body: Schemas["AccountDeletion"]; data: Schemas["DeletedAccount"] };
  "POST /api/auth/password": { body: Schemas["PasswordChange"]; data: Schemas["UserAnswer"] };
  "POST /api/auth/email": { body: Schemas["EmailChange"]; data: Schemas["UserAnswer"] };
  "GET /api/auth/sessions": { data: Schemas["SessionList"] };
  "DELETE /api/auth/sessions": { data: Schemas["Revoked"] };
  "DELETE /api/auth/sessions/{id}": { path: { id: string }; data: Schemas["Done"] };
  "GET /api/users": { query?: { page?: number; limit?: number; role?: ("ADMIN" | "OPERATOR" | "VIEWER")[]; isActive?: boolean; search?: string }; data: Schemas["UserPage"] };
  "POST /api/users": { body: Schemas["UserInput"]; data: Schemas["UserAnswer"] };
  "GET /api/users/{id}": { path: { id: string }; data: Schemas["UserAnswer"] };
  "PATCH /api/users/{id}": { path: { id: string }; body?: Schemas["UserChange"]; data: Schemas["UserAnswer"] };
  "DELETE /api/users/{id}": { path: { id: string }; query?: { transferTo?: string }; data: Schemas["DeletedAccount"] };
  "POST /api/users/{id}/password": { path: { id: string }; body: Schemas["PasswordReset"]; data: Schemas["UserAnswer"] };
  "GET /api/users/{id}/sessions": { path: { id: string }; data: Schemas["SessionList"] };
  "DELETE /api/users/{id}/sessions": { path: { id: string }; data: Schemas["Revoked"] };
  "GET /api/api-keys": { data: Schemas["ApiKeyList"] };
  "POST /api/api-keys": { body: Schemas["ApiKeyInput"]; data: Schemas["NewApiKey"] };
  "DELETE /api/api-keys/{id}": { path: { id: string }; data: Schemas["Done"] };
  "GET /api/files": { query?: { page?: number; limit?: number; folder?: string; type?: ("STL" | "GCODE" | "OBJ" | "THREEMF")[]; search?: string; result?: ("NEVER_PRINTED" | "COMPLETED" | "FAILED" | "CANCELLED")[]; sort?: "name" | "date" | "size"; order?: "asc" | "desc" }; data: Schemas["FilePage"] };
  "POST /api/files/upload": { query?: { uploadId?: string }; data: Schemas["UploadAnswer"] };
  "POST /api/files/bulk": { body: Schemas["BulkInput"]; data: Schemas["BulkAnswer"] };
  "GET /api/folders": { data: Schemas["FolderList"] };
  "POST /api/folders": { body: Schemas["FolderInput"]; data: Schemas["FolderAnswer"] };
  "PATCH /api/folders": { body: Schemas["FolderRename"]; data: Schemas["Renamed"] };
  "DELETE /api/folders": { query: { path: string; withFiles?: boolean }; data: Schemas["Done"] };
  "GET /api/files/{id}": { path: { id: string }; data: Schemas["FileAnswer"] };
  "PATCH /api/files/{id}": { path: { id: string }; body?: Schemas["FileChange"]; data: Schemas["FileAnswer"] };
  "DELETE /api/files/{id}": { path: { id: string }; data: Schemas["Deleted"] };
  "POST /api/files/{id}/analyze": { path: { id: string }; data: Schemas["TaskAnswer"] };
  "POST /api/files/{id}/thumbnail": { path: { id: string }; data: Schemas["TaskAnswer"] };
  "GET /api/files/{id}/download": { path: { id: string }; data: unknown };
  "GET /api/files/{id}/preview": { path: { id: string }; query?: { plate?: number; size?: "normal" | "large" }; data: unknown };
  "GET /api/files/{id}/preflight": { path: { id: string }; query?: { printer?: string; plate?: number }; data: Schemas["PreflightAnswer"] };
  "GET /api/files/{id}/model": { path: { id: string }; query?: { plate?: number }; data: unknown };
  "GET /api/files/{id}/toolpaths": { path: { id: string }; query?: { v?: string; plate?: number }; data: unknown };
  "GET /api/files/{id}/layers": { path: { id: string }; query?: { plate?: number }; data: Schemas["LayersAnswer"] };
  "GET /api/trash": { query?: { page?: number; limit?: number; kind?: ("FILE" | "JOB" | "PROFILE" | "RECORDING")[] }; data: Schemas["TrashPage"] };
  "DELETE /api/trash": { data: Schemas["Purged"] };
  "POST /api/trash/{id}/restore": { path: { id: string }; data: Schemas["Restored"] };
  "DELETE /api/trash/{id}": { path: { id: string }; data: Schemas["Done"] };
  "GET /api/cameras": { data: Schemas["CameraList"] };
  "GET /api/camera": { data: Schemas["Camera"] };
  "GET /api/camera/stream": { data: unknown };
  "GET /api/camera/snapshot": { data: unknown };
  "POST /api/camera/webrtc": { body: Schemas["WebrtcOffer"]; data: Schemas["WebrtcAnswer"] };
  "GET /api/camera/settings": { data: Schemas["CameraSettings"] };
  "POST /api/camera/settings": { body?: Schemas["CameraSettingsInput"]; data: Schemas["CameraSettings"] };
  "POST /api/camera/record/start": { body?: Schemas["RecordingInput"]; data: Schemas["RecordingAnswer"] };
  "POST /api/camera/record/stop": { data: Schemas["RecordingAnswer"] };
  "GET /api/cameras/{camera}": { path: { camera: string }; data: Schemas["Camera"] };
  "GET /api/cameras/{camera}/stream": { path: { camera: string }; data: unknown };
  "GET /api/cameras/{camera}/snapshot": { path: { camera: string }; data: unknown };
  "POST /api/cameras/{camera}/webrtc": { path: { camera: string }; body: Schemas["WebrtcOffer"]; data: Schemas["WebrtcAnswer"] };
  "GET /api/cameras/{camera}/settings": { path: { camera: string }; data: Schemas["CameraSettings"] };
  "POST /api/cameras/{camera}/settings": { path: { camera: string }; body?: Schemas["CameraSettingsInput"]; data: Schemas["CameraSettings"] };
  "POST /api/cameras/{camera}/record/start": { path: { camera: string }; body?: Schemas["RecordingInput"]; data: Schemas["RecordingAnswer"] };
  "POST /api/cameras/{camera}/record/stop": { path: { camera: string }; data: Schemas["RecordingAnswer"] };
  "GET /webcam/": { query?: { action?: "stream" | "snapshot" }; data: unknown };
  "GET /api/public/camera/stream": { data: unknown };
  "GET /api/public/camera/snapshot": { data: unknown };
  "GET /api/recordings": { query?: { page?: number; limit?: number; camera?: string }; data: Schemas["RecordingPage"] };
  "GET /api/recordings/{id}": { path: { id: string }; data: Schemas["RecordingAnswer"] };
  "DELETE /api/recordings/{id}": { path: { id: string }; data: Schemas["Deleted"] };
  "GET /api/recordings/{id}/video": { path: { id: string }; data: unknown };
  "GET /api/timelapses": { query?: { page?: number; limit?: number; printer?: string }; data: Schemas["TimelapsePage"] };
  "GET /api/jobs/{id}/timelapse": { path: { id: string }; data: Schemas["TimelapseAnswer"] };
  "POST /api/jobs/{id}/timelapse": { path: { id: string }; body?: Schemas["FilmInput"]; data: Schemas["FilmAnswer"] };
  "DELETE /api/jobs/{id}/timelapse": { path: { id: string }; query?: { frames?: boolean }; data: Schemas["Done"] };
  "GET /api/jobs/{id}/timelapse/video": { path: { id: string }; data: unknown };
  "GET /api/jobs/{id}/timelapse/poster": { path: { id: string }; data: unknown };
  "GET /api/profiles": { data: Schemas["ProfileList"] };
  "POST /api/profiles": { body: Schemas["ProfileInput"]; data: Schemas["ProfileAnswer"] };
  "GET /api/profiles/{id}": { path: { id: string }; data: Schemas["ProfileAnswer"] };
  "PATCH /api/profiles/{id}": { path: { id: string }; body?: Schemas["ProfileChange"]; data: Schemas["ProfileAnswer"] };
  "DELETE /api/profiles/{id}": { path: { id: string }; data: Schemas["Deleted"] };
  "POST /api/files/{id}/slice": { path: { id: string }; query?: { wait?: boolean }; body?: Schemas["SliceInput"]; data: Schemas["SliceAnswer"] };
  "GET /api/files/{id}/sliced": { path: { id: string }; data: Schemas["SlicedFileList"] };
  "GET /api/sliced-files/{id}/download": { path: { id: string }; data: unknown };
  "GET /api/sliced-files/{id}/preflight": { path: { id: string }; query?: { printer?: string }; data: Schemas["PreflightAnswer"] };
  "GET /api/sliced-files/{id}/toolpaths": { path: { id: string }; query?: { v?: string }; data: unknown };
  "POST /api/sliced-files/{id}/analyze": { path: { id: string }; data: Schemas["TaskAnswer"] };
  "DELETE /api/sliced-files/{id}": { path: { id: string }; data: Schemas["Done"] };
  "GET /api/tasks": { query?: { page?: number; limit?: number; status?: ("QUEUED" | "RUNNING" | "FINISHED" | "FAILED" | "CANCELLED")[]; queue?: string; operation?: string }; data: Schemas["TaskPage"] };
  "GET /api/tasks/{id}": { path: { id: string }; data: Schemas["TaskAnswer"] };
  "POST /api/tasks/{id}/cancel": { path: { id: string }; data: Schemas["TaskAnswer"] };
  "POST /api/admin/backup": { data: Schemas["TaskAnswer"] };
  "GET /api/reports": { query?: { page?: number; limit?: number }; data: Schemas["ReportPage"] };
  "GET /api/notifications": { query?: { page?: number; limit?: number; unread?: boolean; type?: ("INFO" | "SUCCESS" | "WARNING" | "ERROR" | "PRINT_COMPLETE" | "PRINT_FAILED" | "PRINT_PAUSED" | "PRINT_RESUMED" | "ACTION_REQUIRED" | "MAINTENANCE")[] }; data: Schemas["NotificationPage"] };
  "POST /api/notifications/read-all": { data: Schemas["MarkedRead"] };
  "POST /api/notifications/test": { data: Schemas["NotificationAnswer"] };
  "POST /api/notifications/{id}/read": { path: { id: string }; data: Schemas["NotificationAnswer"] };
  "GET /api/notifications/{id}/picture": { path: { id: string }; data: unknown };
  "DELETE /api/notifications/{id}": { path: { id: string }; data: Schemas["Done"] };
  "GET /api/analytics/dashboard": { query?: { printer?: string; timezone?: string }; data: Schemas["Dashboard"] };
  "GET /api/analytics/statistics": { query?: { printer?: string; timezone?: string; from?: string; to?: string; groupBy?: "day" | "week" | "month" }; data: Schemas["Statistics"] };
  "GET /api/analytics/materials": { query?: { printer?: string; timezone?: string; from?: string; to?: string }; data: Schemas["MaterialList"] };
  "GET /api/analytics/failures": { query?: { printer?: string; timezone?: string; from?: string; to?: string }; data: Schemas["FailureList"] };
  "GET /api/analytics/predictions": { query?: { printer?: string; timezone?: string; from?: string; to?: string; material?: string; limit?: number }; data: Schemas["Compared"] };
  "GET /api/analytics/export": { query?: { printer?: string; timezone?: string; from?: string; to?: string; material?: string }; data: unknown };
  "POST /api/analytics/predict": { body: Schemas["PredictInput"]; data: Schemas["Prediction"] };
  "GET /api/health": { data: Schemas["Health"] };
  "GET /metrics": { data: unknown };
  "GET /api/openapi.json": { data: unknown };
  "GET /api/docs": { data: unknown };
  "GET /api/admin/addresses": { data: Schemas["ServerAddresses"] };
  "GET /api/admin/actors": { data: Schemas["ActorNode"] };
  "POST /api/admin/actors/{path}/restart": { path: { path: string }; data: Schemas["Restarted"] };
  "GET /api/admin/actors/{path}": { path: { path: string }; data: Schemas["ActorNode"] };
  "GET /api/admin/events": { query?: { eventType?: ("auth.login" | "auth.login_failed" | "auth.logout" | "auth.refresh_reused" | "auth.password_changed" | "auth.session_revoked" | "user.created" | "user.changed" | "user.role_changed" | "user.activated" | "user.deactivated" | "user.deleted" | "user.password_reset" | "api_key.created" | "api_key.revoked" | "setting.changed" | "file.uploaded" | "file.changed" | "file.deleted" | "trash.restored" | "trash.purged" | "file.sliced" | "profile.created" | "profile.changed" | "profile.deleted" | "backup.ordered" | "backup.made" | "backup.downloaded" | "backup.uploaded" | "backup.deleted" | "backup.restored" | "task.cancelled" | "job.started" | "job.ordered" | "job.changed" | "job.deleted" | "printer.command" | "printer.controlled" | "printer.macro_run" | "printer.prompt_answered" | "printer.connection_ordered" | "printer.reset" | "printer.emergency_stop" | "camera.recorded" | "actor.restarted" | "system.power_ordered")[]; userId?: string; from?: string; to?: string; page?: number; limit?: number }; data: Schemas["SystemEventPage"] };
  "GET /api/admin/events/export": { query?: { eventType?: ("auth.login" | "auth.login_failed" | "auth.logout" | "auth.refresh_reused" | "auth.password_changed" | "auth.session_revoked" | "user.created" | "user.changed" | "user.role_changed" | "user.activated" | "user.deactivated" | "user.deleted" | "user.password_reset" | "api_key.created" | "api_key.revoked" | "setting.changed" | "file.uploaded" | "file.changed" | "file.deleted" | "trash.restored" | "trash.purged" | "file.sliced" | "profile.created" | "profile.changed" | "profile.deleted" | "backup.ordered" | "backup.made" | "backup.downloaded" | "backup.uploaded" | "backup.deleted" | "backup.restored" | "task.cancelled" | "job.started" | "job.ordered" | "job.changed" | "job.deleted" | "printer.command" | "printer.controlled" | "printer.macro_run" | "printer.prompt_answered" | "printer.connection_ordered" | "printer.reset" | "printer.emergency_stop" | "camera.recorded" | "actor.restarted" | "system.power_ordered")[]; userId?: string; from?: string; to?: string }; data: unknown };
  "POST /api/media/sign": { body: Schemas["SignedUrlInput"]; data: Schemas["SignedUrl"] };
  "POST /api/media/sign-all": { body: Schemas["SignedUrlsInput"]; data: Schemas["SignedUrls"] };
  "POST /api/admin/server/restart": { body?: Schemas["PowerInput"]; data: Schemas["PowerOrdered"] };
  "POST /api/admin/server/shutdown": { body?: Schemas["PowerInput"]; data: Schemas["PowerOrdered"] };
  "POST /api/admin/host/shutdown": { body?: Schemas["PowerInput"]; data: Schemas["PowerOrdered"] };
  "POST /api/admin/host/reboot": { body?: Schemas["PowerInput"]; data: Schemas["PowerOrdered"] };
  "GET /api/settings": { query?: { category?: string }; data: Schemas["SettingList"] };
  "PATCH /api/settings": { body: Schemas["SettingChanges"]; data: Schemas["ChangedSettings"] };
  "GET /api/settings/{key}": { path: { key: string }; data: Schemas["Setting"] };
  "POST /api/settings/{key}": { path: { key: string }; body: Schemas["TableValues"]; data: Schemas["ChangedSettings"] };
  "PATCH /api/settings/{table}/{name}": { path: { table: string; name: string }; body: Schemas["TableValues"]; data: Schemas["ChangedSettings"] };
  "DELETE /api/settings/{table}/{name}": { path: { table: string; name: string }; data: Schemas["ChangedSettings"] };
  "GET /api/admin/backups": { data: Schemas["BackupList"] };
  "POST /api/admin/backups": { data: Schemas["BackupAnswer"] };
  "GET /api/admin/backups/{name}": { path: { name: string }; data: unknown };
  "DELETE /api/admin/backups/{name}": { path: { name: string }; data: Schemas["Done"] };
  "POST /api/admin/backups/{name}/restore": { path: { name: string }; body: Schemas["RestoreInput"]; data: Schemas["RestoreOrdered"] };
  "GET /api/public/status": { data: Schemas["PublicStatus"] };
  "GET /api/public/gallery": { query?: { page?: number; limit?: number }; data: Schemas["GalleryPage"] };
  "GET /api/public/gallery/{id}": { path: { id: string }; data: Schemas["GalleryAnswer"] };
  "GET /api/public/gallery/{id}/timelapse": { path: { id: string }; data: unknown };
  "GET /api/public/gallery/{id}/preview": { path: { id: string }; data: unknown };
  "POST /api/admin/actors/{path}/crash": { path: { path: string }; data: Schemas["Crashed"] };
}

/** The data of events, for users. */
export interface ServerEvents {
  hello: Schemas["Hello"];
  error: Schemas["ErrorData"];
  "status:update": Schemas["PrinterStatus"];
  "position:update": Schemas["Position"];
  "temperature:update": Schemas["TemperatureData"];
  "progress:update": Schemas["PrintProgress"];
  "terminal:lines": Schemas["TerminalLines"];
  "camera:frame": Schemas["CameraFrame"];
  "camera:video": Schemas["VideoHead"];
  "camera:state": Schemas["CameraChange"];
  "camera:error": Schemas["CameraError"];
  "recording:started": Schemas["RecordingChange"];
  "recording:ended": Schemas["RecordingChange"];
  "timelapse:started": Schemas["TimelapseStarted"];
  "timelapse:frame": Schemas["TimelapseFrame"];
  "timelapse:ended": Schemas["TimelapseEnded"];
  "timelapse:ready": Schemas["TimelapseReady"];
  "timelapse:failed": Schemas["TimelapseFailed"];
  "timelapse:deleted": Schemas["TimelapseEvent"];
  alert: Schemas["AlertRaised"];
  "command:started": Schemas["LongCommand"];
  "command:ended": Schemas["LongCommand"];
  "print:started": Schemas["PrintHappening"];
  "print:paused": Schemas["PrintHappening"];
  "print:resumed": Schemas["PrintHappening"];
  "print:completed": Schemas["PrintHappening"];
  "print:failed": Schemas["PrintHappening"];
  "print:cancelled": Schemas["PrintHappening"];
  "print:event": Schemas["PrintHappening"];
  notification: Schemas["LiveNotification"];
  "file:upload:progress": Schemas["UploadProgressed"];
  "file:uploaded": Schemas["FileUploaded"];
  "file:processed": Schemas["FileAnswer"];
  "file:deleted": Schemas["FileDeleted"];
  "task:update": Schemas["Task"];
  "actor:change": Schemas["ActorChange"];
}

/** The data of events, for visitors. */
export interface VisitorEvents {
  hello: Schemas["Hello"];
  error: Schemas["ErrorData"];
  "status:update": Schemas["VisitorStatus"];
  "temperature:update": Schemas["TemperatureData"];
  "progress:update": Schemas["VisitorProgress"];
  "camera:frame": Schemas["CameraFrame"];
  "camera:video": Schemas["VideoHead"];
  "camera:state": Schemas["PublicCameraState"];
  "camera:error": Schemas["CameraError"];
}

/** The data of messages to the server. */
export interface ClientMessages {
  authenticate: Schemas["CredentialData"];
  resume: Schemas["ResumeData"];
  "subscribe:status": Schemas["PrinterData"];
  "subscribe:temperature": Schemas["PrinterData"];
  "subscribe:progress": Schemas["PrinterData"];
  "subscribe:camera": Schemas["CameraData"];
  "subscribe:terminal": Schemas["PrinterData"];
  "unsubscribe:status": Schemas["PrinterData"];
  "unsubscribe:temperature": Schemas["PrinterData"];
  "unsubscribe:progress": Schemas["PrinterData"];
  "unsubscribe:camera": Schemas["CameraData"];
  "unsubscribe:terminal": Schemas["PrinterData"];
  "file:upload:start": Schemas["UploadStartData"];
  "file:upload:progress": Schemas["UploadData"];
  "file:upload:complete": Schemas["UploadData"];
  "control:pause": Schemas["PrinterData"];
  "control:resume": Schemas["PrinterData"];
  "control:stop": Schemas["PrinterData"];
  "control:emergency": Schemas["PrinterData"];
  "control:heaters-off": Schemas["PrinterData"];
  "control:command": Schemas["ControlCommandData"];
}

/** The data of the replies to these messages. */
export interface Replies {
  authenticate: Schemas["LiveSignIn"];
  resume: Schemas["Resumed"];
  "subscribe:status": Schemas["Subscriptions"];
  "subscribe:temperature": Schemas["Subscriptions"];
  "subscribe:progress": Schemas["Subscriptions"];
  "subscribe:camera": Schemas["Subscriptions"];
  "subscribe:terminal": Schemas["Subscriptions"];
  "unsubscribe:status": Schemas["Subscriptions"];
  "unsubscribe:temperature": Schemas["Subscriptions"];
  "unsubscribe:progress": Schemas["Subscriptions"];
  "unsubscribe:camera": Schemas["Subscriptions"];
  "unsubscribe:terminal": Schemas["Subscriptions"];
  "file:upload:start": Schemas["UploadPlace"];
  "file:upload:progress": Schemas["UploadStatus"];
  "file:upload:complete": Schemas["UploadResult"];
  "control:pause": Schemas["JobOrdered"];
  "control:resume": Schemas["JobOrdered"];
  "control:stop": Schemas["JobOrdered"];
  "control:emergency": Schemas["EmergencyStopped"];
  "control:heaters-off": Schemas["HeatersOff"];
  "control:command": Schemas["Ordered"];
}
