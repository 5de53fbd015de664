import { words } from "./language";

/** What switching heaters off does, wherever it can be ordered. */
export const heatingWords = words(
  {
    allOff: "All heaters off",
    allOffInPrint: "All heaters off: cancels the print",
    allOffDone: "All heaters are switched off.",
    inPrint: "A print is under way: try it afterwards.",
  },
  {
    allOff: "Alle Heizungen aus",
    allOffInPrint: "Alle Heizungen aus: bricht den Druck ab",
    allOffDone: "Alle Heizungen sind ausgeschaltet.",
    inPrint: "Es wird gedruckt: probiere es danach.",
  },
);
