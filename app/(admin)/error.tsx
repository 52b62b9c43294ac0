"use client";

/** Inside the shell, so that the navigation stays. */
export { PageError as default } from "@/components/shell/page-error";
