"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { MethodBadge } from "@/components/reference/method-badge";
import { Input } from "@/components/ui/input";

type ReferenceEntry = { href: string; title: string; method: string | null /** What is searched. */; words: string };
export type ReferenceGroup = { href: string; title: string; entries: ReferenceEntry[] };

/** The contents of all pages of the reference. The search shows only the entries that contain the typed text. */
export function ReferenceNavigation({ groups }: { groups: ReferenceGroup[] }) {
  const t = useTranslations("reference");
  const inputId = useId();
  const [query, setQuery] = useState("");
  const wanted = query.trim().toLowerCase();
  const shown = groups
    .map((group) => ({ ...group, entries: group.entries.filter(({ words }) => words.toLowerCase().includes(wanted)) }))
    .filter(({ entries }) => entries.length > 0);
  return (
    <nav aria-label={t("contents")} className="grid content-start gap-4 text-body">
      <div>
        <label htmlFor={inputId} className="sr-only">
          {t("search")}
        </label>
        <Input id={inputId} type="search" placeholder={t("search")} value={query} onChange={(event) => setQuery(event.target.value)} />
        <p role="status" className="sr-only">
          {wanted && t("found", { count: shown.reduce((sum, { entries }) => sum + entries.length, 0) })}
        </p>
      </div>
      {shown.map(({ href, title, entries }) => (
        <div key={href} className="grid gap-1">
          <Link href={href} prefetch={false} className="font-semibold hover:underline">
            {title}
          </Link>
          <ul>
            {entries.map((entry) => (
              <li key={entry.href}>
                <Link
                  href={entry.href}
                  prefetch={false}
                  className="flex items-baseline justify-between gap-2 py-1 text-muted hover:text-ink"
                >
                  <span>{entry.title}</span>
                  {entry.method && <MethodBadge method={entry.method} />}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
      {shown.length === 0 && <p className="text-muted">{t("nothing")}</p>}
    </nav>
  );
}
