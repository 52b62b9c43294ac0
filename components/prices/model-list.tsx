"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Input } from "@/components/ui/input";
import { StatusDot } from "@/components/ui/status-dot";

/** A model of the list, with everything as text. */
export type ShownModel = {
  id: string;
  name: string;
  aliases: string[];
  line: string;
  isRetired: boolean;
  href: string;
  /** "$3.00 in, $15.00 out"; null without a price in force. */
  price: string | null;
  isOffered: boolean;
  /** "Retires upstream" or the like. */
  lifecycle: string | null;
  /** Versions that are not in force yet, each in a few words. */
  scheduled: string[];
};

type ModelListProps = { models: ShownModel[]; selectedId: string; kind: string; searched: string };

/** Every model of the catalogue by its line. Retired models are folded. The search works without scripts too: its form has an address. */
export function ModelList({ models, selectedId, kind, searched }: ModelListProps) {
  const t = useTranslations("prices");
  const [search, setSearch] = useState(searched);
  const found = models.filter((model) => matches(model, search));
  const live = found.filter(({ isRetired }) => !isRetired);
  const retired = found.filter(({ isRetired }) => isRetired);
  const isUnfolded = search.trim() !== "" || retired.some(({ id }) => id === selectedId);
  return (
    <section aria-label={t("models")} className="min-w-0 rounded-lg border bg-surface xl:sticky xl:top-16">
      <form action="/admin/prices" className="border-b border-line-subtle p-2">
        <input type="hidden" name="model" value={selectedId} />
        <input type="hidden" name="kind" value={kind} />
        <Input
          type="search"
          name="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          aria-label={t("search")}
          placeholder={t("search")}
          autoComplete="off"
          maxLength={100}
        />
      </form>
      <nav aria-label={t("chooseModel")} className="max-h-48 overflow-y-auto p-2 xl:max-h-[calc(100dvh-8.5rem)]">
        {[...new Set(live.map(({ line }) => line))].map((line) => (
          <ModelGroup key={line} name={lineName(t, line)} models={live.filter((model) => model.line === line)} selectedId={selectedId} />
        ))}
        {retired.length > 0 && (
          <details key={`${isUnfolded}`} open={isUnfolded}>
            <summary className="rounded-md px-2 py-1.5 text-caption text-muted hover:bg-hover">
              {t("retired", { count: retired.length })}
            </summary>
            <ModelLinks models={retired} selectedId={selectedId} />
          </details>
        )}
        {found.length === 0 && <p className="p-2 text-small text-muted">{t("noMatch")}</p>}
      </nav>
    </section>
  );
}

function ModelGroup({ name, models, selectedId }: { name: string; models: ShownModel[]; selectedId: string }) {
  return (
    <section className="mb-2">
      <h2 className="px-2 py-1.5 text-caption text-muted">{name}</h2>
      <ModelLinks models={models} selectedId={selectedId} />
    </section>
  );
}

function ModelLinks({ models, selectedId }: { models: ShownModel[]; selectedId: string }) {
  return (
    <ul>
      {models.map((model) => (
        <li key={model.id}>
          <ModelLink model={model} isSelected={model.id === selectedId} />
        </li>
      ))}
    </ul>
  );
}

function ModelLink({ model, isSelected }: { model: ShownModel; isSelected: boolean }) {
  const t = useTranslations("prices");
  return (
    <Link
      href={model.href}
      prefetch={false}
      aria-current={isSelected ? "page" : undefined}
      className="grid rounded-md px-2 py-1.5 -outline-offset-2 hover:bg-hover aria-[current=page]:bg-selected"
    >
      <span className="flex min-h-5 min-w-0 items-center gap-2">
        <span className="min-w-0 truncate font-medium">{model.name}</span>
        {!model.isOffered && <Badge tone="danger">{t("noPrice")}</Badge>}
        {model.lifecycle && <Badge>{model.lifecycle}</Badge>}
        {model.scheduled.map((each) => (
          <StatusDot key={each} tone="info" title={each}>
            {each}
          </StatusDot>
        ))}
      </span>
      {model.price && <span className="figure text-caption text-muted">{model.price}</span>}
    </Link>
  );
}

function matches({ id, name, aliases }: ShownModel, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = [name, id, ...aliases].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

/** A line that an operator added has no text of its own. */
function lineName(t: ReturnType<typeof useTranslations<"prices">>, line: string): string {
  return t.has(`lines.${line}` as "lines.opus") ? t(`lines.${line}` as "lines.opus") : line;
}
