"use client";

import { useTranslations } from "next-intl";
import { ADMIN_PAGES, PORTAL_PAGES } from "@/components/shell/pages";
import { Dialog } from "@/components/ui/dialog";
import { SheetContent } from "@/components/ui/sheet";

/** Every shortcut of the portal. */
export function ShortcutSheet({ isAdmin, onClose }: { isAdmin: boolean; onClose(): void }) {
  const t = useTranslations("shell");
  const pages = isAdmin ? [...PORTAL_PAGES, ...ADMIN_PAGES] : PORTAL_PAGES;
  const lines = [
    { keys: ["⌘K", "Ctrl K"], text: t("palette.title") },
    { keys: ["?"], text: t("palette.shortcuts") },
    ...pages.map(({ key, name }) => ({ keys: [`g ${key}`], text: t(`nav.${name}`) })),
  ];
  return (
    <Dialog open onOpenChange={onClose}>
      <SheetContent title={t("palette.shortcuts")} description={t("palette.shortcutsText")}>
        <dl className="grid divide-y divide-line-subtle">
          {lines.map(({ keys, text }) => (
            <div key={text} className="flex min-h-9 items-center justify-between gap-4">
              <dt>{text}</dt>
              <dd className="flex gap-2">
                {keys.map((each) => (
                  <kbd key={each} className="rounded-sm border bg-sunken px-1.5 py-0.5 font-sans text-caption">
                    {each}
                  </kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </SheetContent>
    </Dialog>
  );
}
