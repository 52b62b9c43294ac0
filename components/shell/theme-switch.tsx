"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";

const THEMES = ["system", "light", "dark"] as const;
const ICONS = { system: Monitor, light: Sun, dark: Moon };

/** One button that cycles: as the system, light, dark. */
export function ThemeSwitch() {
  const t = useTranslations("shell");
  const { theme, setTheme } = useTheme();
  const [isMounted, setIsMounted] = useState(false);
  // The server does not know the stored choice, so the first render shows the neutral one.
  useEffect(() => setIsMounted(true), []);

  const current = THEMES.find((each) => isMounted && each === theme) ?? "system";
  const next = THEMES[(THEMES.indexOf(current) + 1) % THEMES.length] ?? "system";
  const Icon = ICONS[current];
  return (
    <Button look="ghost" size="icon" onClick={() => setTheme(next)} aria-label={t("theme.switch", { theme: t(`theme.${current}`) })}>
      <Icon aria-hidden />
    </Button>
  );
}
