import type { ServerEvents } from "./api";

/** Names of the WebSocket's events; docs/websocket.md says who gets which. */
export type EventName = keyof ServerEvents;
