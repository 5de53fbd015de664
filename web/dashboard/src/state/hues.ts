import { computed, effect } from "@preact/signals";
import { kept } from "../lib/store";
import { printerName } from "./printers";

const DEFAULT_HUE = 48;

const hues = kept<Record<string, number>>("hues", {});

/** The hue of the shown printer on this device, in degrees. */
export const printerHue = computed(() => hues.value[printerName.value] ?? DEFAULT_HUE);

export function setPrinterHue(name: string, hue: number): void {
  hues.value = { ...hues.value, [name]: hue };
}

effect(() => {
  document.documentElement.style.setProperty("--printer-hue", String(printerHue.value));
});
