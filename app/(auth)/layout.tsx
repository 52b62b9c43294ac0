import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ReceiptSpecimen } from "@/components/auth/receipt-specimen";
import { Brand } from "@/components/shell/brand";
import { SandboxPill } from "@/components/shell/sandbox-pill";
import { SkipLink } from "@/components/shell/skip-link";
import { Texts } from "@/components/shell/texts";
import { ThemeSwitch } from "@/components/shell/theme-switch";
import { exampleOffer, offersNow, ratesOf } from "@/components/site/offers";

export const metadata: Metadata = { robots: { index: false } };

export default async function AuthLayout({ children }: { children: ReactNode }) {
  // Without prices people sign in as well, beside an empty half.
  const example = exampleOffer(await offersNow(new Date()).catch(() => []));
  return (
    <Texts of={["auth"]}>
      <div className="grid min-h-[calc(100dvh-var(--banner))] lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <SkipLink />
        <div className="grid grid-rows-[auto_1fr] px-4 sm:px-8">
          <header className="flex h-16 items-center justify-between">
            <span className="flex items-center gap-3">
              <Brand href="/" />
              <SandboxPill />
            </span>
            <ThemeSwitch />
          </header>
          <main id="content" tabIndex={-1} className="mx-auto w-full max-w-100 pt-[8vh] pb-12 outline-none lg:pt-[14vh]">
            {children}
          </main>
        </div>
        <aside className="grid place-items-center border-l bg-sunken p-12 max-lg:hidden">
          <div className="w-full max-w-md">{example && <ReceiptSpecimen model={example.model.id} rates={ratesOf(example.price)} />}</div>
        </aside>
      </div>
    </Texts>
  );
}
