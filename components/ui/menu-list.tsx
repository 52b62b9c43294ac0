"use client";

import Link from "next/link";
import { DropdownMenu as Primitive } from "radix-ui";
import { type KeyboardEvent, type RefObject, useRef } from "react";
import { classNames } from "@/components/ui/class-names";
import { FLOATING } from "@/components/ui/floating";
import type { MenuChoice, MenuEntry, MenuItem } from "@/components/ui/menu-entry";
import { useReturnToButton } from "@/components/ui/use-return-to-button";

const itemLook =
  "flex min-h-8 w-full cursor-default items-center gap-2 rounded-md px-2 py-1 text-left text-body outline-none select-none data-disabled:opacity-55 data-highlighted:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 max-sm:min-h-10";

type MenuListProps = {
  entries: MenuEntry[];
  align: "start" | "end";
  side: "top" | "bottom" | "right";
  button: RefObject<HTMLButtonElement | null>;
  labelledBy: string;
  isByKeyboard: boolean;
  onClose(): void;
};

/** The open list of a `Menu`, beside the button of its parent element. */
export function MenuList({ entries, align, side, button, labelledBy, isByKeyboard, onClose }: MenuListProps) {
  // An action may open a dialog, which has to find the focus on the button, and not on an entry that disappears.
  const chosen = useRef<(() => void) | null>(null);
  const closing = useReturnToButton(button);
  return (
    <Primitive.Root open modal={false} onOpenChange={onClose}>
      <Primitive.Trigger asChild>
        <span aria-hidden className="pointer-events-none absolute inset-0" />
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          aria-labelledby={labelledBy}
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          loop
          className={classNames(FLOATING, "grid max-h-(--radix-dropdown-menu-content-available-height) min-w-48 overflow-y-auto p-1")}
          onFocus={(event) => {
            if (isByKeyboard && event.target === event.currentTarget) firstItem(event.currentTarget)?.focus();
          }}
          onInteractOutside={closing.onInteractOutside}
          onCloseAutoFocus={(event) => {
            closing.onCloseAutoFocus(event);
            chosen.current?.();
          }}
        >
          {entries.map((entry) => (
            <Entry key={keyOf(entry)} entry={entry} onChosen={(action) => (chosen.current = action)} />
          ))}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

function Entry({ entry, onChosen }: { entry: MenuEntry; onChosen(action: () => void): void }) {
  if (entry === "rule") return <Primitive.Separator className="mx-1 my-1 h-px bg-line-subtle" />;
  if ("heading" in entry) return <Primitive.Label className="px-2 py-1.5 text-small text-muted">{entry.heading}</Primitive.Label>;
  if ("choice" in entry) return <Choice {...entry} />;
  return <Item item={entry} onChosen={onChosen} />;
}

function Item({ item, onChosen }: { item: MenuItem; onChosen(action: () => void): void }) {
  const look = classNames(itemLook, item.isDangerous ? "text-danger" : "text-ink [&_svg]:text-muted");
  const content = (
    <>
      {item.icon}
      <span className="min-w-0 grow truncate">{item.label}</span>
      {item.shortcut && <kbd className="pl-4 font-sans text-caption text-muted">{item.shortcut}</kbd>}
    </>
  );
  if (!("href" in item))
    return (
      <Primitive.Item disabled={item.isDisabled ?? false} onSelect={() => onChosen(item.onSelect)} className={look}>
        {content}
      </Primitive.Item>
    );
  const newTab = item.isNewTab && { target: "_blank", rel: "noreferrer" };
  return (
    <Primitive.Item asChild disabled={item.isDisabled ?? false} className={look}>
      {newTab ? (
        <a href={item.href} {...newTab}>
          {content}
        </a>
      ) : (
        <Link href={item.href}>{content}</Link>
      )}
    </Primitive.Item>
  );
}

function Choice({ choice, value, options, onChoose }: MenuChoice) {
  return (
    <Primitive.RadioGroup aria-label={choice} value={value} onValueChange={onChoose} onKeyDown={moveSideways} className="px-2 pb-1.5">
      <Primitive.Label className="pt-1.5 pb-1 text-small text-muted">{choice}</Primitive.Label>
      <div className="grid auto-cols-fr grid-flow-col rounded-md border bg-sunken p-0.5">
        {options.map((option) => (
          <Primitive.RadioItem
            key={option.value}
            value={option.value}
            onSelect={(event) => event.preventDefault()}
            className="flex h-9 cursor-default items-center justify-center gap-1.5 rounded-sm px-2 text-small font-medium text-muted outline-none select-none data-highlighted:text-ink data-highlighted:outline-2 data-highlighted:-outline-offset-2 data-highlighted:outline-line-strong data-[state=checked]:bg-surface data-[state=checked]:text-ink data-[state=checked]:shadow-[0_0_0_1px_var(--line)] sm:h-7 [&_svg]:size-4 [&_svg]:shrink-0"
          >
            {option.icon}
            {option.label}
          </Primitive.RadioItem>
        ))}
      </div>
    </Primitive.RadioGroup>
  );
}

/** The primitive knows lists from top to bottom; these lie beside each other. */
function moveSideways(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=menuitemradio]")];
  items[items.indexOf(event.target as HTMLElement) + step]?.focus();
}

const firstItem = (list: HTMLElement) => list.querySelector<HTMLElement>("[role^=menuitem]:not([data-disabled])");

function keyOf(entry: MenuEntry): string {
  if (entry === "rule") return "rule";
  if ("heading" in entry) return "heading";
  return "choice" in entry ? entry.choice : entry.label;
}
