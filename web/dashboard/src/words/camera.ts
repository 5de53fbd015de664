import { words } from "./language";

export const cameraWords = words(
  {
    starting: "The camera is starting…",
    noCamera: "No camera is set up for this printer.",
  },
  {
    starting: "Die Kamera startet …",
    noCamera: "Für diesen Drucker ist keine Kamera eingerichtet.",
  },
);
