/** The look of what floats above a page beside its button: menus and popovers. */
export const FLOATING = "z-50 rounded-lg border bg-raised text-body text-ink shadow-raised outline-none animate-pop";
