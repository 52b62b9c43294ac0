// Old names that browsers and Node still use for some zones.
const RENAMED: Record<string, string> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Catamarca": "America/Argentina/Catamarca",
  "America/Coral_Harbour": "America/Atikokan",
  "America/Cordoba": "America/Argentina/Cordoba",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "America/Jujuy": "America/Argentina/Jujuy",
  "America/Louisville": "America/Kentucky/Louisville",
  "America/Mendoza": "America/Argentina/Mendoza",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
};

/** The zones that a workspace can choose from, sorted, including its own. */
export function timeZoneNames(own: string): string[] {
  return [...new Set([own, "UTC", ...Intl.supportedValuesOf("timeZone").map(currentName)])].sort();
}

/** The zone's name for people: `America/New York`. */
export function shownName(timeZone: string): string {
  return timeZone.replaceAll("_", " ");
}

/** The current name of a zone. */
export function currentName(timeZone: string): string {
  return RENAMED[timeZone] ?? timeZone;
}

/**
 * True for a time zone that JavaScript knows by the name of a place, and for UTC and GMT. Offsets such as "+02:00", abbreviations such as
 * "BST" and rules such as "PST8PDT" are refused, because JavaScript and Postgres mean different zones by some of them.
 */
export function isTimeZone(name: string): boolean {
  if (!/^(UTC|GMT|Etc\/GMT[+-]?\d{1,2}|[a-z_-]+(\/[a-z_-]+){1,2})$/i.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en-CA", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    // Intl throws for an unknown name.
    return false;
  }
}
