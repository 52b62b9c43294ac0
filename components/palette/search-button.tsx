"use client";

import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useShortcuts } from "@/components/palette/use-shortcuts";

const CommandPalette = dynamic(() => import("@/components/palette/command-palette").then((module) => module.CommandPalette), {
  ssr: false,
});
const ShortcutSheet = dynamic(() => import("@/components/palette/shortcut-sheet").then((module) => module.ShortcutSheet), { ssr: false });

type SearchButtonProps = { isAdmin: boolean; signOut: () => Promise<void> };

/** Opens the command palette, as ⌘K and Ctrl+K do. Palette and list of shortcuts are loaded when they are first opened. */
export function SearchButton({ isAdmin, signOut }: SearchButtonProps) {
  const t = useTranslations("shell.palette");
  const [open, setOpen] = useState<"palette" | "shortcuts" | null>(null);
  useShortcuts({
    isAdmin,
    onPalette: () => setOpen(open === "palette" ? null : "palette"),
    onShortcuts: () => setOpen("shortcuts"),
  });
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts="Meta+K Control+K"
        aria-label={t("open")}
        onClick={() => setOpen("palette")}
        className="flex size-10 shrink-0 items-center justify-center gap-2 rounded-md text-small text-muted hover:bg-hover sm:size-8 lg:w-60 lg:justify-start lg:border lg:bg-surface lg:px-2.5"
      >
        <Search aria-hidden className="size-4 shrink-0" />
        <span aria-hidden className="truncate max-lg:hidden">
          {t("open")}
        </span>
        <kbd aria-hidden className="ml-auto font-sans text-caption max-lg:hidden">
          ⌘K
        </kbd>
      </button>
      {open === "palette" && (
        <CommandPalette
          isAdmin={isAdmin}
          signOut={signOut}
          onClose={() => setOpen((now) => (now === "palette" ? null : now))}
          onShortcuts={() => setOpen("shortcuts")}
        />
      )}
      {open === "shortcuts" && <ShortcutSheet isAdmin={isAdmin} onClose={() => setOpen(null)} />}
    </>
  );
}
