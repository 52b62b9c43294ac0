import { useTranslations } from "next-intl";
import { Skeleton } from "@/components/ui/skeleton";

const PLACES = ["first", "second", "third", "fourth"];

type PageSkeletonProps = {
  /** How many figures stand above the blocks, at most four. */
  figures?: number;
  /** The heights of the blocks below, as classes. */
  blocks: string[];
};

/** The outline of a page while its data is read. The shell around it is there at once. */
export function PageSkeleton({ figures = 0, blocks }: PageSkeletonProps) {
  const t = useTranslations("interruptions");
  return (
    <div role="status" className="grid gap-6">
      <span className="sr-only">{t("loading")}</span>
      <Skeleton className="h-8 w-48" />
      {figures > 0 && (
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
          {PLACES.slice(0, figures).map((place) => (
            <Skeleton key={place} className="h-24" />
          ))}
        </div>
      )}
      {blocks.map((height) => (
        <Skeleton key={height} className={height} />
      ))}
    </div>
  );
}
