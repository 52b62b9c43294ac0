// What browsers and Node still call zones whose towns are written otherwise today.
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

/** The zones that a workspace can choose among, the one that it has with them, sorted. */
export function timeZoneNames(own: string): string[] {
  return [...new Set([own, "UTC", ...Intl.supportedValuesOf("timeZone").map(currentName)])].sort();
}

/** As people write it: `America/New York`. */
export function shownName(timeZone: string): string {
  return timeZone.replaceAll("_", " ");
}

/** A zone by the name that it has today. */
export function currentName(timeZone: string): string {
  return RENAMED[timeZone] ?? timeZone;
}
