/** Stands in the document for the address of the server that serves it. */
export const SERVER = "https://relais.example";
