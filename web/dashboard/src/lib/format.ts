import { language } from "../words/language";

const SECOND = 1;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const numberFormats = new Map<string, Intl.NumberFormat>();

/** A number by locale with so many digits after the point. */
export function number(value: number, digits = 0): string {
  const key = `${language.value} ${digits}`;
  let format = numberFormats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(language.value, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    numberFormats.set(key, format);
  }
  return format.format(value);
}

/** "215 °C"; a dash for what is not known. */
export function celsius(value: number | null | undefined, digits = 0): string {
  return value == null ? "– °C" : `${number(value, digits)} °C`;
}

/** "3 h 12 min", "12 min" or "45 s". */
export function duration(seconds: number | null | undefined): string {
  if (seconds == null) return "–";
  if (seconds < MINUTE) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / MINUTE);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "18:10", with the weekday or the date where it is not today. */
export function clock(time: Date | string, now = new Date()): string {
  const date = new Date(time);
  const of = new Intl.DateTimeFormat(language.value, { hour: "2-digit", minute: "2-digit" }).format(date);
  if (date.toDateString() === now.toDateString()) return of;
  const nearMs = 6 * 24 * HOUR * 1000;
  const day: Intl.DateTimeFormatOptions =
    Math.abs(date.getTime() - now.getTime()) < nearMs
      ? { weekday: "short" }
      : { day: "numeric", month: "short" };
  return `${new Intl.DateTimeFormat(language.value, day).format(date)} ${of}`;
}

/** "18:10:05". */
export function clockSeconds(time: Date): string {
  return new Intl.DateTimeFormat(language.value, { timeStyle: "medium" }).format(time);
}

/** "12 Mar". */
export function clockDay(time: Date | string): string {
  return new Intl.DateTimeFormat(language.value, { day: "numeric", month: "short" }).format(new Date(time));
}

/** "Sunday, 29 November 2026". */
export function day(time: Date | string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: "full" }).format(new Date(time));
}

/** Date and time in full. */
export function dateTime(time: Date | string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: "medium", timeStyle: "short" }).format(
    new Date(time),
  );
}

const AGES: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 24 * HOUR],
  ["hour", HOUR],
  ["minute", MINUTE],
];

/** "3 hours ago". */
export function ago(time: Date | string, nowMs = Date.now()): string {
  const seconds = (new Date(time).getTime() - nowMs) / 1000;
  const format = new Intl.RelativeTimeFormat(language.value, { numeric: "auto" });
  for (const [unit, length] of AGES)
    if (Math.abs(seconds) >= length) return format.format(Math.round(seconds / length), unit);
  return format.format(0, "minute");
}

const SIZES = ["B", "kB", "MB", "GB", "TB"];

/** "12.4 MB". */
export function bytes(value: number): string {
  let step = 0;
  let left = value;
  while (left >= 1000 && step < SIZES.length - 1) {
    left /= 1000;
    step += 1;
  }
  return `${number(left, step > 0 && left < 100 ? 1 : 0)} ${SIZES[step]}`;
}

/** "86 g", "1.2 kg". */
export function grams(value: number | null | undefined): string {
  if (value == null) return "–";
  return value >= 1000 ? `${number(value / 1000, 2)} kg` : `${number(value, value < 10 ? 1 : 0)} g`;
}

export function percent(value: number | null | undefined, digits = 0): string {
  return value == null ? "–" : `${number(value, digits)} %`;
}

/** Words of the API as a sentence: they are made to stand inside others. */
export function sentence(words: string): string {
  const begun = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

/** "0.31 €", by the code of a currency. */
export function money(value: number, currency: string): string {
  return new Intl.NumberFormat(language.value, { style: "currency", currency }).format(value);
}
