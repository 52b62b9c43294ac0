"use client";

import { useLocale, useTranslations } from "next-intl";
import { Fragment, type ReactNode } from "react";
import { dollars } from "@/components/prices/price-text";
import { classNames } from "@/components/ui/class-names";
import { inputLook } from "@/components/ui/input";
import { TOKEN_CLASSES, type TokenClass } from "@/lib/basics/tokens";
import type { Rates } from "@/lib/pricing/price";
import { classPrice } from "@/lib/pricing/price-change";
import { FACTOR_FIELD, MULTIPLIER_FIELD, type RateField, type RateForm, type RateProblems } from "@/lib/pricing/rate-form";

type RateTableProps = {
  form: RateForm;
  problems: RateProblems;
  /** Null while a field is wrong. */
  rates: Rates | null;
  onChange(field: RateField, text: string): void;
};

const BASE: Partial<Record<TokenClass, RateField>> = { input: "inputPrice", output: "outputPrice" };
const multiplierOf = (tokenClass: TokenClass) => (tokenClass === "output" ? null : MULTIPLIER_FIELD[tokenClass]);

/** Every figure of a version in one table: the fields are its cells. An empty field shows a dash. */
export function RateTable(props: RateTableProps) {
  const t = useTranslations("prices");
  const locale = useLocale();
  const { rates } = props;
  const result = (tokenClass: TokenClass) => {
    const price = classPrice(rates, tokenClass, false);
    return price === null ? t("inForce.none") : dollars(price, locale);
  };
  return (
    <table className="w-full border-separate border-spacing-0 text-small">
      <caption className="sr-only">{t("editor.caption")}</caption>
      <thead className="text-left text-caption text-muted">
        <tr>
          <Head>{t("inForce.token")}</Head>
          <Head isNumeric>{t("editor.base")}</Head>
          <Head isNumeric>{t("editor.multiplier")}</Head>
          <Head isNumeric>{t("editor.result")}</Head>
        </tr>
      </thead>
      <tbody>
        {TOKEN_CLASSES.map((tokenClass) => (
          <FieldRow
            key={tokenClass}
            {...props}
            name={t(`classesShort.${tokenClass}`)}
            fields={[BASE[tokenClass] ?? null, multiplierOf(tokenClass)]}
            result={result(tokenClass)}
          />
        ))}
      </tbody>
      <tbody>
        <GroupRow title={t("editor.step")} hint={t("editor.stepHint")} />
        <FieldRow {...props} name={t("editor.stepAbove")} fields={["stepAboveTokens", null]} result={t("editor.stepTokens")} isWhole />
        <FieldRow {...props} name={t("classesShort.input")} fields={["stepInputPrice", null]} result={null} />
        <FieldRow {...props} name={t("classesShort.output")} fields={["stepOutputPrice", null]} result={null} />
      </tbody>
      <tbody>
        <GroupRow title={t("editor.factors")} hint={t("editor.factorsHint")} />
        {Object.values(FACTOR_FIELD).map((field) => (
          <FieldRow key={field} {...props} name={t(`fields.${field}`)} fields={[null, field]} result={null} />
        ))}
        <FieldRow {...props} name={t("fields.webSearchPrice")} fields={["webSearchPrice", null]} result={t("editor.perSearch")} />
      </tbody>
    </table>
  );
}

function Head({ children, isNumeric = false }: { children: ReactNode; isNumeric?: boolean }) {
  return (
    <th
      scope="col"
      className={classNames("border-b px-1.5 py-2 font-medium whitespace-nowrap first:pl-4 last:pr-4", isNumeric && "text-right")}
    >
      {children}
    </th>
  );
}

function GroupRow({ title, hint }: { title: string; hint: string }) {
  return (
    <tr>
      <th scope="rowgroup" colSpan={4} className="border-b border-line-subtle px-4 pt-5 pb-2 text-left font-normal">
        <span className="block text-body font-medium">{title}</span>
        <span className="text-muted">{hint}</span>
      </th>
    </tr>
  );
}

type FieldRowProps = RateTableProps & {
  name: string;
  /** The price and the multiplier of the row. */
  fields: [RateField | null, RateField | null];
  result: ReactNode;
  isWhole?: boolean;
};

function FieldRow({ form, problems, onChange, name, fields, result, isWhole = false }: FieldRowProps) {
  const t = useTranslations("prices");
  const wrong = fields.flatMap((field) => (field && problems[field] ? [{ field, problem: problems[field] }] : []));
  const line = wrong.length === 0 && "border-b border-line-subtle";
  return (
    <Fragment>
      <tr>
        <th scope="row" className={classNames("px-2 py-1 pl-4 text-left font-medium", line)}>
          {name}
        </th>
        {fields.map((field, index) => (
          <td key={field ?? index} className={classNames("w-22 px-1.5 py-1 text-right max-sm:w-20 max-sm:px-1", line)}>
            {field ? (
              <input
                name={field}
                value={form[field]}
                onChange={(event) => onChange(field, event.target.value)}
                aria-label={t(`fields.${field}`)}
                aria-invalid={problems[field] ? true : undefined}
                aria-describedby={problems[field] ? `${field}-problem` : undefined}
                inputMode={isWhole ? "numeric" : "decimal"}
                placeholder={t("editor.empty")}
                autoComplete="off"
                className={classNames(inputLook, "figure text-right")}
              />
            ) : (
              <span aria-hidden className="text-faint">
                {t("editor.empty")}
              </span>
            )}
          </td>
        ))}
        <td className={classNames("figure px-1.5 py-1 pr-4 text-right text-muted", line)}>{result}</td>
      </tr>
      {wrong.map(({ field, problem }) => (
        <tr key={field}>
          <td colSpan={4} className="border-b border-line-subtle px-4 pb-2 text-right">
            <span id={`${field}-problem`} role="alert" className="font-medium text-danger">
              {t("editor.problem", { field: t(`fields.${field}`), problem: t(`problems.${problem}`) })}
            </span>
          </td>
        </tr>
      ))}
    </Fragment>
  );
}
