import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SECTIONS } from "@/components/gallery/sections";
import { SkipLink } from "@/components/shell/skip-link";
import { ThemeSwitch } from "@/components/shell/theme-switch";
import { PageHeader } from "@/components/ui/page-header";
import { env } from "@/lib/platform/env";

export const metadata: Metadata = { title: "Components", robots: { index: false } };

/** Every component of components/ui in both themes, where no customer comes: the sandbox and the development server. */
export default function ComponentsPage() {
  if (env.RELAIS_SANDBOX !== "1" && process.env.NODE_ENV === "production") notFound();
  return (
    <>
      <SkipLink />
      <main id="content" tabIndex={-1} className="grid gap-8 p-4 text-body outline-none sm:p-6">
        <PageHeader
          title="Components"
          description="What floats above the page has the theme of the page, which the button at the right changes."
          actions={<ThemeSwitch />}
        />
        <nav aria-label="Sections" className="flex flex-wrap gap-x-4 gap-y-1">
          {SECTIONS.map(({ title }) => (
            <a key={title} href={`#${anchor(title)}`} className="text-accent underline underline-offset-4">
              {title}
            </a>
          ))}
        </nav>
        {SECTIONS.map(({ title, Section }) => (
          <section key={title} id={anchor(title)} aria-label={title} className="grid min-w-0 gap-3">
            <h2 className="text-h2">{title}</h2>
            <div className="grid gap-4 xl:grid-cols-2">
              {(["light", "dark"] as const).map((theme) => (
                <div
                  key={theme}
                  data-theme={theme}
                  data-testid={`${anchor(title)}-${theme}`}
                  className="grid min-w-0 content-start gap-6 rounded-lg border bg-paper p-4 text-ink sm:p-6"
                >
                  <Section />
                </div>
              ))}
            </div>
          </section>
        ))}
      </main>
    </>
  );
}

const anchor = (title: string) => title.toLowerCase().replaceAll(/[^a-z]+/g, "-");
