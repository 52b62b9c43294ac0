import Link from "next/link";
import { useTranslations } from "next-intl";
import { BrandMark } from "@/components/shell/brand";

type WorkspaceHeadProps = { workspace: { name: string; role: "owner" | "admin" | "member" } };

/** Whose pages these are: the name of the workspace, and the role of the signed-in person in it. */
export function WorkspaceHead({ workspace }: WorkspaceHeadProps) {
  const t = useTranslations("shell");
  return (
    <Link
      href="/overview"
      title={workspace.name}
      className="flex h-12 min-w-0 items-center gap-2.5 rounded-md px-2 hover:bg-hover max-lg:justify-center"
    >
      <BrandMark className="size-6 shrink-0 text-accent" />
      <span className="grid min-w-0 max-lg:sr-only">
        <span className="truncate text-body font-semibold">{workspace.name}</span>
        <span className="truncate text-caption text-muted">{t(`roles.${workspace.role}`)}</span>
      </span>
    </Link>
  );
}
