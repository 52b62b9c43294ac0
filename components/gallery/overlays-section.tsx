"use client";

import { Gauge, KeyRound, Pencil, RefreshCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { Specimen } from "@/components/gallery/specimen";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog, DialogActions, DialogClose, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Menu } from "@/components/ui/menu";
import { Money } from "@/components/ui/money";
import { Popover } from "@/components/ui/popover";
import { SheetContent } from "@/components/ui/sheet";
import { toast } from "@/components/ui/toast";
import { Tooltip } from "@/components/ui/tooltip";

export function OverlaysSection() {
  return (
    <>
      <Specimen name="Menu">
        <KeyMenu />
      </Specimen>
      <Specimen name="Popover, Tooltip">
        <Popover label="Sandbox" align="start" trigger={<Button look="secondary">What is simulated</Button>}>
          <p>Stand-ins answer for Claude, Stripe and mail.</p>
          <a href="#overlays" className="text-accent underline underline-offset-4">
            Inbox
          </a>
        </Popover>
        <Tooltip text="The upstream did not report it">
          <Button look="ghost">–</Button>
        </Tooltip>
      </Specimen>
      <Specimen name="Dialog, Sheet, ConfirmDialog">
        <LongDialog />
        <Dialog>
          <DialogTrigger asChild>
            <Button look="secondary">Open a sheet</Button>
          </DialogTrigger>
          <SheetContent title="Receipt" description="What one call cost.">
            <p>A drawer at the right edge.</p>
            <DialogActions>
              <DialogClose asChild>
                <Button>Done</Button>
              </DialogClose>
            </DialogActions>
          </SheetContent>
        </Dialog>
      </Specimen>
      <Specimen name="Toast">
        <Button look="secondary" onClick={() => toast("Saved: the limits of “Laptop”")}>
          Show a notice
        </Button>
      </Specimen>
    </>
  );
}

function KeyMenu() {
  const [isAsking, setAsking] = useState(false);
  const [theme, setTheme] = useState("system");
  return (
    <>
      <Menu
        align="start"
        trigger={<Button look="secondary">Actions of a key</Button>}
        entries={[
          { label: "Limits", icon: <Gauge />, onSelect: () => toast("Limits") },
          { label: "Rename", icon: <Pencil />, shortcut: "r", onSelect: () => toast("Rename") },
          { label: "Rotate", icon: <RefreshCw />, isDisabled: true, onSelect: () => toast("Rotate") },
          { label: "Calls of the key", icon: <KeyRound />, href: "#overlays" },
          {
            choice: "Theme",
            value: theme,
            onChoose: setTheme,
            options: ["system", "light", "dark"].map((value) => ({ value, label: value })),
          },
          "rule",
          { label: "Revoke", icon: <Trash2 />, isDangerous: true, onSelect: () => setAsking(true) },
        ]}
      />
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setAsking}
        title="Revoke “Laptop”?"
        text="Calls with it are refused within a second. This cannot be undone."
        facts={[
          { name: "Spent this month", value: <Money amountNano={12_400_000_000n} kind="sum" /> },
          { name: "Calls running", value: "2" },
        ]}
        typedName="Laptop"
        submit="Revoke"
        isDangerous
        action={() => {
          setAsking(false);
          toast("Revoked: “Laptop”");
        }}
      />
    </>
  );
}

function LongDialog() {
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button look="secondary">Open a dialog</Button>
      </DialogTrigger>
      <DialogContent title="Limits of “Laptop”" description="Empty fields limit nothing.">
        {Array.from({ length: 12 }, (_, at) => `Limit ${at + 1}`).map((label) => (
          <Field key={label} label={label}>
            <Input autoComplete="off" />
          </Field>
        ))}
        <DialogActions>
          <DialogClose asChild>
            <Button look="secondary">Cancel</Button>
          </DialogClose>
          <Button>Save limits</Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}
