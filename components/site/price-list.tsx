"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useId, useRef, useState } from "react";
import type { PriceGroup } from "@/components/site/price-rows";
import { PriceTable } from "@/components/site/price-table";
import { Input } from "@/components/ui/input";

/** Today's prices by line. The newest model of a line is open; the older ones open with a press, which needs no script. */
export function PriceList({ groups }: { groups: readonly PriceGroup[] }) {
  const t = useTranslations("site.prices");
  const inputId = useId();
  const [query, setQuery] = useState("");
  const input = useRef<HTMLInputElement>(null);
  // What was typed before the page's scripts ran.
  useEffect(() => setQuery(input.current?.value ?? ""), []);
  const wanted = query.trim().toLowerCase();
  const found = wanted
    ? groups.flatMap(({ newest, older }) => [newest, ...older]).filter((row) => `${row.name} ${row.id}`.toLowerCase().includes(wanted))
    : null;
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 [@media(scripting:none)]:hidden">
        <label htmlFor={inputId} className="sr-only">
          {t("search")}
        </label>
        <Input
          ref={input}
          id={inputId}
          type="search"
          placeholder={t("search")}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          className="sm:max-w-64"
        />
        <p role="status" className="text-small text-muted">
          {found && t("found", { count: found.length })}
        </p>
      </div>
      {found ? (
        found.length > 0 && (
          <div className="rounded-lg border bg-surface">
            <PriceTable caption={t("search")} rows={found} hasHead />
          </div>
        )
      ) : (
        <div className="divide-y rounded-lg border bg-surface">
          {groups.map(({ line, newest, older }, index) => (
            <div key={line}>
              <PriceTable caption={t("caption", { line })} rows={[newest]} hasHead={index === 0} />
              {older.length > 0 && (
                <details className="group/older">
                  <summary className="flex w-fit list-none items-center gap-1 px-4 pb-2.5 text-small text-accent hover:underline [&::-webkit-details-marker]:hidden">
                    <ChevronRight aria-hidden className="size-4 transition-transform group-open/older:rotate-90" />
                    {t("older", { count: older.length })}
                    <span className="sr-only">: {line}</span>
                  </summary>
                  <div className="border-t border-line-subtle">
                    <PriceTable caption={t("caption", { line })} rows={older} hasHead={false} />
                  </div>
                </details>
              )}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
