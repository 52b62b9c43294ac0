"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { useLive } from "@/components/shell/use-live";
import { Button } from "@/components/ui/button";

type LiveTailProps = {
  /** The newest call that the page shows; null if it shows none. */
  newestId: string | null;
  /** The button's name, and its hint. */
  words: { name: string; hint: string };
};

/** A switch: while it is on, the first page of the list is read again when a call has finished. */
export function LiveTail({ newestId, words }: LiveTailProps) {
  const [isOn, setOn] = useState(false);
  return (
    <Button look="secondary" aria-pressed={isOn} title={words.hint} onClick={() => setOn(!isOn)}>
      <span
        aria-hidden
        className={isOn ? "size-2 rounded-full bg-positive motion-safe:animate-pulse" : "size-2 rounded-full bg-line-strong"}
      />
      {words.name}
      {isOn && <Tail newestId={newestId} />}
    </Button>
  );
}

function Tail({ newestId }: Pick<LiveTailProps, "newestId">) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const newest = useLive()?.calls[0]?.id;
  // A filter may leave the newest call out: it is asked for once.
  const asked = useRef(newestId);
  useEffect(() => {
    if (!newest || newest === asked.current || isPending) return;
    asked.current = newest;
    startTransition(() => router.refresh());
  }, [newest, isPending, router]);
  return null;
}
