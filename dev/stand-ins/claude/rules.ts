/** The facts beside the body by which a request is checked. */
export type Rules = { apiVersion: string; betas: string[]; isCountOnly: boolean; refusesRetired: boolean };
