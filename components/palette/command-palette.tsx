"use client";

import { Command } from "cmdk";
import { KeyRound, LogOut, Moon, Plus, ReceiptText, Sparkles, Sun, Wallet } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { Dialog as Primitive } from "radix-ui";
import { type ReactNode, useState } from "react";
import { useSearch } from "@/components/palette/use-search";
import { ADMIN_PAGES, PORTAL_PAGES } from "@/components/shell/pages";
import { mayLeave, useGo } from "@/components/ui/use-go";

type CommandPaletteProps = { isAdmin: boolean; signOut: () => Promise<void>; onClose(): void; onShortcuts(): void };

type Entry = { value: string; text: string; icon: ReactNode; note?: string; keywords?: string[]; run(): void };

/** Pages, actions, keys, models and calls by a few letters of their names, or by a pasted id. */
export function CommandPalette({ isAdmin, signOut, onClose, onShortcuts }: CommandPaletteProps) {
  const t = useTranslations("shell.palette");
  const [query, setQuery] = useState("");
  const { found, isWaiting, isFailed } = useSearch(query);
  const groups = useGroups({ isAdmin, signOut, onShortcuts });
  const goTo = useGo();
  const go = (href: string) => () => goTo(href);
  const results: { heading: string; entries: Entry[] }[] = [
    {
      heading: t("calls"),
      entries: found.calls.map(({ id, modelId }) => ({
        value: `call ${id}`,
        text: id,
        note: modelId,
        icon: <ReceiptText />,
        run: go(`/calls/${id}`),
      })),
    },
    {
      heading: t("keys"),
      entries: found.keys.map(({ id, name, isRevoked }) => ({
        value: `key ${id}`,
        text: name,
        icon: <KeyRound />,
        ...(isRevoked && { note: t("revoked") }),
        run: go(`/keys/${id}`),
      })),
    },
    {
      heading: t("models"),
      entries: found.models.map(({ id, name }) => ({
        value: `model ${id}`,
        text: name,
        note: id,
        icon: <Sparkles />,
        run: go(isAdmin ? `/admin/prices?model=${id}` : `/calls?model=${id}`),
      })),
    },
  ];
  return (
    <Primitive.Root open onOpenChange={onClose}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-[oklch(0.2_0.02_190/0.55)]" />
        <Primitive.Content
          aria-describedby={undefined}
          className="fixed top-[12dvh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 animate-pop overflow-hidden rounded-xl border bg-raised text-body shadow-raised outline-none"
        >
          <Primitive.Title className="sr-only">{t("title")}</Primitive.Title>
          <Command label={t("title")} loop>
            <Command.Input
              value={query}
              onValueChange={setQuery}
              maxLength={200}
              placeholder={t("placeholder")}
              className="h-12 w-full border-b bg-transparent px-4 text-lead outline-none placeholder:text-muted"
            />
            {/* Outside the list, whose only children may be options. */}
            <Command.Empty className="px-2 py-8 text-center text-muted">
              {isWaiting ? t("searching") : t(isFailed ? "failed" : "nothing")}
            </Command.Empty>
            <Command.List className="max-h-[min(26rem,60dvh)] scroll-py-2 overflow-y-auto p-2" label={t("results")}>
              {results.map(({ heading, entries }) => (
                <Group key={heading} heading={heading} entries={entries} query={query} onClose={onClose} />
              ))}
              {groups.map(({ heading, entries }) => (
                <Group key={heading} heading={heading} entries={entries} onClose={onClose} />
              ))}
            </Command.List>
          </Command>
          <p role="status" className="sr-only">
            {isFailed ? t("failed") : ""}
          </p>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

type GroupProps = { heading: string; entries: Entry[]; query?: string; onClose(): void };

/** Entries that the server has found carry the query itself as a keyword, so that the list does not filter them once more. */
function Group({ heading, entries, query, onClose }: GroupProps) {
  if (entries.length === 0) return null;
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-caption [&_[cmdk-group-heading]]:text-muted"
    >
      {entries.map(({ value, text, icon, note, keywords = [], run }) => (
        <Command.Item
          key={value}
          value={value}
          keywords={[text, ...keywords, ...(query ? [query.trim()] : [])]}
          onSelect={() => {
            onClose();
            run();
          }}
          className="flex min-h-9 cursor-default items-center gap-2.5 rounded-md px-2 data-[selected=true]:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted"
        >
          {icon}
          <bdi className="min-w-0 grow truncate">{text}</bdi>
          {note && <span className="shrink-0 truncate text-small text-muted">{note}</span>}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function useGroups({ isAdmin, signOut, onShortcuts }: Pick<CommandPaletteProps, "isAdmin" | "signOut" | "onShortcuts">) {
  const t = useTranslations("shell");
  const goTo = useGo();
  const { setTheme } = useTheme();
  const go = (href: string) => () => goTo(href);
  const pageEntries = (pages: typeof PORTAL_PAGES): Entry[] =>
    pages.map(({ href, name, Icon, key }) => ({
      value: `page ${href}`,
      text: t(`nav.${name}`),
      icon: <Icon />,
      note: `g ${key}`,
      run: go(href),
    }));
  const actions: Entry[] = [
    { value: "create key", text: t("palette.createKey"), icon: <Plus />, run: go("/keys?new=1") },
    { value: "top up", text: t("palette.topUp"), icon: <Wallet />, run: go("/billing#top-up") },
    { value: "theme light", text: t("palette.light"), icon: <Sun />, run: () => setTheme("light") },
    { value: "theme dark", text: t("palette.dark"), icon: <Moon />, run: () => setTheme("dark") },
    { value: "theme system", text: t("palette.system"), icon: <Sun />, run: () => setTheme("system") },
    { value: "shortcuts", text: t("palette.shortcuts"), icon: <Sparkles />, note: "?", run: onShortcuts },
    { value: "sign out", text: t("signOut"), icon: <LogOut />, run: () => void (mayLeave("/sign-out") && signOut()) },
  ];
  return [
    { heading: t("palette.pages"), entries: pageEntries(PORTAL_PAGES) },
    { heading: t("palette.actions"), entries: actions },
    ...(isAdmin ? [{ heading: t("nav.admin"), entries: pageEntries(ADMIN_PAGES) }] : []),
  ];
}
