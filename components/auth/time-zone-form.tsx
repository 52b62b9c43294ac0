"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { useBrowserTimeZone } from "@/components/auth/browser-time-zone";
import { FormAlert } from "@/components/auth/form-alert";
import { type FormAction, IDLE } from "@/components/auth/form-state";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFocusOnWrong } from "@/components/ui/use-focus-on-wrong";
import { useFormAction } from "@/components/ui/use-form-action";
import { shownName } from "@/lib/basics/time-zones";

type TimeZoneFormProps = { action: FormAction; timeZone: string; timeZones: string[] };

/** Chooses the workspace's time zone. It works before the page's scripts do; with them it also offers the browser's own zone. */
export function TimeZoneForm({ action, timeZone, timeZones }: TimeZoneFormProps) {
  const t = useTranslations("auth.account");
  const [state, send, noAnswer] = useFormAction(action, IDLE);
  const form = useFocusOnWrong(state);
  const [chosen, choose] = useState(timeZone);
  const ofBrowser = useBrowserTimeZone();
  // Uncontrolled, and new for each zone: React resets a sent form to its initial values.
  const select = useRef<HTMLSelectElement>(null);
  const chooseOfBrowser = () => {
    if (!select.current) return;
    select.current.value = ofBrowser;
    // The press removes the button, which would lose the focus.
    select.current.focus();
    choose(ofBrowser);
  };
  return (
    <form
      ref={form}
      action={send}
      onReset={(event) => (state.kind === "done" && !noAnswer ? choose(timeZone) : event.preventDefault())}
      noValidate
      className="grid max-w-sm gap-4"
    >
      {state.kind === "done" && !noAnswer ? (
        <Alert tone="positive">{t("timeZoneChanged", { timeZone: shownName(timeZone) })}</Alert>
      ) : (
        <FormAlert state={state} noAnswer={noAnswer} />
      )}
      <Field label={t("timeZoneLabel")} hint={<TimeThere timeZone={chosen} />} error={state.kind === "invalid" && t("invalidTimeZone")}>
        <Select key={timeZone} ref={select} name="timeZone" defaultValue={timeZone} onChange={(event) => choose(event.target.value)}>
          {timeZones.map((each) => (
            <option key={each} value={each}>
              {shownName(each)}
            </option>
          ))}
        </Select>
      </Field>
      <div className="flex flex-wrap gap-2">
        <SubmitButton look="secondary">{t("changeTimeZone")}</SubmitButton>
        {ofBrowser !== chosen && timeZones.includes(ofBrowser) && (
          <Button look="ghost" onClick={chooseOfBrowser}>
            {t("useBrowserTimeZone")}
          </Button>
        )}
      </div>
      <p className="text-small text-muted">{t("timeZoneChange")}</p>
    </form>
  );
}

/** The local time there. It appears once the page's scripts run: before that it would be the server's minute. */
function TimeThere({ timeZone }: { timeZone: string }) {
  const t = useTranslations("auth.account");
  const format = useFormatter();
  const [now, setNow] = useState<Date | null>(null);
  useEffect(() => {
    setNow(new Date());
    const clock = setInterval(() => setNow(new Date()), 10_000);
    return () => clearInterval(clock);
  }, []);
  if (!now) return t("timeThere", { time: "…" });
  return t("timeThere", { time: format.dateTime(now, { timeZone, weekday: "long", hour: "numeric", minute: "2-digit" }) });
}
