/** Set once a person has put the notice of an unverified address away, for the rest of the browser's session. */
export const NOTICE_COOKIE = "relais_verify_later";
