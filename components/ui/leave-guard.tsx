"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogContent } from "@/components/ui/dialog";
import { holdBack } from "@/components/ui/use-go";

/** While it is shown, links, commands of the palette and the closing of the tab ask first, because a secret on the page would be lost. */
export function LeaveGuard() {
  const t = useTranslations("controls.leaving");
  const router = useRouter();
  const [target, setTarget] = useState<string | null>(null);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    const hold = (event: MouseEvent) => {
      const path = pathBehind(event);
      if (path === null) return;
      event.preventDefault();
      event.stopPropagation();
      setTarget(path);
    };
    window.addEventListener("beforeunload", ask);
    document.addEventListener("click", hold, { capture: true });
    const letGo = holdBack(setTarget);
    return () => {
      letGo();
      window.removeEventListener("beforeunload", ask);
      document.removeEventListener("click", hold, { capture: true });
    };
  }, []);
  return (
    <Dialog open={target !== null} onOpenChange={(isOpen) => !isOpen && setTarget(null)}>
      <DialogContent title={t("title")} description={t("text")}>
        <DialogActions>
          <Button look="danger" onClick={() => target !== null && router.push(target)}>
            {t("leave")}
          </Button>
          <Button autoFocus onClick={() => setTarget(null)}>
            {t("stay")}
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}

/** The page that a click opens in this tab, or null. The browser asks by itself before it leaves our site. */
function pathBehind(event: MouseEvent): string | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
  if (!link || link.target === "_blank" || link.download !== "" || link.origin !== window.location.origin) return null;
  const path = link.pathname + link.search;
  return path === window.location.pathname + window.location.search ? null : path + link.hash;
}
