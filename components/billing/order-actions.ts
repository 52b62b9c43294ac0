/** What can be done with an order that is not paid: back to its payment page, or no longer. Each reads `topUpId` of its form. */
export type OrderActions = { goOn: (form: FormData) => Promise<void>; cancel: (form: FormData) => Promise<void> };
