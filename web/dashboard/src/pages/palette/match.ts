/** How well a text fits what was typed: higher is better; null: not at all. Letters may be left out, not swapped. */
export function scoreOf(text: string, typed: string): number | null {
  const whole = plain(text);
  const wanted = plain(typed).replace(/\s+/g, "");
  if (wanted === "") return 0;
  let score = 0;
  let from = 0;
  let before = -2;
  for (const letter of wanted) {
    const at = whole.indexOf(letter, from);
    if (at < 0) return null;
    if (at === before + 1) score += 3;
    if (at === 0 || /[\s._/-]/.test(whole[at - 1] ?? "")) score += 4;
    before = at;
    from = at + 1;
  }
  return score - whole.length / 100;
}

function plain(text: string): string {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
}

export interface Heating {
  heater: "hotend" | "bed" | "chamber";
  /** In degrees Celsius; 0: off. */
  celsius: number;
}

const HEATERS: Record<string, Heating["heater"]> = {
  nozzle: "hotend",
  hotend: "hotend",
  duse: "hotend",
  bed: "bed",
  bett: "bed",
  chamber: "chamber",
  kammer: "chamber",
};

/** "nozzle 215" or "bed off" as an order; null: it is none. */
export function heatingOf(typed: string): Heating | null {
  const found = /^(\p{L}+)\s+(\d{1,3}|off|aus)\s*(?:°?c)?$/u.exec(plain(typed).trim());
  const heater = HEATERS[found?.[1] ?? ""];
  if (found === null || heater === undefined) return null;
  const value = found[2] ?? "";
  return { heater, celsius: /^\d/.test(value) ? Number(value) : 0 };
}
