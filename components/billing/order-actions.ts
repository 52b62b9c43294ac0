/** The actions for an unpaid order: return to its payment page, or cancel it. Each reads `topUpId` from its form. */
export type OrderActions = { goOn: (form: FormData) => Promise<void>; cancel: (form: FormData) => Promise<void> };
