/** Stands for the address of the server that serves the document. */
export const SERVER = "https://relais.example";
