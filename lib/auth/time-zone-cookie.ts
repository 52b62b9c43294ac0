/** Stores the browser's time zone while somebody signs up at GitHub or Google. */
export const TIME_ZONE_COOKIE = "relais-time-zone";
