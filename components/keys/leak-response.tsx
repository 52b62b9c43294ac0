"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ChangeKeyAction, RotateKeyAction } from "@/components/keys/key-state";
import { RevokeKey } from "@/components/keys/revoke-key";
import { Button } from "@/components/ui/button";

type LeakResponseProps = { id: string; name: string; describedBy: string; rotate: RotateKeyAction; revoke: ChangeKeyAction };

const RotateKey = dynamic(() => import("@/components/keys/rotate-key").then((module) => module.RotateKey), { ssr: false });

/** The two answers to a leaked secret: another secret at once, or no key any more. */
export function LeakResponse({ id, name, describedBy, rotate, revoke }: LeakResponseProps) {
  const t = useTranslations("keys");
  const [isRotating, setRotating] = useState(false);
  return (
    <div className="flex flex-wrap gap-2">
      <Button look="secondary" size="small" onClick={() => setRotating(true)}>
        {t("rotate.open")}
      </Button>
      <RevokeKey id={id} name={name} describedBy={describedBy} action={revoke} />
      {isRotating && <RotateKey id={id} name={name} action={rotate} usualGrace={0} onClose={() => setRotating(false)} />}
    </div>
  );
}
