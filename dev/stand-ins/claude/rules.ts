/** What a request is judged by besides its body. */
export type Rules = { apiVersion: string; betas: string[]; isCountOnly: boolean; refusesRetired: boolean };
