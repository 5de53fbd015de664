import { words } from "./language";

/** The kiosk at a printer, and the wall of many. */
export const wallWords = words(
  {
    kiosk: "Kiosk",
    wall: "Wall",
    printers: "Printers",
    toHome: "To Home",
    doneAt: (time: string) => `done ${time}`,
    left: (time: string) => `${time} left`,
    rest: "At rest",
    open: (name: string) => `Show ${name}`,
    progress: (name: string) => `Progress at ${name}`,
    attention: (count: string) => `Need attention: ${count}`,
    printing: (count: string) => `${count} printing`,
    noPrint: "Nothing is being printed.",
    last: "No answer from the server",
  },
  {
    kiosk: "Kiosk",
    wall: "Wand",
    printers: "Drucker",
    toHome: "Zur Startseite",
    doneAt: (time) => `fertig ${time}`,
    left: (time) => `noch ${time}`,
    rest: "In Ruhe",
    open: (name) => `${name} zeigen`,
    progress: (name) => `Fortschritt bei ${name}`,
    attention: (count) => `Brauchen Aufmerksamkeit: ${count}`,
    printing: (count) => `${count} drucken`,
    noPrint: "Es wird nichts gedruckt.",
    last: "Keine Antwort vom Server",
  },
);
