/** Stands in the document for the address of whoever serves it. */
export const SERVER = "https://relais.example";
