import type { ReactNode } from "react";

export type MenuItem = {
  label: string;
  icon?: ReactNode;
  /** The keys that do the same, such as "g u". They are only displayed. */
  shortcut?: string;
  isDangerous?: boolean;
  isDisabled?: boolean;
} & ({ href: string; isNewTab?: boolean } | { onSelect(): void });

/** A choice of one among two or three short words beside each other, such as a theme. The menu stays open. */
export type MenuChoice = {
  choice: string;
  value: string;
  options: { value: string; label: string; icon?: ReactNode }[];
  onChoose(value: string): void;
};

export type MenuEntry = MenuItem | MenuChoice | { heading: ReactNode } | "rule";
