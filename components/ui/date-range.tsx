import { Calendar } from "lucide-react";
import Form from "next/form";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { Disclosure } from "@/components/ui/disclosure";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RangeCalendar } from "@/components/ui/range-calendar";

type DateRangeProps = {
  presets: readonly { id: string; name: string; href: string }[];
  /** The chosen preset, or null. */
  value: string | null;
  /** What is chosen, in words: "Last 30 days". */
  text: string;
  /** Days that were chosen, as `YYYY-MM-DD`. */
  since: string | null;
  until: string | null;
  min: string;
  max: string;
  /** The page that the two days are sent to, with what else its address has. */
  action: string;
  kept: Readonly<Record<string, string>>;
};

/** A stretch of days: a preset is one link, others are two date fields, or a calendar where there are scripts. */
export function DateRange({ presets, value, text, since, until, min, max, action, kept }: DateRangeProps) {
  const t = useTranslations("controls.dates");
  return (
    <Disclosure label={text} icon={<Calendar aria-hidden />} align="left">
      <div className="grid gap-3 sm:grid-cols-[9rem_auto]">
        <ul className="grid content-start gap-0.5">
          {presets.map(({ id, name, href }) => (
            <li key={id}>
              <Link
                href={href}
                replace
                scroll={false}
                aria-current={id === value ? "true" : undefined}
                className={classNames("block rounded-sm px-2 py-1.5 hover:bg-hover", id === value && "bg-selected font-medium")}
              >
                {name}
              </Link>
            </li>
          ))}
        </ul>
        <Form
          action={action}
          replace
          scroll={false}
          className="grid content-start gap-3 border-t pt-3 sm:border-t-0 sm:border-l sm:pt-0 sm:pl-3"
        >
          {Object.entries(kept).map(([name, held]) => (
            <input key={name} type="hidden" name={name} value={held} />
          ))}
          <RangeCalendar since={since} until={until} min={min} max={max} />
          <div className="grid grid-cols-2 gap-2">
            <Field label={t("since")}>
              <Input type="date" name="since" key={since} defaultValue={since ?? ""} min={min} max={max} required />
            </Field>
            <Field label={t("until")}>
              <Input type="date" name="until" key={until} defaultValue={until ?? ""} min={min} max={max} required />
            </Field>
          </div>
          <Button type="submit" size="small" className="justify-self-start">
            {t("apply")}
          </Button>
        </Form>
      </div>
    </Disclosure>
  );
}
