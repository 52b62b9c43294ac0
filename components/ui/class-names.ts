import { clsx } from "clsx";

/**
 * Joins class names. Of two classes for one property the one that stands later in the style sheet wins, so a class that has to replace
 * another one says `!`. Working out which one is meant would cost every page 9 KB of scripts; e2e/look.spec.ts finds pairs.
 */
export const classNames = clsx;
