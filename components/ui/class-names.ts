import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

/** The sizes of text in app/globals.css. Without them a size would count as a colour, and one of the two would be dropped. */
export const TEXT_SIZES = ["caption", "small", "body", "lead", "h3", "h2", "h1", "figure-s", "figure", "section", "title", "display"];

const merge = extendTailwindMerge({ extend: { theme: { text: TEXT_SIZES } } });

/** Joins class names. Of two Tailwind classes for one property the later wins. */
export function classNames(...values: ClassValue[]): string {
  return merge(clsx(values));
}
