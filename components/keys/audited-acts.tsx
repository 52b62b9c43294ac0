import { useTranslations } from "next-intl";
import { Moment } from "@/components/ui/moment";
import type { AuditedAct } from "@/lib/audit/list-audit";

const ACTIONS = ["create", "change", "rotate", "revoke"] as const;

/** Who did what with a key, newest first. */
export function AuditedActs({ acts, timeZone }: { acts: AuditedAct[]; timeZone: string }) {
  const t = useTranslations("keys.acts");
  return (
    <ul className="divide-y border-t text-small">
      {acts.map(({ id, at, action, ip, isProgram }) => {
        const known = ACTIONS.find((each) => `key.${each}` === action);
        return (
          <li key={id} className="flex flex-wrap justify-between gap-x-4 px-4 py-2">
            <span>
              {known ? t(known) : action}
              <span className="block text-caption text-muted">
                {t(isProgram ? "program" : "person")}
                {ip && ` · ${ip}`}
              </span>
            </span>
            <Moment at={at} timeZone={timeZone} />
          </li>
        );
      })}
    </ul>
  );
}
