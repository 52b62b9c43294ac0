"use client";

import { CircleUserRound, LogOut, Monitor, Moon, Sun } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { Menu } from "@/components/ui/menu";
import type { MenuEntry } from "@/components/ui/menu-entry";

const THEMES = [
  { value: "system", icon: <Monitor /> },
  { value: "light", icon: <Sun /> },
  { value: "dark", icon: <Moon /> },
] as const;

type AccountMenuProps = { email: string; signOut: () => Promise<void> };

/** The menu of the signed-in person. Without scripts it is a link to the account. */
export function AccountMenu({ email, signOut }: AccountMenuProps) {
  const t = useTranslations("shell");
  const { theme = "system", setTheme } = useTheme();
  const entries: MenuEntry[] = [
    { heading: <bdi className="block max-w-56 truncate">{email}</bdi> },
    { label: t("account"), icon: <CircleUserRound />, href: "/account", shortcut: "g a" },
    {
      choice: t("theme.title"),
      value: theme,
      onChoose: setTheme,
      options: THEMES.map((each) => ({ ...each, label: t(`theme.segments.${each.value}`) })),
    },
    "rule",
    { label: t("signOut"), icon: <LogOut />, onSelect: () => void signOut() },
  ];
  return (
    <Menu
      entries={entries}
      trigger={
        <Link
          href="/account"
          prefetch={false}
          aria-label={t("accountMenu")}
          title={email}
          className="grid size-10 place-items-center rounded-full hover:bg-hover aria-expanded:bg-hover sm:size-8"
        >
          <span
            aria-hidden
            className="grid size-7 place-items-center rounded-full bg-accent-soft text-caption text-accent-strong uppercase"
          >
            {[...email][0]}
          </span>
        </Link>
      }
    />
  );
}
